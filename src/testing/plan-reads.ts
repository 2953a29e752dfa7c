import type { LoweredQuery } from '../plan/plan.ts';

/** What a search reads and writes besides the events of its index. */
export interface PlanReads {
  /** Lookups whose rows it reads. */
  readonly lookups: ReadonlySet<string>;
  /** Lookups that it writes. */
  readonly written: ReadonlySet<string>;
  /** Whether it reads risk events or findings. */
  readonly findings: boolean;
}

const FINDING_INDEXES = new Set(['risk', 'notable']);

/** Looks through a lowered SPL search, subsearches included. */
export function planReads({ plan }: LoweredQuery): PlanReads {
  const lookups = new Set<string>();
  const written = new Set<string>();
  let findings = false;
  visit(plan, (node) => {
    const options = isRecord(node['options']) ? node['options'] : {};
    const name = options['name'];
    if (node['op'] === 'Scan') {
      if (node['source'] === 'splunk:lookup' && typeof name === 'string') lookups.add(name);
      if (node['source'] === 'splunk:datamodel' && options['model'] === 'Risk') findings = true;
    }
    if (node['function'] === 'spl.lookup' && typeof name === 'string') lookups.add(name);
    if (node['function'] === 'spl.outputlookup' && typeof name === 'string') written.add(name);
    if (comparesIndex(node)) findings = true;
  });
  return { lookups, written, findings };
}

/** A call over the column "index" and the name of an index that holds findings. */
function comparesIndex(node: Readonly<Record<string, unknown>>): boolean {
  const list = node['arguments'];
  if (!Array.isArray(list)) return false;
  const is = (entry: unknown, holds: (entry: Readonly<Record<string, unknown>>) => boolean) =>
    isRecord(entry) && holds(entry);
  return (
    list.some((entry) => is(entry, ({ name }) => name === 'index')) &&
    list.some((entry) =>
      is(entry, ({ value }) => typeof value === 'string' && FINDING_INDEXES.has(value.toLowerCase())),
    )
  );
}

type Node = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every object of a plan, each once. */
export function visit(value: unknown, look: (node: Node) => void, seen = new Set<unknown>()): void {
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  if (Array.isArray(value)) {
    for (const entry of value) visit(entry, look, seen);
    return;
  }
  if (ArrayBuffer.isView(value)) return;
  if (value instanceof Map || value instanceof Set) {
    visit([...value], look, seen);
    return;
  }
  look(value as Node);
  for (const entry of Object.values(value)) visit(entry, look, seen);
}
