import type { Detection } from '../../content/model.ts';
import { type ResolveOptions, resolveData } from '../../data/resolve.ts';
import { QueryFailure } from '../../plan/failure.ts';
import { loadRuntime } from '../engine.ts';
import { explainQuery } from '../explain.ts';
import type { TestReport } from '../result.ts';
import { jobInput } from '../run-tests.ts';
import type { Workspace } from '../workspace.ts';
import type { LossView } from './details.ts';
import { lossKey } from './gather.ts';
import { lossView } from './loss-view.ts';

/** Explaining runs a query many times over; of a run in which much failed, the first ones are explained. */
const MOST_EXPLAINED = 20;

/** Explains the tests that ran and found nothing although they should. */
export async function explainLosses(
  report: TestReport,
  detections: readonly Detection[],
  workspace: Workspace,
  data: ResolveOptions,
): Promise<ReadonlyMap<string, LossView>> {
  const losses = new Map<string, LossView>();
  const byFile = new Map(detections.map((detection) => [detection.file, detection]));
  const failed = report.tests.filter(({ verdict, results }) => verdict === 'fail' && results === 0);
  for (const { detection: named, test: name } of failed.slice(0, MOST_EXPLAINED)) {
    const detection = byFile.get(named.file);
    const test = detection?.tests.find((candidate) => candidate.name === name);
    if (!detection || !test) continue;
    const resolved = test.attackData.map((reference) => resolveData(reference, data));
    if (resolved.some(({ log }) => !log)) continue;
    const { query } = await workspace.lower(detection);
    if (!query) continue;
    try {
      const job = await workspace.job(query, jobInput(test, resolved));
      const explanation = explainQuery(job, await loadRuntime(query.language), detection.query?.text ?? '');
      const loss = lossView(explanation);
      if (loss) losses.set(lossKey(named.file, name), loss);
    } catch (error) {
      if (!(error instanceof QueryFailure)) throw error;
    }
  }
  return losses;
}
