import { type Command, Option } from 'commander';
import type { StartedThread } from '../../data/reader-thread/reader-thread.ts';
import { UsageError } from '../../util/usage-error.ts';
import { type CommonOptions, Printer, withCommonOptions } from '../common.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { CommandIo } from '../io.ts';

interface QueryOptions extends CommonOptions {
  readonly lang?: 'spl' | 'kql';
  readonly text?: string;
  readonly file?: string;
  readonly data: readonly string[];
  readonly source?: string;
  readonly sourcetype?: string;
  readonly now?: string;
  readonly batch?: string;
  readonly pushdown: boolean;
  readonly recover?: boolean;
  readonly cache: boolean;
}

/** `firedrill query`: runs one query over logs, or a file of cases with `--batch`. */
export function registerQuery(
  program: Command,
  io: CommandIo,
  exit: (code: ExitCode) => void,
  thread?: StartedThread,
): void {
  const command = program
    .command('query')
    .description('run an SPL or KQL query over log files')
    .addOption(new Option('--lang <language>', 'the language of the query').choices(['spl', 'kql']))
    .option('--text <query>', 'the query')
    .option('--file <file>', 'a file that holds the query')
    .option('--data <log...>', 'log files to run it over', [])
    .option('--source <source>', 'source of the logs (default: from the data)')
    .option('--sourcetype <sourcetype>', 'sourcetype of the logs (default: from the data)')
    .option('--now <time>', 'the clock of the run, ISO 8601 (default: one second after the newest event)')
    .option('--batch <cases>', 'a JSON Lines file of cases; prints one JSON answer a line')
    .option('--no-pushdown', 'run the plan as written, without pushing anything down to the logs')
    .option('--recover', 'read the slack of EVTX chunks too')
    .option('--no-cache', 'bind the query anew');
  withCommonOptions(command, ['table', 'json', 'csv']);
  command.action(async (options: QueryOptions) => {
    const printer = new Printer(io, options);
    if (options.batch !== undefined) {
      const { runBatch } = await import('../run-batch.ts');
      await runBatch(options.batch, options, io, printer);
      printer.finish();
      exit(EXIT.good);
      return;
    }
    if (options.lang === undefined)
      throw new UsageError('Say which language the query is in: --lang spl or --lang kql.');
    if ((options.text === undefined) === (options.file === undefined)) {
      throw new UsageError('Give the query with --text or with --file.');
    }
    const { runSingleQuery } = await import('../run-query.ts');
    exit(await runSingleQuery({ ...options, lang: options.lang }, io, printer, thread));
    printer.finish();
  });
}
