import { openEventSource } from '../data/event-source.ts';
import type { EventSource, LogFile, ReadOptions } from '../data/record.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { JsonValue, PrintCell } from '../languages/front-end.ts';
import type { Budget, Catalog, Clock } from '../plan/context.ts';
import { type Execution, execute } from '../plan/execute.ts';
import { createLibrary, type Library } from '../plan/library.ts';
import { inputsOf, type LoweredQuery, type Plan, type ResultColumn, type Stage } from '../plan/plan.ts';
import type { StageCount } from '../plan/trace.ts';
import type { SplEnvironment } from '../languages/spl/environment.ts';
import type { SplunkAnatomy, SplunkKnowledge } from '../platforms/splunk/index.ts';
import type { Batch, EventId } from '../table/batch.ts';
import type { Value } from '../table/value.ts';
import { EventsWithFindings, type TimedFinding } from './finding-events.ts';
import { type InlineTable, kqlTables } from './inline-tables.ts';
import { LoadedOnce } from './loaded-once.ts';
import { Replay } from './replay.ts';
import { absoluteRange, type TimeBounds } from './time-range.ts';

export interface KnowledgeRoots {
  readonly splunk: readonly string[];
  readonly sentinel: readonly string[];
  /** Watchlists that stand among the content. */
  readonly watchlists?: readonly { readonly file: string; readonly text: string }[];
  /** An MMDB file. */
  readonly geoDatabase?: string;
}

/** One query over some logs. Everything in it can be sent to a worker. */
export interface QueryJob {
  readonly query: LoweredQuery;
  /** Plans that stand for tables of the workspace, by table (KQL). */
  readonly views: ReadonlyMap<string, Plan>;
  /** What a reader of the results should know about how the job came about. */
  readonly notes: readonly string[];
  readonly logs: readonly LogFile[];
  readonly knowledge: KnowledgeRoots;
  readonly tables: readonly InlineTable[];
  /** Local files that stand for the addresses of `externaldata` (KQL), address first. */
  readonly external?: readonly (readonly [string, string])[];
  /** Nanoseconds since 1970; default: one second after the newest event. */
  readonly now?: bigint;
  readonly range?: TimeBounds;
  readonly optimise?: boolean;
  readonly recover?: boolean;
  /** Times each stage. */
  readonly timed?: boolean;
  /** Rows that travel together: changes the speed, never the result. */
  readonly batchSize?: number;
}

/** What a job is besides its query. */
export type JobGround = Omit<QueryJob, 'query'>;

/** What queries that ran before left for those that follow: lookups that they wrote, findings that they made. */
export interface Carried {
  readonly state: Map<string, unknown>;
  readonly findings: readonly TimedFinding[];
}

/** What a run is given besides its job. */
export interface Given {
  readonly carried?: Carried;
  /** The job's logs, where they were opened before. */
  readonly events?: EventSource;
}

export interface QueryOutcome {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly JsonValue[])[];
  /** The raw events behind each row. */
  readonly origins: readonly (readonly EventId[])[];
  readonly stages: readonly (Stage & StageCount)[];
  readonly events: number;
  /** The files that origins count: the logs, then the findings of earlier queries. */
  readonly files: readonly string[];
  readonly notes: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** What a language brings to a run: its functions, its cells, and the catalog of the platform that it runs on. */
export interface Runtime {
  readonly library: Library;
  readonly print: PrintCell;
  /** The type of a column that is known only by its values, in a language whose columns have types. */
  readonly inferType?: (values: Iterable<Value>) => string;
  catalog(job: JobGround, events: EventSource, report: (diagnostic: Diagnostic) => void): Catalog;
  /** A job's logs, where the platform's settings say when their events happened. */
  timed?(job: JobGround, events: EventSource, report: (diagnostic: Diagnostic) => void): EventSource;
  /** What stands behind a platform's views, tags and event types, for `explain`. */
  anatomy?(job: QueryJob): SplunkAnatomy;
}

const BATCH_SIZE = 1024;

/** Splunk knowledge that lowering and runs share. */
export type SharedSplunk = LoadedOnce<SplunkKnowledge>;

/**
 * Loads what a language needs to run; a run of one language never loads another's. Knowledge that queries were lowered with
 * need not be read again.
 */
export async function loadRuntime(language: LoweredQuery['language'], lowered?: SharedSplunk): Promise<Runtime> {
  switch (language) {
    case 'spl': {
      const [{ splEntries, printSplCell }, splunk] = await Promise.all([
        import('../languages/spl/index.ts'),
        import('../platforms/splunk/index.ts'),
      ]);
      const loaded = lowered ?? new LoadedOnce(splunk.loadSplunkKnowledge);
      const environments = new WeakMap<SplunkKnowledge, SplEnvironment>();
      const environmentOf = (knowledge: SplunkKnowledge): SplEnvironment => {
        const environment = environments.get(knowledge) ?? splunk.splunkEnvironment(knowledge);
        environments.set(knowledge, environment);
        return environment;
      };
      return {
        library: createLibrary(splEntries),
        print: printSplCell,
        catalog: (job, events, report) => {
          const knowledge = loaded.of(job.knowledge.splunk, report);
          const { tables } = job;
          const environment =
            tables.length > 0 ? splunk.splunkEnvironment(knowledge, { tables }) : environmentOf(knowledge);
          return splunk.splunkCatalog(knowledge, environment, events, {
            tables,
            report,
            ...(job.knowledge.geoDatabase !== undefined && { geoDatabase: job.knowledge.geoDatabase }),
          });
        },
        timed: (job, events, report) => splunk.timedEvents(events, loaded.of(job.knowledge.splunk, report)),
        anatomy: (job) => {
          const knowledge = splunk.loadSplunkKnowledge(job.knowledge.splunk, () => undefined);
          return splunk.splunkAnatomy(knowledge, splunk.splunkEnvironment(knowledge, { tables: job.tables }));
        },
      };
    }
    case 'kql': {
      const [{ inferColumnType, kqlEntries, printKqlCell }, { readKqlCell }, sentinel] = await Promise.all([
        import('../languages/kql/index.ts'),
        import('../languages/kql/read-cell.ts'),
        import('../platforms/sentinel/index.ts'),
      ]);
      const loaded = new LoadedOnce(({ sentinel: roots, watchlists }: KnowledgeRoots, report) =>
        sentinel.loadSentinelKnowledge(roots, report, watchlists),
      );
      return {
        library: createLibrary(kqlEntries),
        print: printKqlCell,
        inferType: inferColumnType,
        catalog: (job, events, report) => {
          const knowledge = loaded.of(job.knowledge, report);
          return sentinel.sentinelCatalog(knowledge, events, {
            plans: job.views,
            inlineTables: kqlTables(job.tables, readKqlCell),
            external: new Map(job.external),
            ...(job.knowledge.geoDatabase !== undefined && { geoDatabase: job.knowledge.geoDatabase }),
            report,
          });
        },
      };
    }
    case 'sigma': {
      const [{ sigmaEntries, printSigmaCell }, sigma] = await Promise.all([
        import('../languages/sigma/index.ts'),
        import('../platforms/sigma/index.ts'),
      ]);
      return {
        library: createLibrary(sigmaEntries),
        print: printSigmaCell,
        catalog: (_job, events, report) => sigma.sigmaCatalog(events, { report }),
      };
    }
  }
}

/** Everything that plans of a job run over: what a run has before it has a plan. */
export interface Ground {
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly replay: Replay;
  readonly files: readonly LogFile[];
  readonly diagnostics: readonly Diagnostic[];
}

/** A started run: its batches, and what is known once they are drained. */
export interface StartedRun {
  readonly execution: Execution;
  readonly replay: Replay;
  readonly clock: Clock;
  readonly files: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  readonly notes: ReadonlyMap<string, string>;
}

/** Lays out a job's logs, the findings of earlier queries among them, and what serves them. Nothing is read yet. */
export function layOut(job: JobGround, runtime: Runtime, given: Given = {}): Ground {
  const diagnostics: Diagnostic[] = [];
  const report = (diagnostic: Diagnostic): void => {
    const same = (other: Diagnostic) => other.message === diagnostic.message && other.file === diagnostic.file;
    if (!diagnostics.some(same)) diagnostics.push(diagnostic);
  };
  const readOptions: ReadOptions = { batchSize: BATCH_SIZE, report, ...(job.recover && { recover: true }) };
  const opened = given.events ?? openEventSource(job.logs);
  const source = runtime.timed?.(job, opened, report) ?? opened;
  let now = job.now;
  const range = job.range && absoluteRange(job.range, () => (now ??= new Replay(source).clock(readOptions)));
  const replay = new Replay(source, range);
  const clock = {
    get now(): bigint {
      now ??= replay.clock(readOptions);
      return now;
    },
  };
  const findings = given.carried?.findings ?? [];
  const events = findings.length > 0 ? new EventsWithFindings(replay, findings) : replay;
  return { catalog: runtime.catalog(job, events, report), clock, replay, files: events.files, diagnostics };
}

/** Starts a plan over a job's logs. Nothing is read before the first batch is asked for. */
export function startRun(job: QueryJob, runtime: Runtime, budget?: Budget, given: Given = {}): StartedRun {
  const notes = new Map<string, string>();
  const { catalog, clock, replay, files, diagnostics } = layOut(job, runtime, given);
  const { carried } = given;
  const execution = execute(job.query.plan, job.query.stages.length, {
    library: runtime.library,
    catalog,
    clock,
    batchSize: job.batchSize ?? BATCH_SIZE,
    ...(budget && { budget }),
    ...(carried && { state: carried.state }),
    ...(job.optimise !== undefined && { optimise: job.optimise }),
    ...(job.timed && { timed: true }),
    onNote: (name, message) => notes.set(name, message),
  });
  return { execution, replay, clock, files: files.map(({ name }) => name), diagnostics, notes };
}

/**
 * Runs a query to its end.
 *
 * @throws QueryFailure when content or data make it impossible to go on.
 */
export function runQuery(job: QueryJob, runtime: Runtime, budget?: Budget, given?: Given): QueryOutcome {
  return finishRun(startRun(job, runtime, budget, given), job, runtime);
}

/** Drains a run that was started for a job. */
export function finishRun(run: StartedRun, job: QueryJob, runtime: Runtime): QueryOutcome {
  const batches = [...run.execution.batches];
  const { inferType } = runtime;
  const columns =
    job.query.columns ??
    (inferType ? inferredColumns(batches, job.query.knownColumns ?? [], inferType) : columnsOf(batches));
  const rows: (readonly JsonValue[])[] = [];
  const origins: (readonly EventId[])[] = [];
  for (const batch of batches) {
    const sources = columns.map(({ name }) => batch.columns.get(name));
    for (const row of batch.rows()) {
      rows.push(sources.map((source, at) => runtime.print(source?.at(row) ?? null, columns[at]?.type)));
      origins.push(batch.originsAt(row));
    }
  }
  const { trace } = run.execution;
  return {
    columns,
    rows,
    origins,
    stages: countedStages(job.query, trace.stages),
    events: run.replay.events,
    files: run.files,
    notes: [...job.notes, ...run.notes.values()],
    diagnostics: run.diagnostics,
  };
}

/** A step that lets everything through has no part in the plan (`search *`): what came out before it goes through it. */
function countedStages({ plan, stages }: LoweredQuery, counts: readonly StageCount[]): QueryOutcome['stages'] {
  const used = new Set<number>();
  const visit = (node: Plan): void => {
    if (node.stage !== undefined) used.add(node.stage);
    inputsOf(node).forEach(visit);
  };
  visit(plan);
  let before = 0;
  return stages.map((stage, at) => {
    const count = (used.has(at) ? counts[at] : undefined) ?? { rowsIn: before, rowsOut: before };
    before = count.rowsOut;
    return { ...stage, ...count };
  });
}

/** The columns of rows whose language has no schema: those with a value somewhere, in order of appearance. */
function columnsOf(batches: readonly Batch[]): readonly ResultColumn[] {
  const filled = new Set<string>();
  const order = new Set<string>();
  for (const batch of batches) {
    for (const name of batch.columns.names()) {
      order.add(name);
      if (filled.has(name)) continue;
      const column = batch.columns.get(name);
      for (const row of batch.rows()) {
        const value: Value = column?.at(row) ?? null;
        if (value !== null) {
          filled.add(name);
          break;
        }
      }
    }
  }
  return [...order].filter((name) => filled.has(name)).map((name) => ({ name }));
}

/** Every column, with the type that the query gives it or else the one of its values. */
function inferredColumns(
  batches: readonly Batch[],
  known: readonly ResultColumn[],
  inferType: (values: Iterable<Value>) => string,
): readonly ResultColumn[] {
  const types = new Map(known.map(({ name, type }) => [name, type]));
  const names = new Set(batches.flatMap((batch) => batch.columns.names()));
  return [...names].map((name) => ({ name, type: types.get(name) ?? inferType(valuesOf(batches, name)) }));
}

function* valuesOf(batches: readonly Batch[], name: string): Iterable<Value> {
  for (const batch of batches) {
    const column = batch.columns.get(name);
    for (const row of batch.rows()) yield column?.at(row) ?? null;
  }
}
