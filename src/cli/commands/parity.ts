import type { Command } from 'commander';
import { type CommonOptions, Printer, withCommonOptions } from '../common.ts';
import type { ExitCode } from '../exit-code.ts';
import type { CommandIo } from '../io.ts';
import { layoutOption } from './test.ts';

export interface ParityCommandOptions extends CommonOptions {
  readonly data?: readonly string[];
  readonly layout: string;
  readonly cache: boolean;
}

/** `firedrill parity`: twins in different languages over the same data. */
export function registerParity(program: Command, io: CommandIo, exit: (code: ExitCode) => void): void {
  const command = program
    .command('parity')
    .description('compare detections in different languages that a Sigma rule names as related')
    .argument('[what...]', 'files, folders, names or ids (default: the content of the configuration)')
    .option('--data <log...>', 'logs or folders of them (default: the attack data of the tests of both)')
    .option('--no-cache', 'bind every query anew')
    .addOption(layoutOption());
  withCommonOptions(command, ['text', 'json']);
  command.action(async (what: readonly string[], options: ParityCommandOptions) => {
    const { runParityCommand } = await import('../run-parity-command.ts');
    const printer = new Printer(io, options);
    const code = await runParityCommand(what, options, io, printer);
    printer.finish();
    exit(code);
  });
}
