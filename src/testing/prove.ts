import type { LogFile } from '../data/record.ts';
import { lowerSigma, sigmaCollection } from '../languages/sigma/index.ts';
import { QueryFailure } from '../plan/failure.ts';
import { eventFile, eventRecord } from '../table/batch.ts';
import type { JsonValue } from '../languages/front-end.ts';
import { type ConversionTarget, CORRELATION_TYPES, RULES_SEEN } from '../languages/sigma/conversion/index.ts';
import { type ConvertedRule, isCorrelation } from './convert.ts';
import { loadRuntime, runQuery } from './engine.ts';
import type { Workspace } from './workspace.ts';

/** An event of the data, as `file:record`; of a correlation a moment at which it holds, as its time and groups. */
export type EventName = string;

/** A rule and its conversion over the same data. */
export interface Proof {
  readonly rule: ConvertedRule;
  /** What is counted: events, or for a correlation the moments at which it holds. */
  readonly of: 'events' | 'moments';
  /** Those that both find. */
  readonly agreed: number;
  readonly onlyRule: readonly EventName[];
  readonly onlyConversion: readonly EventName[];
  /**
   * Events of logs that the rule's logsource does not stand for here: a data model holds those of other products too, and
   * that both find the same in the rule's own says nothing about them.
   */
  readonly elsewhere: readonly EventName[];
  /** Why one of them could not be run. */
  readonly failure?: string;
}

/**
 * Runs each rule and its conversion over the same logs and lists what they disagree on. `documents` are what correlations
 * name.
 */
export async function proveConversions(
  rules: readonly ConvertedRule[],
  to: ConversionTarget,
  logs: readonly LogFile[],
  workspace: Workspace,
  documents: readonly unknown[] = [],
): Promise<readonly Proof[]> {
  const proofs: Proof[] = [];
  for (const rule of rules) {
    if (rule.query === undefined) continue;
    proofs.push(await proof(rule, to, logs, workspace, documents));
  }
  return proofs;
}

async function proof(
  rule: ConvertedRule,
  to: ConversionTarget,
  logs: readonly LogFile[],
  workspace: Workspace,
  documents: readonly unknown[],
): Promise<Proof> {
  const of = isCorrelation(rule.detection) ? 'moments' : 'events';
  const run = of === 'moments' ? momentsOf : findingsOf;
  const lowered = (): ReturnType<Workspace['lower']> =>
    of === 'events'
      ? workspace.lower(rule.detection)
      : Promise.resolve(
          lowerSigma(rule.detection.document.value, { collection: sigmaCollection(documents), everyMoment: true }),
        );
  try {
    const expected = await run(await lowered(), logs, workspace);
    const found = await run(await workspace.lowerText(to, rule.query ?? ''), logs, workspace);
    const surplus = [...found].filter((event) => !expected.has(event));
    const own =
      rule.unifying && of === 'events' && surplus.length > 0 ? await eventsOf(rule, logs, workspace) : undefined;
    return {
      rule,
      of,
      agreed: [...expected].filter((event) => found.has(event)).length,
      onlyRule: [...expected].filter((event) => !found.has(event)),
      onlyConversion: own ? surplus.filter((event) => own.has(event)) : surplus,
      elsewhere: own ? surplus.filter((event) => !own.has(event)) : [],
    };
  } catch (error) {
    if (!(error instanceof QueryFailure)) throw error;
    return { rule, of, agreed: 0, onlyRule: [], onlyConversion: [], elsewhere: [], failure: error.message };
  }
}

/** All events of the rule's logsource. */
async function eventsOf(
  { detection }: ConvertedRule,
  logs: readonly LogFile[],
  workspace: Workspace,
): Promise<ReadonlySet<EventName>> {
  const { logsource } = detection.document.value as { readonly logsource: unknown };
  const plan = { op: 'Scan', source: 'sigma:events', options: logsource, stage: 0 } as const;
  const stages = [{ text: 'logsource', span: { start: 0, end: 0 } }];
  return findingsOf({ query: { language: 'sigma', plan, stages }, problems: [] }, logs, workspace);
}

type Lowered = Awaited<ReturnType<Workspace['lower']>>;

async function runLowered(
  lowering: Lowered,
  logs: readonly LogFile[],
  workspace: Workspace,
): Promise<ReturnType<typeof runQuery>> {
  if (!lowering.query)
    throw new QueryFailure('query-error', lowering.problems[0]?.message ?? 'The query cannot be run.');
  const job = await workspace.job(lowering.query, { logs });
  return runQuery(job, await loadRuntime(lowering.query.language));
}

/** The first column is the time, then come the groups, then what was measured. */
async function momentsOf(
  lowering: Lowered,
  logs: readonly LogFile[],
  workspace: Workspace,
): Promise<ReadonlySet<EventName>> {
  const { rows, columns } = await runLowered(lowering, logs, workspace);
  const groups = columns.findIndex(({ name }) => name === 'first_time' || MEASURES.includes(name));
  return new Set(
    rows.map(([time, ...cells]) => [momentOf(time ?? null), ...cells.slice(0, groups - 1).map(String)].join(' ')),
  );
}

/** The columns behind the groups. */
const MEASURES: readonly string[] = [...CORRELATION_TYPES, RULES_SEEN];

/** A time to the microsecond, which is as fine as Splunk's times are. */
function momentOf(time: JsonValue): string {
  const text = String(time);
  if (!/^\d+(?:\.\d*)?$/.test(text)) return text.replace(/(\.\d{6})\d*Z$/, '$1Z');
  const [seconds = '0', fraction = ''] = text.split('.');
  return `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}.${fraction.padEnd(6, '0').slice(0, 6)}Z`;
}

/** The events behind the results of a query. */
export async function findingsOf(
  lowering: Lowered,
  logs: readonly LogFile[],
  workspace: Workspace,
): Promise<ReadonlySet<EventName>> {
  const { origins } = await runLowered(lowering, logs, workspace);
  return new Set(origins.flat().map((event) => `${logs[eventFile(event)]?.name ?? ''}:${eventRecord(event)}`));
}
