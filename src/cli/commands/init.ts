import { type Command, Option } from 'commander';
import { LAYOUTS } from '../../content/index.ts';
import { type CommonOptions, Printer, withCommonOptions } from '../common.ts';
import type { ExitCode } from '../exit-code.ts';
import type { CommandIo } from '../io.ts';

export interface InitCommandOptions extends CommonOptions {
  readonly yes?: boolean;
  readonly layout?: string;
  readonly platform?: 'splunk' | 'sentinel' | 'sigma';
  readonly workflow: boolean;
}

/** `firedrill init`: a folder becomes a repository with configuration, editor settings, workflow and a first test. */
export function registerInit(program: Command, io: CommandIo, exit: (code: ExitCode) => void): void {
  const command = program
    .command('init')
    .description('make a folder, empty or with detections, a repository of firedrill; nothing is overwritten')
    .argument('[folder]', 'the folder', '.')
    .option('--yes', 'ask nothing: take what fits what is there')
    .addOption(
      new Option('--layout <layout>', 'the layout of the repository (default: told by its files)').choices(LAYOUTS),
    )
    .addOption(
      new Option('--platform <platform>', 'what the first test is for').choices(['splunk', 'sentinel', 'sigma']),
    )
    .option('--no-workflow', 'write no workflow for GitHub');
  withCommonOptions(command, ['text', 'json']);
  command.action(async (folder: string, options: InitCommandOptions) => {
    const { runInitCommand } = await import('../run-init-command.ts');
    const printer = new Printer(io, options);
    exit(await runInitCommand(folder, options, io, printer));
    printer.finish();
  });
}
