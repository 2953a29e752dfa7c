import type { Command } from 'commander';
import { type CommonOptions, Printer, withCommonOptions } from '../common.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { CommandIo } from '../io.ts';
import { layoutOption } from './test.ts';

export interface ExplainOptions extends CommonOptions {
  readonly test?: string;
  readonly data: readonly string[];
  readonly layout: string;
  readonly cache: boolean;
}

/** `firedrill explain`: where the rows of a detection went, stage by stage and condition by condition. */
export function registerExplain(program: Command, io: CommandIo, exit: (code: ExitCode) => void): void {
  const command = program
    .command('explain')
    .description('say why a detection did or did not fire, stage by stage; or what a code (FD404) means')
    .argument('<what...>', 'paths, names or ids of detections, or codes of diagnostics')
    .option('--test <name>', 'only the test of this name')
    .option('--data <log...>', 'log files to use in place of the tests', [])
    .option('--no-cache', 'bind every query anew')
    .addOption(layoutOption());
  withCommonOptions(command, ['text', 'json']);
  command.action(async (what: string[], options: ExplainOptions) => {
    const printer = new Printer(io, options);
    if (what.every((item) => /^FD\d{3}$/i.test(item))) {
      const { printCodePages } = await import('../print-code-pages.ts');
      printCodePages(what, printer);
      printer.finish();
      exit(EXIT.good);
      return;
    }
    const { runExplainCommand } = await import('../run-explain-command.ts');
    exit(await runExplainCommand(what, options, io, printer));
    printer.finish();
  });
}
