import { riskDefinition } from '../content/index.ts';
import type { AttackDataReference, Detection, TestDefinition } from '../content/model.ts';
import { type ResolvedData, type ResolveOptions, resolveData } from '../data/resolve.ts';
import { CODES, isDiagnosticName } from '../diagnostics/codes.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { JsonValue } from '../languages/front-end.ts';
import { QueryFailure } from '../plan/failure.ts';
import { eventFile, eventRecord } from '../table/batch.ts';
import { judge } from './expectation.ts';
import { WorkerPool } from './pool.ts';
import { MATCHED_EVENTS_KEPT, ROWS_KEPT, summarise, type TestReport, type TestResult } from './result.ts';
import { judgeRisk } from './risk-verdict.ts';
import { packJob } from './run-job.ts';
import { timeRangeOf } from './time-range.ts';
import type { JobOutcome } from './worker-protocol.ts';
import type { JobInput, Workspace } from './workspace.ts';

export interface SessionOptions {
  readonly workspace: Workspace;
  /** What validation found, by detection: an error of YAML, schema, syntax or binding stands in its tests' way. */
  readonly findings: ReadonlyMap<Detection, readonly Diagnostic[]>;
  readonly data: ResolveOptions;
  /** Worker threads at most. */
  readonly workers: number;
}

/** Runs tests one by one or side by side, in workers that it owns; close it when done. */
export class TestSession {
  readonly #options: SessionOptions;
  readonly #pool: WorkerPool;
  #started = 0;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#pool = new WorkerPool({ workers: options.workers, memoryMb: options.workspace.config.test.memoryMb });
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }

  /** Replays one test and judges it. Whatever goes wrong with content or data is its verdict, not an exception. */
  async run(detection: Detection, test: TestDefinition): Promise<TestResult> {
    const { workspace, findings } = this.#options;
    const outcome = new Outcome(detection, test);
    if (test.type === 'manual' || test.type === 'experimental') {
      return outcome.skipped(test.description ?? `The test is ${test.type}.`);
    }
    if (detection.status === 'deprecated' || detection.status === 'removed') {
      return outcome.skipped(`The detection is ${detection.status}.`);
    }
    const errors = (findings.get(detection) ?? []).filter(blocksTests);
    if (errors.length > 0) return outcome.blocked(errors);
    const data = test.attackData.map((reference) => resolveData(reference, this.#options.data));
    outcome.replays(test.attackData, data);
    const broken = data.flatMap((resolved) => resolved.diagnostics).filter(({ severity }) => severity === 'error');
    if (data.some((resolved) => resolved.unavailable)) {
      return outcome.skipped(broken[0]?.message ?? 'The attack data is not available offline.', true);
    }
    if (broken.length > 0) return outcome.blocked(broken);
    if (data.length === 0) return outcome.error('test-definition', 'The test names no attack data.');
    const lowering = await workspace.lower(detection);
    if (!lowering.query)
      return outcome.error('query-error', lowering.problems[0]?.message ?? 'The query cannot be run.');
    try {
      const job = await workspace.job(lowering.query, jobInput(test, data));
      this.#started += 1;
      const budgetMs = workspace.config.test.timeoutSeconds * 1000;
      return outcome.judged(await this.#pool.run(packJob(job, this.#started, budgetMs)));
    } catch (error) {
      if (error instanceof QueryFailure) return outcome.error(error.name, error.message);
      throw error;
    }
  }
}

/** What a test says about the run: its logs, its clock, its time bounds. */
export function jobInput(test: TestDefinition, data: readonly ResolvedData[]): JobInput {
  const range = timeRangeOf(test);
  return {
    logs: data.flatMap((resolved) => (resolved.log ? [resolved.log] : [])),
    ...(test.now !== undefined && { now: BigInt(Date.parse(test.now)) * NANOSECONDS_PER_MILLISECOND }),
    ...(range && { range }),
  };
}

export interface RunTestsOptions extends Omit<SessionOptions, 'workers'> {
  readonly detections: readonly Detection[];
  readonly jobs: number;
  /** Called for each test as soon as it and all before it have ended. */
  readonly onResult?: (result: TestResult) => void;
}

/** Tests that one worker may take before another is worth its start. */
const TESTS_PER_WORKER = 8;
const NANOSECONDS_PER_MILLISECOND = 1_000_000n;

/** Runs every test of the detections, and reports them in their order. */
export async function runTests(options: RunTestsOptions): Promise<TestReport> {
  const started = performance.now();
  const planned = options.detections.flatMap((detection) => detection.tests.map((test) => ({ detection, test })));
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

/** FD1xx and FD2xx stop a test; references and lint findings are shown, and the replay still runs. */
export const blocksTests = ({ code, severity, name }: Diagnostic): boolean =>
  (severity === 'error' && /^FD[12]/.test(code)) || name.startsWith('unsupported-');

/** Collects what is known of a test until its verdict is. */
class Outcome {
  readonly #detection: Detection;
  readonly #test: TestDefinition;
  #logs: TestResult['logs'] = [];
  #notes: readonly string[] = [];

  constructor(detection: Detection, test: TestDefinition) {
    this.#detection = detection;
    this.#test = test;
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
    const rows = outcome.rows.map((cells) => toRow(outcome.columns, cells));
    const reasons = this.#reasons(rows);
    const matched = new Set(
      outcome.origins.flat().map((id) => `${this.#logs[eventFile(id)]?.file ?? '?'}:${eventRecord(id)}`),
    );
    return this.#result({
      verdict: reasons.length === 0 ? 'pass' : 'fail',
      message: reasons.join('\n'),
      results: rows.length,
      rows: rows.slice(0, ROWS_KEPT),
      stages: outcome.stages.map(({ text, rowsIn, rowsOut }) => ({ text, rows_in: rowsIn, rows_out: rowsOut })),
      events: outcome.events,
      matched_events: [...matched].slice(0, MATCHED_EVENTS_KEPT),
      notes: [...this.#notes, ...outcome.notes],
      diagnostics: outcome.diagnostics,
      duration_ms: outcome.durationMs,
    });
  }

  /** Why the rows are no pass: what the test expects, then what risk events and findings need. */
  #reasons(rows: readonly TestResult['rows'][number][]): readonly string[] {
    const risk = this.#test.type === 'unit' ? riskDefinition(this.#detection) : undefined;
    return [...judge(this.#test.expect, rows), ...(risk ? judgeRisk(risk, rows) : [])];
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
      message: known.message,
      diagnostics: known.diagnostics ?? [],
      line: this.#test.range.start.line,
      duration_ms: known.duration_ms ?? 0,
    };
  }
}

function toRow(
  columns: readonly { readonly name: string }[],
  cells: readonly JsonValue[],
): Readonly<Record<string, JsonValue>> {
  const row: Record<string, JsonValue> = Object.create(null);
  columns.forEach(({ name }, at) => {
    row[name] = cells[at] ?? null;
  });
  return row;
}
