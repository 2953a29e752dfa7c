import type { Plan, Scan } from './plan.ts';

/**
 * Every scan of a plan: in its inputs, in tables inside expressions (`toscalar`, `in (T | project x)`), and in the
 * options of table functions.
 */
export function scansOf(plan: Plan): readonly Scan[] {
  const scans: Scan[] = [];
  visit(plan, (scan) => scans.push(scan));
  return scans;
}

/** The names of all sources that a plan scans, in order of appearance, each once. */
export function sourcesOf(plan: Plan): readonly string[] {
  return [...new Set(scansOf(plan).map((scan) => scan.source))];
}

/** The same plan with each scan, wherever it stands, replaced by what `change` makes of it. */
export function mapScans(plan: Plan, change: (scan: Scan) => Plan): Plan {
  return copy(plan, change) as Plan;
}

type PlainObject = Readonly<Record<string, unknown>>;

const isPlainObject = (value: unknown): value is PlainObject => {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

const isScan = (value: PlainObject): boolean => value['op'] === 'Scan' && typeof value['source'] === 'string';

/** Rows written in the query hold data, whatever they look like; so does a literal. */
const isData = (value: PlainObject): boolean => value['op'] === 'Values' || value['kind'] === 'literal';

function visit(value: unknown, found: (scan: Scan) => void): void {
  if (Array.isArray(value)) {
    for (const element of value) visit(element, found);
  } else if (isPlainObject(value)) {
    if (isScan(value)) found(value as unknown as Scan);
    else if (!isData(value)) for (const part of Object.values(value)) visit(part, found);
  }
}

function copy(value: unknown, change: (scan: Scan) => Plan): unknown {
  if (Array.isArray(value)) return value.map((element) => copy(element, change));
  if (!isPlainObject(value) || isData(value)) return value;
  if (isScan(value)) return change(value as unknown as Scan);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, copy(part, change)]));
}
