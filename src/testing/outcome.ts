import { riskDefinition } from '../content/index.ts';
import type { AttackDataReference, Detection, TestDefinition } from '../content/model.ts';
import type { ResolvedData, ResolveOptions } from '../data/resolve.ts';
import { CODES, isDiagnosticName } from '../diagnostics/codes.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { LoweredQuery } from '../plan/plan.ts';
import { eventFile, eventRecord } from '../table/batch.ts';
import { judge } from './expectation.ts';
import { summariseFinding } from './findings.ts';
import { leansOn } from './leans-on.ts';
import type { Preparation } from './producers.ts';
import { FINDINGS_KEPT, MATCHED_EVENTS_KEPT, ROWS_KEPT, type TestResult } from './result.ts';
import { judgeRisk } from './risk-verdict.ts';
import { type Row, toRows } from './rows.ts';
import { judgeWhole, RowsFile, RowsFileProblem } from './rows-file.ts';
import { alertShapeOf, mappingNotes } from './sentinel-alerts.ts';
import type { SentinelSchedule } from './sentinel-schedule.ts';
import { judgeSchedule, scheduleOf, scheduleResult } from './sentinel-simulation.ts';
import type { JobOutcome, ProducerOutcome } from './worker-protocol.ts';

/** What of a session's options a verdict needs. */
export interface OutcomeOptions {
  readonly data: ResolveOptions;
  /** Writes the rows files that tests name instead of judging by them. */
  readonly update?: boolean;
}

/** Collects what is known of a test until its verdict is. */
export class Outcome {
  readonly #detection: Detection;
  readonly #test: TestDefinition;
  readonly #options: OutcomeOptions;
  #logs: TestResult['logs'] = [];
  #notes: readonly string[] = [];
  #leansOn: readonly string[] = [];

  constructor(detection: Detection, test: TestDefinition, options: OutcomeOptions) {
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
