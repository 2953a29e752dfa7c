import type { Detection } from '../content/model.ts';
import type { LogFile } from '../data/record.ts';
import { CODES, isDiagnosticName } from '../diagnostics/codes.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Lowering } from '../languages/front-end.ts';
import { lowerSigma, sigmaCollection } from '../languages/sigma/index.ts';
import type { LoweredQuery } from '../plan/plan.ts';
import { type EventFilter, eventFilterOf, unknownLogsources } from '../platforms/sigma/matcher/index.ts';
import { type EventId, eventFile, eventId, eventRecord } from '../table/batch.ts';
import { matchLogs } from './match-logs.ts';
import { WorkerPool } from './pool.ts';
import { packJob } from './run-job.ts';
import { blocksTests } from './test-session.ts';
import type { Workspace } from './workspace.ts';
import { append } from '../util/append.ts';

export interface ScanOptions {
  readonly workspace: Workspace;
  readonly detections: readonly Detection[];
  readonly logs: readonly LogFile[];
  /** What validation found, by detection: shown as warnings where the rule runs all the same. */
  readonly findings: ReadonlyMap<Detection, readonly Diagnostic[]>;
  /** Worker threads at most. */
  readonly jobs: number;
  /** Also which events each rule found; default: true. */
  readonly events?: boolean;
  /** EVTX: also what stands in the slack of chunks. */
  readonly recover?: boolean;
  /** Parsed Sigma filters: they apply to the rules that they name. */
  readonly filters?: readonly unknown[];
  readonly onProgress?: (progress: ScanProgress) => void;
  /** Told of the first hit of each Sigma rule as it is found. */
  readonly onHit?: (hit: FirstHit) => void;
}

export interface FirstHit {
  /** The title of the rule. */
  readonly rule: string;
  readonly file: string;
  readonly record: number;
}

export interface ScanProgress {
  /** Events that Sigma rules were matched against so far. */
  readonly events: number;
  /** About how much of the logs that is, from 0 to 1. */
  readonly share: number;
  /** SPL, KQL and correlation rules that were run so far, of how many. */
  readonly queries: number;
  readonly queriesInAll: number;
}

export interface ScannedEvent {
  readonly file: string;
  readonly record: number;
}

/** What one rule found. */
export interface ScannedRule {
  readonly id: string;
  readonly title: string;
  readonly file: string;
  /** Sigma: matching events. SPL and KQL: result rows. */
  readonly hits: number;
  readonly events: readonly ScannedEvent[];
}

/** A rule that could not run. */
export interface ScanError {
  readonly file: string;
  readonly code: string;
  readonly name: string;
  readonly message: string;
}

/** The outcome of a scan, in the shape that CONTRACT's `scan --format json` prints. */
export interface ScanReport {
  readonly rules: readonly ScannedRule[];
  readonly events: number;
  readonly errors: readonly ScanError[];
  readonly warnings: readonly ScanError[];
  /** Logs that are missing from the result, because matching Sigma rules against them failed. */
  readonly unscanned: readonly ScanError[];
}

/** The hits of a rule whose run failed: it is among the errors. */
const FAILED = -1;

/** A rule that runs, and what it has found so far. */
interface RunningRule {
  readonly detection: Detection;
  readonly query: LoweredQuery;
  hits: number;
  readonly events: EventId[];
}

/**
 * Runs many detections over many logs. Sigma rules about single events are matched together, in one pass over the
 * logs; every other rule runs as a query of its own.
 */
export async function runScan(options: ScanOptions): Promise<ScanReport> {
  const errors: ScanError[] = [];
  const warnings = new Warnings();
  const together: { rule: RunningRule; filter: EventFilter }[] = [];
  const alone: RunningRule[] = [];
  const running: RunningRule[] = [];
  const sigma = options.detections.filter(({ language }) => language === 'sigma');
  const collection = sigmaCollection([...sigma.map(({ document }) => document.value), ...(options.filters ?? [])]);
  for (const detection of options.detections) {
    const lowering =
      detection.language === 'sigma'
        ? lowerSigma(detection.document.value, { collection })
        : await options.workspace.lower(detection, options.logs);
    const failures = lowering.query ? [] : errorsOf(detection, lowering, options.findings.get(detection) ?? []);
    append(errors, failures);
    if (!lowering.query) continue;
    for (const finding of options.findings.get(detection) ?? []) {
      if (finding.severity !== 'info') warnings.add(finding);
    }
    const rule: RunningRule = { detection, query: lowering.query, hits: 0, events: [] };
    running.push(rule);
    const filter = detection.language === 'sigma' ? eventFilterOf(lowering.query.plan) : undefined;
    if (filter) together.push({ rule, filter });
    else alone.push(rule);
  }
  const progress = { events: 0, share: 0, queries: 0, queriesInAll: alone.length };
  const unscanned: ScanError[] = [];
  const events = await matchTogether(together, options, warnings, unscanned, progress);
  const counted = await runAlone(alone, options, warnings, errors, progress);
  return {
    rules: running.filter(({ hits }) => hits !== FAILED).map((rule) => reported(rule, options.logs)),
    events: Math.max(events, counted),
    errors,
    warnings: warnings.list,
    unscanned,
  };
}

/** Matches Sigma rules against every event; the number of events. */
async function matchTogether(
  rules: readonly { readonly rule: RunningRule; readonly filter: EventFilter }[],
  options: ScanOptions,
  warnings: Warnings,
  unscanned: ScanError[],
  progress: ScanProgress,
): Promise<number> {
  if (rules.length === 0) return 0;
  const filters = rules.map(({ filter }) => filter);
  for (const rule of unknownLogsources(filters)) {
    const { detection } = (rules[rule] as (typeof rules)[number]).rule;
    warnings.about(detection.file, 'unknown-logsource', 'The logsource is mapped to no Windows events.');
  }
  const hit = new Set<number>();
  const found = await matchLogs({
    filters,
    logs: options.logs,
    jobs: options.jobs,
    memoryMb: options.workspace.config.test.memoryMb,
    events: options.events !== false,
    ...(options.recover && { recover: true }),
    onProgress: ({ events, share, file, hits }) => {
      options.onProgress?.({ ...progress, events, share });
      for (const [number, record] of hits) {
        if (hit.has(number)) continue;
        hit.add(number);
        const { name } = (rules[number] as (typeof rules)[number]).rule.detection;
        options.onHit?.({ rule: name, file: options.logs[file]?.name ?? '', record });
      }
    },
  });
  for (const { file, rules: numbers, records, counts, diagnostics, failed } of found) {
    for (const diagnostic of diagnostics) {
      if (failed) unscanned.push(errorOf(diagnostic.file, diagnostic.name, diagnostic.message));
      else warnings.add(diagnostic);
    }
    for (const [number, count] of counts) (rules[number] as (typeof rules)[number]).rule.hits += count;
    numbers.forEach((number, at) => {
      (rules[number] as (typeof rules)[number]).rule.events.push(eventId(file, records[at] as number));
    });
  }
  return found.reduce((sum, { events }) => sum + events, 0);
}

/** Runs each rule as a query of its own, in workers; the number of events of a run. */
async function runAlone(
  rules: readonly RunningRule[],
  options: ScanOptions,
  warnings: Warnings,
  errors: ScanError[],
  progress: ScanProgress,
): Promise<number> {
  if (rules.length === 0) return 0;
  const { config } = options.workspace;
  const pool = new WorkerPool({
    workers: Math.max(1, Math.min(options.jobs, rules.length)),
    memoryMb: config.test.memoryMb,
  });
  let events = 0;
  let done = 0;
  const run = async (rule: RunningRule, id: number): Promise<ScanError | undefined> => {
    const job = await options.workspace.job(rule.query, { logs: options.logs });
    const outcome = await pool.run(packJob(job, id, config.test.timeoutSeconds * 1000));
    done += 1;
    options.onProgress?.({ ...progress, events, share: 1, queries: done });
    for (const diagnostic of outcome.diagnostics) warnings.add(diagnostic);
    if (outcome.ended === 'failure') {
      rule.hits = FAILED;
      return errorOf(rule.detection.file, outcome.name, outcome.message);
    }
    events = Math.max(events, outcome.events);
    rule.hits = outcome.rows.length;
    const seen = new Set<EventId>();
    for (const origin of outcome.origins.flat()) seen.add(origin);
    if (options.events !== false) for (const origin of seen) rule.events.push(origin);
    return undefined;
  };
  try {
    const outcomes = await Promise.all(rules.map(run));
    append(
      errors,
      outcomes.filter((error) => error !== undefined),
    );
  } finally {
    await pool.close();
  }
  return events;
}

function reported(rule: RunningRule, logs: readonly LogFile[]): ScannedRule {
  const { id, name, file } = rule.detection;
  const events = [...rule.events].sort((left, right) => left - right);
  return {
    id,
    title: name,
    file,
    hits: rule.hits,
    events: events.map((event) => ({ file: logs[eventFile(event)]?.name ?? '', record: eventRecord(event) })),
  };
}

/** Why a rule cannot run: what validation found about it, else what its language says. */
function errorsOf(detection: Detection, lowering: Lowering, findings: readonly Diagnostic[]): readonly ScanError[] {
  const blocking = findings.filter(blocksTests);
  if (blocking.length > 0) {
    return blocking.map(({ file, code, name, message }) => ({ file, code, name, message }));
  }
  const [problem] = lowering.problems;
  return [errorOf(detection.file, problem?.name ?? 'query-error', problem?.message ?? 'The rule cannot be run.')];
}

function errorOf(file: string, name: string, message: string): ScanError {
  const known = isDiagnosticName(name) ? name : 'run-failure';
  return { file, code: CODES[known].code, name, message };
}

/** Warnings, each once. */
class Warnings {
  readonly list: ScanError[] = [];
  readonly #seen = new Set<string>();

  add({ file, code, name, message }: Diagnostic): void {
    const key = JSON.stringify([file, code, message]);
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.list.push({ file, code, name, message });
  }

  about(file: string, name: 'unknown-logsource', message: string): void {
    const key = JSON.stringify([file, name]);
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.list.push(errorOf(file, name, message));
  }
}
