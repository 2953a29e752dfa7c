import type { Detection, TestDefinition } from '../content/model.ts';
import type { LogFile } from '../data/record.ts';
import { type ResolvedData, type ResolveOptions, resolveData } from '../data/resolve.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { QueryFailure } from '../plan/failure.ts';
import type { LoweredQuery } from '../plan/plan.ts';
import type { QueryJob } from './engine.ts';
import { findingSourceOf } from './findings.ts';
import { Outcome, type OutcomeOptions } from './outcome.ts';
import { WorkerPool } from './pool.ts';
import type { Producers } from './producers.ts';
import type { TestResult } from './result.ts';
import { type JobSetting, packJob } from './run-job.ts';
import { instantOf, timeBoundsOf, timeProblems } from './time-range.ts';
import type { JobOutcome } from './worker-protocol.ts';
import type { JobInput, Workspace } from './workspace.ts';

export interface PlannedTest {
  readonly detection: Detection;
  readonly test: TestDefinition;
}

export interface SessionOptions extends OutcomeOptions {
  readonly workspace: Workspace;
  /** What validation found, by detection: an error of YAML, schema, syntax or binding stands in its tests' way. */
  readonly findings: ReadonlyMap<Detection, readonly Diagnostic[]>;
  /** Finds what has to run before a test; without it every test runs by itself. */
  readonly producers?: Producers;
  /** Worker threads at most. */
  readonly workers: number;
  /** Workers that are there already; they outlive the session. */
  readonly pool?: WorkerPool;
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

const isUnsupported = ({ name }: { readonly name: string }): boolean => name.startsWith('unsupported-');

/** FD1xx and FD2xx stop a test; references and lint findings are shown, and the replay still runs. */
export const blocksTests = ({ code, severity, name }: Diagnostic): boolean =>
  (severity === 'error' && /^FD[12]/.test(code)) || isUnsupported({ name });
