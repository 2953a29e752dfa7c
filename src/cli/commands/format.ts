import type { Command } from 'commander';
import { type CommonOptions, Printer, withCommonOptions } from '../common.ts';
import type { ExitCode } from '../exit-code.ts';
import type { CommandIo } from '../io.ts';
import { layoutOption } from './test.ts';

export interface FormatOptions extends CommonOptions {
  readonly check?: boolean;
  readonly layout: string;
}

/** `firedrill format`: queries in one layout, whose meaning is shown to be the same. */
export function registerFormat(program: Command, io: CommandIo, exit: (code: ExitCode) => void): void {
  const command = program
    .command('format')
    .description('lay out the queries of detections: SPL one command a line, KQL as its own formatter does')
    .argument('[path...]', 'files or folders (default: the content of firedrill.yml)')
    .option('--check', 'write nothing; exit 1 when a file would change')
    .addOption(layoutOption());
  withCommonOptions(command, ['text', 'json']);
  command.action(async (paths: string[], options: FormatOptions) => {
    const { runFormatCommand } = await import('../run-format-command.ts');
    const printer = new Printer(io, options);
    exit(await runFormatCommand(paths, options, io, printer));
    printer.finish();
  });
}
