import type { Command } from 'commander';
import { type CommonOptions, Printer, withCommonOptions } from '../common.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { CommandIo } from '../io.ts';

/** `firedrill help`: a command of the tool, a name of a query language, a code of a diagnostic. */
export function registerHelp(program: Command, io: CommandIo, exit: (code: ExitCode) => void): void {
  program.helpCommand(false);
  const command = program
    .command('help')
    .description('explain a command, a name of SPL, KQL or Sigma, or a code (FD404)')
    .argument('[topic]', 'a command, spl, kql, sigma, or a code')
    .argument('[name]', 'a command, function, operator or modifier of that language; a command of that group');
  withCommonOptions(command, ['text', 'json']);
  command.action(async (topic: string | undefined, name: string | undefined, options: CommonOptions) => {
    const printer = new Printer(io, options);
    const { runHelp } = await import('../run-help.ts');
    runHelp(topic, name, options.format, program, printer);
    printer.finish();
    exit(EXIT.good);
  });
}
