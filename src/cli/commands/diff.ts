import type { Command } from 'commander';
import { type CommonOptions, Printer, withCommonOptions } from '../common.ts';
import type { ExitCode } from '../exit-code.ts';
import type { CommandIo } from '../io.ts';
import { layoutOption } from './test.ts';

export interface DiffCommandOptions extends CommonOptions {
  readonly layout: string;
}

/** `firedrill diff`: what a branch changes in what its detections find. */
export function registerDiff(program: Command, io: CommandIo, exit: (code: ExitCode) => void): void {
  const command = program
    .command('diff')
    .description('compare what detections find with what they found at a git revision')
    .argument('<base>', 'the revision, such as origin/main')
    .argument('[what...]', 'paths, names or ids of detections (default: the content of firedrill.yml)')
    .addOption(layoutOption());
  withCommonOptions(command, ['text', 'json', 'markdown']);
  command.action(async (base: string, what: string[], options: DiffCommandOptions) => {
    const printer = new Printer(io, options);
    const { runDiffCommand } = await import('../run-diff-command.ts');
    exit(await runDiffCommand(base, what, options, io, printer));
    printer.finish();
  });
}
