import type { Command } from 'commander';
import { type CommonOptions, Printer, withCommonOptions } from '../common.ts';
import type { ExitCode } from '../exit-code.ts';
import type { CommandIo } from '../io.ts';
import { layoutOption } from './test.ts';

export interface ScanOptions extends CommonOptions {
  readonly rules: readonly string[];
  readonly data: readonly string[];
  readonly source?: string;
  readonly sourcetype?: string;
  readonly layout: string;
  readonly events: boolean;
  readonly recover?: boolean;
  readonly cache: boolean;
}

/** `firedrill scan`: many detections of any language over many logs. */
export function registerScan(program: Command, io: CommandIo, exit: (code: ExitCode) => void): void {
  const command = program
    .command('scan')
    .description('run many detections over log files and count what each finds')
    .requiredOption('--rules <path...>', 'detections, or folders of them')
    .requiredOption('--data <log...>', 'log files')
    .option('--source <source>', 'source of the logs (default: from the data)')
    .option('--sourcetype <sourcetype>', 'sourcetype of the logs (default: from the data)')
    .option('--no-events', 'leave the lists of events out')
    .option('--recover', 'read the slack of EVTX chunks too')
    .option('--no-cache', 'bind every query anew')
    .addOption(layoutOption());
  withCommonOptions(command, ['text', 'json', 'csv']);
  command.action(async (options: ScanOptions) => {
    const { runScanCommand } = await import('../run-scan-command.ts');
    const printer = new Printer(io, options);
    const code = await runScanCommand(options, io, printer);
    printer.finish();
    exit(code);
  });
}
