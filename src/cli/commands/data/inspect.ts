import type { Command } from 'commander';
import { type CommonOptions, Printer, withCommonOptions } from '../../common.ts';
import { EXIT, type ExitCode } from '../../exit-code.ts';
import type { CommandIo } from '../../io.ts';
import { layoutOption } from '../test.ts';

export interface InspectOptions extends CommonOptions {
  readonly source?: string;
  readonly sourcetype?: string;
  readonly layout: string;
  readonly detections: boolean;
  readonly recover?: boolean;
}

/** `firedrill data inspect`: what a log is, what it holds, and which detections could use it. */
export function registerDataInspect(data: Command, io: CommandIo, exit: (code: ExitCode) => void): void {
  const command = data
    .command('inspect')
    .description('say what logs are, what they hold, and which detections could use them')
    .argument('<log...>', 'log files; a folder stands for the files in it')
    .option('--source <source>', 'source of the logs (default: from the data)')
    .option('--sourcetype <sourcetype>', 'sourcetype of the logs (default: from the data)')
    .option('--no-detections', 'do not look for detections that could use them')
    .option('--recover', 'read the slack of EVTX chunks too')
    .addOption(layoutOption());
  withCommonOptions(command, ['text', 'json']);
  command.action(async (logs: readonly string[], options: InspectOptions) => {
    const { runDataInspect } = await import('../../run-data-inspect.ts');
    const printer = new Printer(io, options);
    await runDataInspect(logs, options, io, printer);
    printer.finish();
    exit(EXIT.good);
  });
}
