import type { Detection, TestDefinition } from '../content/model.ts';
import { resolveData } from '../data/resolve.ts';
import type { LogFile } from '../data/record.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { QueryFailure } from '../plan/failure.ts';
import { type Given, loadRuntime } from './engine.ts';
import { type Explanation, explainQuery } from './explain.ts';
import type { Session } from './open-session.ts';
import { packJob } from './run-job.ts';
import { runProducers } from './run-producers.ts';
import { asRiskEvents, jobInput } from './test-session.ts';
import type { JobInput } from './workspace.ts';

/** An explanation, or why there is none. */
export type Explained =
  { readonly explanation: Explanation } | { readonly problem: string; readonly diagnostics: readonly Diagnostic[] };

/** What explaining leans on. */
export type ExplainSetting = Pick<Session, 'workspace' | 'data' | 'producers'>;

/** Explains a test as `test` runs it: over its data, with what runs before it. */
export async function explainTest(
  session: ExplainSetting,
  detection: Detection,
  test: TestDefinition,
): Promise<Explained> {
  const data = test.attackData.map((reference) => resolveData(reference, session.data));
  const diagnostics = data.flatMap((resolved) => resolved.diagnostics);
  if (data.some(({ log }) => !log)) return { problem: 'The data of the test is not there.', diagnostics };
  return explain(session, detection, jobInput(test, data), test);
}

/** Explains a detection over logs, without what a test brings along. */
export function explainLogs(
  session: ExplainSetting,
  detection: Detection,
  logs: readonly LogFile[],
): Promise<Explained> {
  return explain(session, detection, { logs }, undefined);
}

async function explain(
  { workspace, producers }: ExplainSetting,
  detection: Detection,
  input: JobInput,
  test: TestDefinition | undefined,
): Promise<Explained> {
  const { query, problems } = await workspace.lower(detection);
  if (!query) return { problem: problems[0]?.message ?? 'The query cannot be run.', diagnostics: [] };
  try {
    const before = test && (await producers.before(detection, query, test));
    const logs = before?.readsFindings ? input.logs.map(asRiskEvents) : input.logs;
    const job = await workspace.job(query, { ...input, logs });
    const runtime = await loadRuntime(query.language);
    let given: Given = {};
    if (before && before.producers.length > 0) {
      const wire = packJob(job, 0, 0, { before: before.producers });
      given = { carried: runProducers(wire.before, job, runtime, { check: () => undefined }).carried };
    }
    const explanation = explainQuery(job, runtime, detection.query?.text ?? '', given);
    return { explanation: { ...explanation, notes: [...(before?.notes ?? []), ...explanation.notes] } };
  } catch (error) {
    if (!(error instanceof QueryFailure)) throw error;
    return { problem: error.message, diagnostics: [] };
  }
}
