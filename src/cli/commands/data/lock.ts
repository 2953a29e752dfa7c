import type { Command } from 'commander';
import { type CommonOptions, Printer, withCommonOptions } from '../../common.ts';
import type { ExitCode } from '../../exit-code.ts';
import type { CommandIo } from '../../io.ts';
import { layoutOption } from '../test.ts';

export interface LockOptions extends CommonOptions {
  readonly layout: string;
  readonly check?: boolean;
  readonly prune?: boolean;
}

/** `firedrill data lock`: pins the logs that are there as they are. */
export function registerDataLock(data: Command, io: CommandIo, exit: (code: ExitCode) => void): void {
  const command = data
    .command('lock')
    .description('pin size and hash of the logs that tests name in attack-data.lock')
    .argument('[what...]', 'paths, names or ids of detections (default: the content folders of firedrill.yml)')
    .option('--check', 'write nothing; fail when a pin is missing or another')
    .option('--prune', 'drop pins of logs that no test names')
    .addOption(layoutOption());
  withCommonOptions(command, ['text', 'json']);
  command.action(async (what: readonly string[], options: LockOptions) => {
    const { runDataLock } = await import('../../run-data-lock.ts');
    const printer = new Printer(io, options);
    const code = await runDataLock(what, options, io, printer);
    printer.finish();
    exit(code);
  });
}
