import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LogFile } from '../../src/data/record.ts';
import { CODES, isDiagnosticName } from '../../src/diagnostics/codes.ts';
import { SourceText } from '../../src/diagnostics/source-text.ts';
import type { JsonValue, Lowering } from '../../src/languages/front-end.ts';
import { inferColumnType, kqlEntries, lowerKql, printKqlCell } from '../../src/languages/kql/index.ts';
import { readKqlCell } from '../../src/languages/kql/read-cell.ts';
import type { SplEnvironment } from '../../src/languages/spl/environment.ts';
import { lowerSpl, printSplCell, splEntries } from '../../src/languages/spl/index.ts';
import { QueryFailure } from '../../src/plan/failure.ts';
import { createLibrary } from '../../src/plan/library.ts';
import {
  connectorPlans,
  loadSentinelKnowledge,
  sentinelCatalog,
  sentinelEnvironment,
  tablesOf,
} from '../../src/platforms/sentinel/index.ts';
import { loadSplunkKnowledge, splunkCatalog, splunkEnvironment } from '../../src/platforms/splunk/index.ts';
import { type QueryJob, type Runtime, runQuery } from '../../src/testing/engine.ts';
import { kqlTables } from '../../src/testing/inline-tables.ts';
import { tablesIn, writeLogs } from '../../src/testing/scripts/script-data.ts';
import { renderTable } from '../../src/testing/scripts/script-cells.ts';
import type { ScriptCase } from '../../src/testing/scripts/script-file.ts';
import { runConversionCase, runSigmaCase } from './script-sigma.ts';
import { reprint } from './spl-reprint.ts';

/** How a query is run; its answer must be the same in every mode. */
export interface ScriptMode {
  readonly batchSize: number;
  readonly optimise: boolean;
}

export const MODES: readonly ScriptMode[] = [1, 3, 1024].flatMap((batchSize) =>
  [true, false].map((optimise) => ({ batchSize, optimise })),
);

const PRINTED_MODE: ScriptMode = { batchSize: 3, optimise: true };
/** An expected diagnostic with its end, its message and its hint. */
const IN_FULL = /^! FD\d+ \d+:\d+-/;
const DEFAULT_NOW = '2026-01-01T00:00:00Z';
const NANOSECONDS_PER_MILLISECOND = 1_000_000n;

const knowledgeRoot = (platform: string): readonly string[] => [
  fileURLToPath(new URL(`../../knowledge/${platform}`, import.meta.url)),
];

const silent = (): void => undefined;

function once<Result>(make: () => Result): () => Result {
  let made: { readonly result: Result } | undefined;
  return () => {
    made ??= { result: make() };
    return made.result;
  };
}

const splunk = once(() => loadSplunkKnowledge(knowledgeRoot('splunk'), silent));
const sentinel = once(() => loadSentinelKnowledge(knowledgeRoot('sentinel'), silent));
const splLibrary = once(() => createLibrary(splEntries));
const kqlLibrary = once(() => createLibrary(kqlEntries));

/** A query bound to what its script loads: runs in any mode. */
export interface PreparedCase {
  readonly lowering: Lowering;
  /** The query as the printer writes it: of SPL, when nothing is wrong with it. */
  readonly printed: string | undefined;
  run(mode: ScriptMode): readonly string[];
}

/** The lines that a case gives, mode by mode; an SPL query also as the printer writes it. */
export function runCase(item: ScriptCase): ReadonlyMap<string, readonly string[]> {
  if (item.language.startsWith('convert-')) return runConversionCase(item);
  const folder = mkdtempSync(join(tmpdir(), 'firedrill-script-'));
  try {
    const answers = new Map<string, readonly string[]>();
    const logs = writeLogs(item.loads, folder);
    if (item.language === 'sigma') return runSigmaCase(item, logs, MODES);
    const prepared = prepareCase(item, logs);
    for (const mode of MODES) answers.set(describeMode(mode), prepared.run(mode));
    const { printed } = prepared;
    if (printed !== undefined) {
      answers.set(`printed as ${printed}`, prepareCase({ ...item, query: printed }, logs).run(PRINTED_MODE));
    }
    return answers;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const describeMode = ({ batchSize, optimise }: ScriptMode): string =>
  `batches of ${batchSize}, ${optimise ? 'optimised' : 'as written'}`;

/** Lowers a case's query against the shipped knowledge and what the script loads. */
export function prepareCase(item: ScriptCase, logs: readonly LogFile[]): PreparedCase {
  const { lowering, runtime, views, print } = item.language === 'spl' ? prepareSpl(item) : prepareKql(item);
  const error = lowering.problems.filter(({ severity, name }) => (severity ?? CODES[name].severity) === 'error');
  const run = (mode: ScriptMode): readonly string[] => {
    const { query } = lowering;
    if (!query || error.length > 0) {
      const source = new SourceText(item.query);
      const inFull = item.expected.some((line) => IN_FULL.test(line));
      return error.map(({ name, start, end, message, hint }) => {
        const { line, column } = source.position(start);
        const short = `! ${CODES[name].code} ${line}:${column}`;
        if (!inFull) return short;
        const to = source.position(end);
        return `${short}-${to.line}:${to.column} ${message}${hint === undefined ? '' : ` (${hint})`}`;
      });
    }
    const job: QueryJob = {
      query,
      views,
      notes: [],
      logs,
      knowledge: { splunk: [], sentinel: [] },
      tables: tablesIn(item.loads),
      now: BigInt(Date.parse(item.now ?? DEFAULT_NOW)) * NANOSECONDS_PER_MILLISECOND,
      ...mode,
    };
    return outcome(() => runQuery(job, runtime));
  };
  return { lowering, printed: lowering.problems.length === 0 ? print?.(item.query) : undefined, run };
}

function outcome(run: () => ReturnType<typeof runQuery>): readonly string[] {
  try {
    const { columns, rows } = run();
    return renderTable(columns, rows as readonly (readonly JsonValue[])[]);
  } catch (error) {
    if (!(error instanceof QueryFailure)) throw error;
    return [`! ${isDiagnosticName(error.name) ? CODES[error.name].code : error.name}`];
  }
}

interface Prepared {
  readonly lowering: Lowering;
  readonly runtime: Runtime;
  readonly views: QueryJob['views'];
  readonly print?: (text: string) => string | undefined;
}

function prepareSpl(item: ScriptCase): Prepared {
  const knowledge = splunk();
  const tables = tablesIn(item.loads);
  const environment = withScript(splunkEnvironment(knowledge, { tables }), item);
  return {
    lowering: lowerSpl(item.query, environment),
    print: (text) => reprint(text, environment),
    views: new Map(),
    runtime: {
      library: splLibrary(),
      print: printSplCell,
      catalog: (_job, replay, report) => splunkCatalog(knowledge, environment, replay, { tables, report }),
    },
  };
}

/** The environment with the macros of the script, and with the options of its lookups. */
function withScript(environment: SplEnvironment, { macros, loads }: ScriptCase): SplEnvironment {
  const options = new Map(loads.map((load) => [load.options.get('table'), load.options]));
  return {
    ...environment,
    macro: (name, count) => {
      const own = macros.find((macro) => macro.name === name && macro.parameters.length === count);
      return own ? { name, arguments: own.parameters, definition: own.definition } : environment.macro(name, count);
    },
    lookup: (name) => {
      const found = environment.lookup(name);
      const given = options.get(name);
      if (!found || !given) return found;
      const number = (option: string): number | undefined =>
        given.has(option) ? Number(given.get(option)) : undefined;
      const minMatches = number('min_matches');
      const maxMatches = number('max_matches');
      const defaultMatch = given.get('default_match');
      const matchType = given.get('match_type');
      return {
        ...found,
        ...(minMatches !== undefined && { minMatches }),
        ...(maxMatches !== undefined && { maxMatches }),
        ...(defaultMatch !== undefined && { defaultMatch }),
        ...(matchType !== undefined && { matchTypes: matchTypesOf(matchType) }),
        ...(given.has('case_sensitive_match') && { caseSensitiveMatch: given.get('case_sensitive_match') !== 'false' }),
      };
    },
  };
}

/** `WILDCARD(path),CIDR(net)` */
const matchTypesOf = (text: string): Readonly<Record<string, 'EXACT' | 'WILDCARD' | 'CIDR'>> =>
  Object.fromEntries([...text.matchAll(/(EXACT|WILDCARD|CIDR)\((\w+)\)/g)].map(([, type, field]) => [field, type]));

function prepareKql(item: ScriptCase): Prepared {
  const knowledge = sentinel();
  const inlineTables = kqlTables(tablesIn(item.loads), readKqlCell);
  const environment = sentinelEnvironment(knowledge, { inlineTables });
  const lowering = lowerKql(item.query, environment);
  const { plans } = lowering.query
    ? connectorPlans(knowledge, tablesOf(lowering.query.plan), lowerKql)
    : { plans: new Map() };
  return {
    lowering,
    views: plans,
    runtime: {
      library: kqlLibrary(),
      print: printKqlCell,
      inferType: inferColumnType,
      catalog: (job, replay, report) => sentinelCatalog(knowledge, replay, { plans: job.views, inlineTables, report }),
    },
  };
}
