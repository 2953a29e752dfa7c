import { type Command, InvalidArgumentError } from 'commander';
import { type CommonOptions, Printer, withCommonOptions } from '../../common.ts';
import type { ExitCode } from '../../exit-code.ts';
import type { CommandIo } from '../../io.ts';
import { layoutOption } from '../test.ts';

export interface TrimOptions extends CommonOptions {
  readonly to: string;
  readonly around: number;
  readonly nearMisses: number;
  readonly redact?: boolean;
  readonly source?: string;
  readonly sourcetype?: string;
  readonly layout: string;
}

/** `firedrill data trim`: a small log out of a large one, with what the tests need. */
export function registerDataTrim(data: Command, io: CommandIo, exit: (code: ExitCode) => void): void {
  const command = data
    .command('trim')
    .description('write a small log with the events that tests need out of a large one')
    .argument('<log>', 'the log')
    .argument('[detection...]', 'paths, names or ids (default: those whose tests name the log)')
    .requiredOption('--to <file>', 'the log to write: text (of an EVTX its XML), compressed when it ends in .gz')
    .option('--around <n>', 'events to keep before and after each one that matched', wholeNumber, 2)
    .option('--near-misses <n>', 'events to keep that are of the same kind and did not match', wholeNumber, 10)
    .option('--redact', 'give hosts, users and addresses other names, the same for the same')
    .option('--source <source>', 'source of the log (default: as tests say, or from the data)')
    .option('--sourcetype <sourcetype>', 'sourcetype of the log (default: as tests say, or from the data)')
    .addOption(layoutOption());
  withCommonOptions(command, ['text', 'json']);
  command.action(async (log: string, detections: readonly string[], options: TrimOptions) => {
    const { runDataTrim } = await import('../../run-data-trim.ts');
    const printer = new Printer(io, options);
    exit(await runDataTrim(log, detections, options, io, printer));
    printer.finish();
  });
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It has to be a whole number.');
  return Number(text);
}
