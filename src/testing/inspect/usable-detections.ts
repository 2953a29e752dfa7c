import type { Detection } from '../../content/model.ts';
import { productOf } from '../../data/products/index.ts';
import type { EventDocument } from '../../data/record.ts';
import type { Logsource } from '../../languages/sigma/index.ts';
import { printLogsource } from '../../languages/sigma/logsource.ts';
import { identityOf, routeOf } from '../../platforms/sigma/route.ts';
import { loadRuntime, runQuery } from '../engine.ts';
import type { Workspace } from '../workspace.ts';
import type { LogFacts } from './log-facts.ts';

/** A detection that reads events of the kind that a log holds, and what says so. */
export interface UsableDetection {
  readonly detection: Detection;
  readonly because: string;
}

/** One document of every kind in a log: what a Sigma logsource is asked about. */
export class DocumentKinds {
  readonly #kinds = new Map<string, EventDocument>();

  see(document: EventDocument): void {
    const key = document.kind === 'text' ? `text|${document.format ?? ''}` : identityOf(document);
    if (!this.#kinds.has(key)) this.#kinds.set(key, document);
  }

  [Symbol.iterator](): Iterator<EventDocument> {
    return this.#kinds.values();
  }
}

/**
 * The detections that could use a log: Splunk's by the source, sourcetype and event ids of their data sources and tests,
 * Sentinel's by their tables, when the log lands rows in one, Sigma's by their logsource. Whether they fire is another question.
 */
export async function usableDetections(
  detections: readonly Detection[],
  facts: LogFacts,
  kinds: DocumentKinds,
  workspace: Workspace,
): Promise<readonly UsableDetection[]> {
  const tables = new FilledTables(workspace, facts);
  const usable: UsableDetection[] = [];
  for (const detection of detections) {
    const because = await reasonOf(detection, facts, kinds, workspace, tables);
    if (because !== undefined) usable.push({ detection, because });
  }
  return usable;
}

async function reasonOf(
  detection: Detection,
  facts: LogFacts,
  kinds: DocumentKinds,
  workspace: Workspace,
  tables: FilledTables,
): Promise<string | undefined> {
  switch (detection.language) {
    case 'spl':
      return splunkReason(detection, facts);
    case 'sigma':
      return sigmaReason(detection, kinds);
    case 'kql': {
      const { query } = await workspace.lower(detection);
      for (const table of query ? tablesIn(query.plan) : []) {
        if (await tables.has(table)) return `table ${table}`;
      }
      return undefined;
    }
  }
}

function splunkReason(detection: Detection, { kinds, channels }: LogFacts): string | undefined {
  const named = detection.tests
    .flatMap(({ attackData }) => attackData)
    .find(({ source, sourcetype }) =>
      kinds.some(
        (kind) =>
          (sourcetype ?? '').toLowerCase() === kind.sourcetype.toLowerCase() &&
          (source ?? '').toLowerCase() === kind.source.toLowerCase(),
      ),
    );
  if (!named) return undefined;
  const ids = dataSourcesOf(detection).flatMap((name) => /\s(\d{1,5})$/.exec(name)?.[1] ?? []);
  const seen = new Set(channels.flatMap((channel) => channel.ids.map(({ id }) => String(id))));
  if (ids.length > 0 && seen.size > 0 && !ids.some((id) => seen.has(id))) return undefined;
  const id = seen.size > 0 ? ids.find((known) => seen.has(known)) : undefined;
  return `sourcetype ${named.sourcetype}, source ${named.source}${id === undefined ? '' : `, event ${id}`}`;
}

function dataSourcesOf(detection: Detection): readonly string[] {
  const { value } = detection.document;
  const named = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)['data_source'] : [];
  return Array.isArray(named) ? named.map(String) : [];
}

const TEXT_PRODUCTS: Readonly<Record<string, string | undefined>> = { auditd: 'linux', syslog: 'linux' };

function sigmaReason(detection: Detection, kinds: DocumentKinds): string | undefined {
  const { value } = detection.document;
  const given =
    typeof value === 'object' && value !== null ? (value as Record<string, unknown>)['logsource'] : undefined;
  if (typeof given !== 'object' || given === null) return undefined;
  const logsource = given as Logsource;
  const route = routeOf(logsource);
  for (const document of kinds) {
    // Records that could be anybody's say nothing.
    if (document.kind === 'object' && productOf(document.value) === undefined) continue;
    if (document.kind === 'text' && TEXT_PRODUCTS[document.format ?? ''] !== logsource.product) continue;
    if (route.known && route.accepts(document)) return printLogsource(logsource);
  }
  return undefined;
}

/** The tables that a plan scans. */
function tablesIn(plan: unknown, found = new Set<string>()): ReadonlySet<string> {
  if (typeof plan !== 'object' || plan === null) return found;
  for (const [key, value] of Object.entries(plan)) {
    if (key === 'source' && typeof value === 'string' && value.startsWith('table:'))
      found.add(value.slice('table:'.length));
    else tablesIn(value, found);
  }
  return found;
}

/** Tables in which a log lands rows; each is asked once. */
class FilledTables {
  readonly #workspace: Workspace;
  readonly #facts: LogFacts;
  readonly #known = new Map<string, Promise<boolean>>();

  constructor(workspace: Workspace, facts: LogFacts) {
    this.#workspace = workspace;
    this.#facts = facts;
  }

  has(table: string): Promise<boolean> {
    let known = this.#known.get(table);
    if (!known) {
      known = this.#count(table);
      this.#known.set(table, known);
    }
    return known;
  }

  async #count(table: string): Promise<boolean> {
    const { query } = await this.#workspace.lowerText('kql', `['${table}'] | take 1`);
    if (!query) return false;
    const job = await this.#workspace.job(query, { logs: [this.#facts.file], now: this.#facts.time?.last ?? 0n });
    const { rows } = runQuery(job, await loadRuntime('kql'));
    return rows.length > 0;
  }
}
