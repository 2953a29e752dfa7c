import type { LogFile } from '../data/record.ts';
import { QueryFailure } from '../plan/failure.ts';
import { eventFile, eventRecord } from '../table/batch.ts';
import type { ConversionTarget } from '../languages/sigma/conversion/index.ts';
import type { ConvertedRule } from './convert.ts';
import { loadRuntime, runQuery } from './engine.ts';
import type { Workspace } from './workspace.ts';

/** An event of the data, as `file:record`. */
export type EventName = string;

/** A rule and its conversion over the same data. */
export interface Proof {
  readonly rule: ConvertedRule;
  /** Events that both find. */
  readonly agreed: number;
  readonly onlyRule: readonly EventName[];
  readonly onlyConversion: readonly EventName[];
  /** Why one of them could not be run. */
  readonly failure?: string;
}

/** Runs each rule and its conversion over the same logs and lists the events on which they disagree. */
export async function proveConversions(
  rules: readonly ConvertedRule[],
  to: ConversionTarget,
  logs: readonly LogFile[],
  workspace: Workspace,
): Promise<readonly Proof[]> {
  const proofs: Proof[] = [];
  for (const rule of rules) {
    if (rule.query === undefined) continue;
    proofs.push(await proof(rule, to, logs, workspace));
  }
  return proofs;
}

async function proof(
  rule: ConvertedRule,
  to: ConversionTarget,
  logs: readonly LogFile[],
  workspace: Workspace,
): Promise<Proof> {
  try {
    const expected = await eventsOf(await workspace.lower(rule.detection), logs, workspace);
    const found = await eventsOf(await workspace.lowerText(to, rule.query ?? ''), logs, workspace);
    return {
      rule,
      agreed: [...expected].filter((event) => found.has(event)).length,
      onlyRule: [...expected].filter((event) => !found.has(event)),
      onlyConversion: [...found].filter((event) => !expected.has(event)),
    };
  } catch (error) {
    if (!(error instanceof QueryFailure)) throw error;
    return { rule, agreed: 0, onlyRule: [], onlyConversion: [], failure: error.message };
  }
}

async function eventsOf(
  lowering: Awaited<ReturnType<Workspace['lower']>>,
  logs: readonly LogFile[],
  workspace: Workspace,
): Promise<ReadonlySet<EventName>> {
  if (!lowering.query)
    throw new QueryFailure('query-error', lowering.problems[0]?.message ?? 'The query cannot be run.');
  const job = await workspace.job(lowering.query, { logs });
  const { origins } = runQuery(job, await loadRuntime(lowering.query.language));
  return new Set(origins.flat().map((event) => `${logs[eventFile(event)]?.name ?? ''}:${eventRecord(event)}`));
}
