import { type Command, Option } from 'commander';
import { type CommonOptions, Printer, positiveInteger, withCommonOptions } from '../../common.ts';
import type { ExitCode } from '../../exit-code.ts';
import type { CommandIo } from '../../io.ts';
import { environmentOption, sinceOption } from '../engine-options.ts';

export interface DataRecordOptions extends CommonOptions {
  readonly from: 'splunk' | 'sentinel';
  readonly query: string;
  /** Seconds. */
  readonly since: number;
  readonly limit: number;
  readonly to: string;
  readonly environment?: string;
}

/** `firedrill data record`: the raw events of a live query as attack data. */
export function registerDataRecord(data: Command, io: CommandIo, exit: (code: ExitCode) => void): void {
  const command = data
    .command('record')
    .description("save a live query's raw events as attack data")
    .addOption(new Option('--from <service>', 'the live service').choices(['splunk', 'sentinel']).makeOptionMandatory())
    .requiredOption('--query <query>', 'a search for events, a query of a table')
    .requiredOption('--to <file>', 'the log that is written, without its ending')
    .addOption(sinceOption('1d'))
    .option('--limit <n>', 'events at most', positiveInteger, 10_000)
    .addOption(environmentOption());
  withCommonOptions(command, ['text', 'json']);
  command.action(async (options: DataRecordOptions) => {
    const { runDataRecord } = await import('../../run-data-record.ts');
    const printer = new Printer(io, options);
    const code = await runDataRecord(options, io, printer);
    printer.finish();
    exit(code);
  });
}
