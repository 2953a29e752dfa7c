import { type Command, Option } from 'commander';
import { ESCU_YEARS, type EscuYear } from '../../validate/fix/escu-years.ts';
import { type CommonOptions, Printer, withCommonOptions } from '../common.ts';
import type { ExitCode } from '../exit-code.ts';
import type { CommandIo } from '../io.ts';
import { layoutOption } from './test.ts';

export interface ValidateOptions extends CommonOptions {
  readonly layout: string;
  readonly cache: boolean;
  readonly base?: string;
  readonly fix?: boolean;
  readonly migrate?: EscuYear;
  readonly watch?: boolean;
}

/** `firedrill validate`: schema, query, reference and lint checks. */
export function registerValidate(program: Command, io: CommandIo, exit: (code: ExitCode) => void): void {
  const command = program
    .command('validate')
    .description('check content: schema, queries, references, lint')
    .argument(
      '[path...]',
      'files or folders (default: the content of firedrill.yml; without one, what lies in this folder)',
    )
    .option('--base <revision>', 'check the changes since then too: version raised, id kept, nothing removed silently')
    .addOption(new Option('--fix', 'put right what is safe to put right, in the files themselves').conflicts('watch'))
    .addOption(
      new Option('--migrate <year>', 'write detections of ESCU in the shape of that year, in the files themselves')
        .choices(ESCU_YEARS)
        .conflicts('watch'),
    )
    .option('--watch', 'stay, and check again what an edit changes')
    .option('--no-cache', 'bind every query anew')
    .addOption(layoutOption());
  withCommonOptions(command, ['text', 'json', 'sarif', 'github', 'junit']);
  command.action(async (paths: string[], options: ValidateOptions) => {
    if (options.watch) {
      const { runValidateWatch } = await import('../run-validate-watch.ts');
      exit(await runValidateWatch(paths, options, io, new Printer(io, options)));
      return;
    }
    const { runValidateCommand } = await import('../run-validate-command.ts');
    const printer = new Printer(io, options);
    exit(await runValidateCommand(paths, options, io, printer));
    printer.finish();
  });
}
