import { riskDefinition } from '../content/index.ts';
import type { AttackDataReference, Detection, TestDefinition } from '../content/model.ts';
import type { LogFile } from '../data/record.ts';
import { type ResolvedData, type ResolveOptions, resolveData } from '../data/resolve.ts';
import { CODES, isDiagnosticName } from '../diagnostics/codes.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { QueryFailure } from '../plan/failure.ts';
import type { LoweredQuery } from '../plan/plan.ts';
import { eventFile, eventRecord } from '../table/batch.ts';
import type { QueryJob } from './engine.ts';
import { judge } from './expectation.ts';
import { findingSourceOf, summariseFinding } from './findings.ts';
import { leansOn } from './leans-on.ts';
import { WorkerPool } from './pool.ts';
import type { Preparation, Producers } from './producers.ts';
import {
  FINDINGS_KEPT,
  MATCHED_EVENTS_KEPT,
  ROWS_KEPT,
  summarise,
  type TestReport,
  type TestResult,
} from './result.ts';
import { judgeRisk } from './risk-verdict.ts';
import { type Row, toRows } from './rows.ts';
import { judgeWhole, RowsFile, RowsFileProblem } from './rows-file.ts';
import { type JobSetting, packJob } from './run-job.ts';
import { instantOf, timeBoundsOf, timeProblems } from './time-range.ts';
import type { JobOutcome, ProducerOutcome } from './worker-protocol.ts';
import { alertShapeOf, mappingNotes } from './sentinel-alerts.ts';
import type { SentinelSchedule } from './sentinel-schedule.ts';
import { judgeSchedule, scheduleOf, scheduleResult } from './sentinel-simulation.ts';
import type { JobInput, Workspace } from './workspace.ts';

export interface SessionOptions {
  readonly workspace: Workspace;
  /** What validation found, by detection: an error of YAML, schema, syntax or binding stands in its tests' way. */
  readonly findings: ReadonlyMap<Detection, readonly Diagnostic[]>;
  readonly data: ResolveOptions;
  /** Finds what has to run before a test; without it every test runs by itself. */
  readonly producers?: Producers;
  /** Worker threads at most. */
  readonly workers: number;
  /** Workers that are there already; they outlive the session. */
  readonly pool?: WorkerPool;
  /** Writes the rows files that tests name instead of judging by them. */
  readonly update?: boolean;
  /** Times each stage. */
  readonly profile?: boolean;
  /** Runs the queries of tests elsewhere than in a worker. */
  readonly runner?: QueryRunner;
}

/** Runs the query of a test; whatever the content or the data cause is in the outcome, not an exception. */
export interface QueryRunner {
  /** Why it cannot run such a detection; undefined when it can. */
  refuses(detection: Detection): string | undefined;
  run(planned: PlannedTest, job: RunnerJob, setting: JobSetting): Promise<JobOutcome>;
}

/** A job for another engine; without a lowered query when our own does not support what the query says. */
export type RunnerJob = Omit<QueryJob, 'query'> & { readonly query?: QueryJob['query'] };

/** Runs tests one by one or side by side, in workers that it owns; close it when done. */
export class TestSession {
  readonly #options: SessionOptions;
  readonly #pool: WorkerPool;
  #started = 0;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#pool =
      options.pool ?? new WorkerPool({ workers: options.workers, memoryMb: options.workspace.config.test.memoryMb });
  }

  async close(): Promise<void> {
    if (this.#options.pool) return;
    await this.#pool.close();
  }

  /** Replays one test and judges it. Whatever goes wrong with content or data is its verdict, not an exception. */
  async run(detection: Detection, test: TestDefinition): Promise<TestResult> {
    const { workspace, findings } = this.#options;
    const outcome = new Outcome(detection, test, this.#options);
    if (test.type === 'manual' || test.type === 'experimental') {
      return outcome.skipped(test.description ?? `The test is ${test.type}.`);
    }
    if (detection.status === 'deprecated' || detection.status === 'removed') {
      return outcome.skipped(`The detection is ${detection.status}.`);
    }
    const refused = this.#options.runner?.refuses(detection);
    if (refused !== undefined) return outcome.skipped(refused);
    const { runner } = this.#options;
    // What our own engine does not support may be no trouble for another.
    const stands = runner ? (finding: Diagnostic) => blocksTests(finding) && !isUnsupported(finding) : blocksTests;
    const errors = (findings.get(detection) ?? []).filter(stands);
    if (errors.length > 0) return outcome.blocked(errors);
    const data = test.attackData.map((reference) => resolveData(reference, this.#options.data));
    outcome.replays(test.attackData, data);
    const broken = data.flatMap((resolved) => resolved.diagnostics).filter(({ severity }) => severity === 'error');
    if (data.some((resolved) => resolved.unavailable)) {
      return outcome.skipped(broken[0]?.message ?? 'The attack data is not available offline.', true);
    }
    if (broken.length > 0) return outcome.blocked(broken);
    const [problem] = timeProblems(test);
    if (problem !== undefined) return outcome.error('test-definition', problem);
    const unscheduled = outcome.whyUnscheduled();
    if (unscheduled !== undefined) return outcome.error('test-definition', unscheduled);
    const lowering = await workspace.lower(detection);
    if (!lowering.query && runner && lowering.problems.some(isUnsupported)) {
      return this.#runUnread({ detection, test }, data, runner, outcome);
    }
    if (!lowering.query) {
      return outcome.error('query-error', lowering.problems[0]?.message ?? 'The query cannot be run.');
    }
    outcome.lowered(lowering.query);
    return this.#replay(detection, test, data, lowering.query, outcome);
  }

  /** A query that only the other engine can read. What runs before it here is not known then. */
  async #runUnread(
    planned: PlannedTest,
    data: readonly ResolvedData[],
    runner: QueryRunner,
    outcome: Outcome,
  ): Promise<TestResult> {
    if (data.length === 0) return outcome.error('test-definition', 'The test names no attack data.');
    const { knowledge, tables } = this.#options.workspace;
    const job = { ...jobInput(planned.test, data), knowledge, tables, views: new Map(), notes: [] };
    const finding = findingSourceOf(planned.detection);
    return outcome.judged(await runner.run(planned, job, { before: [], ...(finding && { finding }) }));
  }

  async #replay(
    detection: Detection,
    test: TestDefinition,
    data: readonly ResolvedData[],
    query: LoweredQuery,
    outcome: Outcome,
  ): Promise<TestResult> {
    const { workspace, producers } = this.#options;
    const before = await producers?.before(detection, query, test);
    if (before) outcome.prepared(before);
    if (data.length === 0 && !before?.readsFindings) {
      return outcome.error('test-definition', 'The test names no attack data.');
    }
    if (data.length === 0 && before?.producers.length === 0) {
      return before.missingData
        ? outcome.skipped('The attack data of the detections that it counts on is not available offline.', true)
        : outcome.error(
            'test-definition',
            'The test names no attack data, and no other detection makes findings for it.',
          );
    }
    try {
      const input = jobInput(test, data);
      const logs = before?.readsFindings ? input.logs.map(asRiskEvents) : input.logs;
      const external = externalFiles(test, this.#options.data);
      if (external.diagnostics.length > 0) return outcome.blocked(external.diagnostics);
      const job = await workspace.job(query, { ...input, logs, external: external.files });
      this.#started += 1;
      const budgetMs = workspace.config.test.timeoutSeconds * 1000;
      const finding = findingSourceOf(detection);
      const { schedule } = outcome;
      const setting = {
        before: before?.producers ?? [],
        ...(finding && { finding }),
        ...(schedule && { schedule }),
        ...(this.#options.profile && { timed: true }),
      };
      const { runner } = this.#options;
      return outcome.judged(
        runner
          ? await runner.run({ detection, test }, job, setting)
          : await this.#pool.run(packJob(job, this.#started, budgetMs, setting)),
      );
    } catch (error) {
      if (error instanceof QueryFailure) return outcome.error(error.name, error.message);
      throw error;
    }
  }
}

/** Recorded events of the summary indexer that name no index are the risk events that a Correlation looks for. */
export const asRiskEvents = (log: LogFile): LogFile =>
  log.sourcetype === 'stash' && log.index === undefined ? { ...log, index: 'risk' } : log;

/** What a test says about the run: its logs, its clock, its time bounds. */
export function jobInput(test: TestDefinition, data: readonly ResolvedData[]): JobInput {
  const range = timeBoundsOf(test);
  const now = test.now === undefined ? undefined : instantOf(test.now);
  return {
    logs: data.flatMap((resolved) => (resolved.log ? [resolved.log] : [])),
    ...(now !== undefined && { now }),
    ...(range && { range }),
  };
}

/** The files that a test names for addresses of `externaldata`. */
function externalFiles(test: TestDefinition, options: ResolveOptions) {
  const resolved = (test.externalData ?? []).map((reference) => ({
    address: reference.address,
    found: resolveData(reference, options),
  }));
  return {
    files: resolved.flatMap(({ address, found }) => (found.log ? [[address, found.log.path] as const] : [])),
    diagnostics: resolved.flatMap(({ found }) => found.diagnostics).filter(({ severity }) => severity === 'error'),
  };
}

export interface PlannedTest {
  readonly detection: Detection;
  readonly test: TestDefinition;
}

export interface RunTestsOptions extends Omit<SessionOptions, 'workers'> {
  readonly detections: readonly Detection[];
  /** Only these tests of theirs; default: all. */
  readonly tests?: readonly PlannedTest[];
  readonly jobs: number;
  /** Called for each test as soon as it and all before it have ended. */
  /** Called as each test begins. */
  readonly onStart?: () => void;
  readonly onResult?: (result: TestResult) => void;
}

/** Tests that one worker may take before another is worth its start. */
const TESTS_PER_WORKER = 8;

/** Runs every test of the detections, and reports them in their order. */
export async function runTests(options: RunTestsOptions): Promise<TestReport> {
  const started = performance.now();
  const planned: readonly PlannedTest[] =
    options.tests ?? options.detections.flatMap((detection) => detection.tests.map((test) => ({ detection, test })));
  const workers = Math.max(1, Math.min(options.jobs, Math.ceil(planned.length / TESTS_PER_WORKER)));
  const session = new TestSession({ ...options, workers });
  const results: TestResult[] = [];
  try {
    const ahead: Promise<TestResult>[] = [];
    const settleFirst = async (): Promise<void> => {
      const result = await (ahead.shift() as Promise<TestResult>);
      results.push(result);
      options.onResult?.(result);
    };
    for (const { detection, test } of planned) {
      options.onStart?.();
      ahead.push(session.run(detection, test));
      if (ahead.length > workers * 2) await settleFirst();
    }
    while (ahead.length > 0) await settleFirst();
  } finally {
    await session.close();
  }
  const shown = new Set(results.flatMap((result) => result.diagnostics));
  const diagnostics = [...options.findings.values()].flat().filter((finding) => !shown.has(finding));
  return { summary: summarise(results, performance.now() - started), tests: results, diagnostics };
}

const isUnsupported = ({ name }: { readonly name: string }): boolean => name.startsWith('unsupported-');

/** FD1xx and FD2xx stop a test; references and lint findings are shown, and the replay still runs. */
export const blocksTests = ({ code, severity, name }: Diagnostic): boolean =>
  (severity === 'error' && /^FD[12]/.test(code)) || isUnsupported({ name });

/** Collects what is known of a test until its verdict is. */
class Outcome {
  readonly #detection: Detection;
  readonly #test: TestDefinition;
  readonly #options: Pick<SessionOptions, 'data' | 'update'>;
  #logs: TestResult['logs'] = [];
  #notes: readonly string[] = [];
  #leansOn: readonly string[] = [];

  constructor(detection: Detection, test: TestDefinition, options: Pick<SessionOptions, 'data' | 'update'>) {
    this.#detection = detection;
    this.#test = test;
    this.#options = options;
  }

  /** The schedule to tick through the replay, of an analytics rule that has one. */
  get schedule(): SentinelSchedule | undefined {
    const schedule = scheduleOf(this.#detection);
    return typeof schedule === 'string' ? undefined : schedule;
  }

  /** Why a test that asks for the schedule cannot have it. */
  whyUnscheduled(): string | undefined {
    if (this.#test.schedule !== true) return undefined;
    const schedule = scheduleOf(this.#detection);
    if (schedule === undefined) return 'Only an analytics rule has a schedule that a test could tick through.';
    return typeof schedule === 'string' ? schedule : undefined;
  }

  replays(references: readonly AttackDataReference[], data: readonly ResolvedData[]): void {
    this.#logs = data.flatMap((resolved, at) =>
      resolved.log
        ? [
            {
              data: references[at]?.data ?? '',
              file: resolved.log.name,
              sha256: resolved.sha256,
              stand_in: resolved.standIn,
            },
          ]
        : [],
    );
    const standIns = this.#logs.filter(({ stand_in }) => stand_in);
    this.#notes = standIns.map(({ file }) => `A stand-in was replayed: ${file} is not the upstream log.`);
  }

  lowered(query: LoweredQuery): void {
    this.#leansOn = leansOn(query);
  }

  prepared({ notes }: Preparation): void {
    this.#notes = [...this.#notes, ...notes];
  }

  skipped(reason: string, missingData = false): TestResult {
    return this.#result({ verdict: 'skipped', message: reason, missing_data: missingData });
  }

  error(name: string, message: string): TestResult {
    return this.#result({ verdict: 'error', unsupported: name.startsWith('unsupported-'), message });
  }

  /** Findings that keep the test from running; it is the tool's shortfall only when all of them are. */
  blocked(errors: readonly Diagnostic[]): TestResult {
    const unsupported = errors.every(({ name }) => name.startsWith('unsupported-'));
    const messages = errors.map(
      ({ file, range, message }) => `${file}:${range.start.line}:${range.start.column} ${message}`,
    );
    return this.#result({ verdict: 'error', unsupported, message: messages.join('\n'), diagnostics: errors });
  }

  judged(outcome: JobOutcome): TestResult {
    if (outcome.ended === 'failure') {
      const diagnostics = this.#failureDiagnostics(outcome);
      return {
        ...this.error(outcome.name, outcome.message),
        diagnostics,
        duration_ms: outcome.durationMs,
      };
    }
    const { scheduleFailure } = outcome;
    if (this.#test.schedule === true && scheduleFailure) {
      return this.error(scheduleFailure.name, scheduleFailure.message);
    }
    const rows = toRows(outcome);
    let reasons: readonly string[];
    try {
      reasons =
        this.#test.schedule === true && outcome.schedule
          ? judgeSchedule(this.#test.expect, outcome.schedule)
          : this.#reasons(rows);
    } catch (error) {
      if (!(error instanceof RowsFileProblem)) throw error;
      return this.error('test-definition', error.message);
    }
    const { schedule } = this;
    const simulated = schedule && outcome.schedule && scheduleResult(this.#detection, schedule, outcome.schedule);
    const mapped = schedule ? mappingNotes(alertShapeOf(this.#detection), rows) : [];
    const unsimulated = scheduleFailure ? [`The schedule was not simulated: ${scheduleFailure.message}`] : [];
    const matched = new Set(
      outcome.origins.flat().map((id) => `${outcome.files[eventFile(id)] ?? '?'}:${eventRecord(id)}`),
    );
    return this.#result({
      verdict: reasons.length === 0 ? 'pass' : 'fail',
      message: reasons.join('\n'),
      results: rows.length,
      rows: rows.slice(0, ROWS_KEPT),
      stages: outcome.stages.map(({ text, rowsIn, rowsOut, durationMs }) => ({
        text,
        rows_in: rowsIn,
        rows_out: rowsOut,
        ...(durationMs !== undefined && { duration_ms: durationMs }),
      })),
      events: outcome.events,
      matched_events: [...matched].slice(0, MATCHED_EVENTS_KEPT),
      notes: [...this.#notes, ...outcome.notes, ...mapped, ...unsimulated, ...outcome.before.flatMap(producerNote)],
      ...(simulated && { schedule: simulated }),
      ...(outcome.before.length > 0 && { ran_before: outcome.before }),
      ...(outcome.findings.length > 0 && { findings: outcome.findings.slice(0, FINDINGS_KEPT).map(summariseFinding) }),
      diagnostics: outcome.diagnostics,
      duration_ms: outcome.durationMs,
    });
  }

  /** Why the rows are no pass: what the test expects, then what risk events and findings need. */
  #reasons(rows: readonly Row[]): readonly string[] {
    const risk = this.#test.type === 'unit' ? riskDefinition(this.#detection) : undefined;
    return [...judge(this.#test.expect, rows), ...this.#wholeReasons(rows), ...(risk ? judgeRisk(risk, rows) : [])];
  }

  /** Against the rows file; when it is to be updated it gets the rows, and they are right. */
  #wholeReasons(rows: readonly Row[]): readonly string[] {
    const { rowsFile: name, ordered } = this.#test.expect;
    if (name === undefined) return [];
    const file = new RowsFile(this.#test, name, this.#options.data.root);
    if (this.#options.update) file.write(rows);
    return judgeWhole(file.read(), rows, ordered === true);
  }

  #failureDiagnostics(outcome: JobOutcome & { ended: 'failure' }): readonly Diagnostic[] {
    if (!isDiagnosticName(outcome.name)) return outcome.diagnostics;
    const { query, file } = this.#detection;
    const range = outcome.span && query ? query.locate(outcome.span.start, outcome.span.end) : this.#test.range;
    const { code, severity } = CODES[outcome.name];
    return [...outcome.diagnostics, { code, name: outcome.name, severity, message: outcome.message, file, range }];
  }

  #result(known: Partial<TestResult> & Pick<TestResult, 'verdict' | 'message'>): TestResult {
    const { id, name, file, language, techniques } = this.#detection;
    return {
      detection: { id, name, file, language, techniques },
      test: this.#test.name,
      test_type: this.#test.type,
      verdict: known.verdict,
      unsupported: known.unsupported ?? false,
      missing_data: known.missing_data ?? false,
      results: known.results ?? 0,
      rows: known.rows ?? [],
      stages: known.stages ?? [],
      events: known.events ?? 0,
      matched_events: known.matched_events ?? [],
      logs: this.#logs,
      notes: known.notes ?? this.#notes,
      ...(known.schedule && { schedule: known.schedule }),
      leans_on: this.#leansOn,
      message: known.message,
      ...(known.ran_before && { ran_before: known.ran_before }),
      ...(known.findings && { findings: known.findings }),
      diagnostics: known.diagnostics ?? [],
      line: this.#test.range.start.line,
      duration_ms: known.duration_ms ?? 0,
    };
  }
}

/** Only what could not run is worth a note; the rest stands in `ran_before`. */
const producerNote = ({ name, failure }: ProducerOutcome): readonly string[] =>
  failure === undefined ? [] : [`"${name}" gave nothing before: ${failure}`];
