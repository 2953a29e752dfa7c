import type { Detection } from '../../content/model.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { SourceText } from '../../diagnostics/source-text.ts';
import type { KqlEnvironment } from '../../languages/kql/environment.ts';
import type { SplEnvironment } from '../../languages/spl/environment.ts';
import { groupBy } from '../../util/group-by.ts';
import { attackTable } from '../../validate/attack.ts';
import type { TestReport, TestResult } from '../result.ts';
import type {
  AttackMatrix,
  DetectionDetails,
  DetectionSummary,
  Finding,
  LossView,
  ReportDetails,
  TechniqueContext,
} from './details.ts';
import { evidenceOf, worstOutcome } from './evidence.ts';
import { LogEvents } from './log-events.ts';
import { metadataOf } from './metadata.ts';
import { QueryViews } from './query-view.ts';
import { tablesOf } from './tables.ts';
import { testView } from './test-view.ts';
import { Twins } from './twins.ts';

export interface GatherOptions {
  readonly report: TestReport;
  /** The detections of the repository, those without tests too. */
  readonly detections: readonly Detection[];
  readonly sources: ReadonlyMap<string, SourceText>;
  /** Absolute: where the files of the report are. */
  readonly root: string;
  readonly title: string;
  readonly version: string;
  readonly spl?: SplEnvironment;
  readonly kql?: KqlEnvironment;
  /** Why a test found nothing, by file of the detection and name of the test. */
  readonly losses?: ReadonlyMap<string, LossView>;
}

export interface Gathered {
  readonly report: ReportDetails;
  readonly details: readonly DetectionDetails[];
}

export const lossKey = (file: string, test: string): string => `${file}\n${test}`;

/** Joins results with the content and the logs behind them. What is no longer there is left out, never guessed. */
export function gatherDetails(options: GatherOptions): Gathered {
  const { report } = options;
  const results = groupBy(report.tests, ({ detection }) => detection.file);
  const known = new Map(options.detections.map((detection) => [detection.file, detection]));
  const files = [...new Set([...results.keys(), ...known.keys()])].sort();
  const keys = keysOf(files);
  const events = new LogEvents(options.root, report.tests);
  const queries = new QueryViews(options.spl);
  const twins = new Twins(options.detections, ({ file }) => keys.get(file) ?? '');
  const findings = report.diagnostics.map(findingOf);
  const findingsByFile = groupBy(findings, ({ file }) => file);
  const details = files.map((file): DetectionDetails => {
    const tests = results.get(file) ?? [];
    const detection = known.get(file);
    const metadata = detection && metadataOf(detection);
    const query = detection && queries.of(detection, options.sources.get(file));
    const summary = summaryOf(file, keys.get(file) ?? file, tests, detection, metadata?.severity);
    return {
      summary,
      description: metadata?.description ?? '',
      falsePositives: metadata?.falsePositives ?? [],
      howTo: metadata?.howTo ?? '',
      references: metadata?.references ?? [],
      facts: metadata?.facts ?? [],
      dataSources: [...(metadata?.dataSources ?? []), ...(query ? tablesOf(summary.language, query, options.kql) : [])],
      techniques: summary.techniques.map(techniqueContext),
      ...(query && { query }),
      twins: detection ? twins.of(detection) : [],
      tests: tests.map((test) => testView(test, events, options.losses?.get(lossKey(file, test.test)))),
      findings: findingsByFile.get(file) ?? [],
    };
  });
  const { passed, failed, errors, unsupported, skipped, duration_ms: durationMs } = report.summary;
  return {
    report: {
      title: options.title,
      version: options.version,
      summary: { pass: passed, fail: failed, error: errors, unsupported, skipped, durationMs },
      detections: details.map(({ summary }) => summary),
      matrix: matrixOf(details),
      findings,
    },
    details,
  };
}

function summaryOf(
  file: string,
  key: string,
  tests: readonly TestResult[],
  detection: Detection | undefined,
  severity: string | undefined,
): DetectionSummary {
  const result = tests[0]?.detection;
  const techniques = detection?.techniques ?? result?.techniques ?? [];
  const outcome = worstOutcome(tests);
  const message = tests.find(({ verdict }) => verdict !== 'pass')?.message;
  const total = (of: (test: TestResult) => number): number => tests.reduce((sum, test) => sum + of(test), 0);
  return {
    key,
    id: detection?.id ?? result?.id ?? '',
    name: detection?.name ?? result?.name ?? file,
    file,
    language: detection?.language ?? result?.language ?? 'sigma',
    outcome,
    techniques,
    ...(severity !== undefined && { severity }),
    ...(detection?.status !== undefined && { status: detection.status }),
    tests: tests.length,
    passed: tests.filter(({ verdict }) => verdict === 'pass').length,
    results: total(({ results }) => results),
    events: total(({ events }) => events),
    durationMs: total(({ duration_ms }) => duration_ms),
    ...(techniques.length > 0 && { evidence: evidenceOf(tests) }),
    ...(message && { message }),
  };
}

/** File stems, with a number behind those that are taken. */
function keysOf(files: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  return new Map(
    files.map((file) => {
      const stem = file.slice(file.lastIndexOf('/') + 1).replace(/\.ya?ml$/i, '');
      const plain = stem.replace(/[^\w.-]+/g, '-').replace(/^[.-]+/, '') || 'detection';
      let key = plain;
      for (let again = 2; taken.has(key.toLowerCase()); again += 1) key = `${plain}-${again}`;
      taken.add(key.toLowerCase());
      return [file, key];
    }),
  );
}

function findingOf({ code, name, severity, message, file, range, hint }: Diagnostic): Finding {
  return { code, name, severity, message, file, line: range.start.line, ...(hint !== undefined && { hint }) };
}

function techniqueContext(id: string): TechniqueContext {
  const table = attackTable();
  const name = table.nameOf(id);
  const [parent = id] = id.split('.');
  const tactics = table.matrix().filter(({ techniques }) => techniques.includes(parent));
  return { id, ...(name !== undefined && { name }), tactics: tactics.map((tactic) => tactic.name) };
}

function matrixOf(details: readonly DetectionDetails[]): AttackMatrix {
  const table = attackTable();
  const tactics = table.matrix().map(({ id, name, techniques }) => ({ id, name, techniques }));
  const used = new Set(details.flatMap(({ summary }) => summary.techniques));
  const ids = [...new Set([...tactics.flatMap(({ techniques }) => techniques), ...used])];
  const names = ids.flatMap((id) => {
    const name = table.nameOf(id);
    return name === undefined ? [] : [[id, name] as const];
  });
  return { tactics, names: Object.fromEntries(names) };
}
