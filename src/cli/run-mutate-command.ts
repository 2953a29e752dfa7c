import { RevisionError } from '../content/index.ts';
import { mutationLines, mutationSummary } from '../report/mutate.ts';
import { mutate } from '../testing/mutate/mutate.ts';
import { openSession } from '../testing/open-session.ts';
import { UsageError } from '../util/usage-error.ts';
import type { MutateCommandOptions } from './commands/mutate.ts';
import type { Printer } from './common.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { CommandIo } from './io.ts';
import { ProgressLine } from './progress.ts';

/** Scores the tests of the chosen detections. */
export async function runMutateCommand(
  what: readonly string[],
  options: MutateCommandOptions,
  io: CommandIo,
  printer: Printer,
): Promise<ExitCode> {
  // Mutants are lowered once and never again: they do not belong into the cache of plans.
  const session = await openSession({ ...options, what, cwd: io.cwd, cache: false }).catch((error: unknown) => {
    throw error instanceof RevisionError ? new UsageError(error.message) : error;
  });
  const { detections } = session;
  if (detections.length === 0) throw new UsageError('There is no detection to mutate.');
  const progress = new ProgressLine(io, options.quiet ?? false);
  let finished = 0;
  const report = await mutate({
    session,
    detections,
    jobs: options.jobs,
    ...(options.budget !== undefined && { budgetMs: options.budget * 1000 }),
    onProgress: (done, all, { name }) => {
      progress.show(`${finished + 1}/${detections.length} ${name}: ${done} of ${all} mutants`);
    },
    onResult: (result) => {
      finished += 1;
      progress.clear();
      if (options.format === 'text') printer.result(`${mutationLines(result, printer.colors).join('\n')}\n`);
    },
  });
  await session.close();
  if (options.format === 'json') printer.result(`${JSON.stringify(report, null, 2)}\n`);
  else printer.result(`${mutationSummary(report, printer.colors)}\n`);
  const least = options.minScore;
  const low = report.detections.filter(({ score }) => score === null || (least !== undefined && score < least));
  if (least !== undefined && low.length > 0) return EXIT.findings;
  return report.detections.some(({ score, tests }) => score === null && tests > 0) ? EXIT.findings : EXIT.good;
}
