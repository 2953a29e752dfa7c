import { RevisionError } from '../content/index.ts';
import { diffMarkdown, diffText } from '../report/diff.ts';
import { diff } from '../testing/diff/diff.ts';
import { UsageError } from '../util/usage-error.ts';
import type { DiffCommandOptions } from './commands/diff.ts';
import type { Printer } from './common.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { CommandIo } from './io.ts';
import { ProgressLine } from './progress.ts';

/** Compares with a revision; tests that no longer pass are findings. */
export async function runDiffCommand(
  base: string,
  what: readonly string[],
  options: DiffCommandOptions,
  io: CommandIo,
  printer: Printer,
): Promise<ExitCode> {
  const progress = new ProgressLine(io, options.quiet ?? false);
  try {
    const report = await diff({
      cwd: io.cwd,
      base,
      what,
      layout: options.layout,
      jobs: options.jobs,
      ...(options.config !== undefined && { config: options.config }),
      onProgress: (done, all) => progress.show(`${done} of ${all} detections compared`),
    });
    progress.clear();
    if (options.format === 'json') printer.result(`${JSON.stringify(report, null, 2)}\n`);
    else if (options.format === 'markdown') printer.result(diffMarkdown(report));
    else printer.result(diffText(report, printer.colors));
    return report.summary.broken > 0 ? EXIT.findings : EXIT.good;
  } catch (error) {
    if (error instanceof RevisionError) throw new UsageError(error.message);
    throw error;
  }
}
