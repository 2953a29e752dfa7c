import type { Detection } from '../../content/model.ts';
import { type ExplainSetting, explainTest } from '../explain-test.ts';
import type { TestReport } from '../result.ts';
import type { LossView } from './details.ts';
import { lossKey } from './gather.ts';
import { lossView } from './loss-view.ts';

/** Explaining runs a query many times over; of a run in which much failed, the first ones are explained. */
const MOST_EXPLAINED = 20;

/** Explains the tests that ran and found nothing although they should. */
export async function explainLosses(
  report: TestReport,
  detections: readonly Detection[],
  setting: ExplainSetting,
): Promise<ReadonlyMap<string, LossView>> {
  const losses = new Map<string, LossView>();
  const byFile = new Map(detections.map((detection) => [detection.file, detection]));
  const failed = report.tests.filter(({ verdict, results }) => verdict === 'fail' && results === 0);
  for (const { detection: named, test: name } of failed.slice(0, MOST_EXPLAINED)) {
    const detection = byFile.get(named.file);
    const test = detection?.tests.find((candidate) => candidate.name === name);
    if (!detection || !test) continue;
    const explained = await explainTest(setting, detection, test);
    const loss = 'explanation' in explained ? lossView(explained.explanation) : undefined;
    if (loss) losses.set(lossKey(named.file, name), loss);
  }
  return losses;
}
