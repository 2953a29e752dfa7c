import { Argument, type Command } from 'commander';
import { type CommonOptions, positiveInteger, Printer, withCommonOptions } from '../common.ts';
import type { ExitCode } from '../exit-code.ts';
import type { CommandIo } from '../io.ts';

export interface NewOptions extends CommonOptions {
  readonly technique?: string;
  readonly author?: string;
  readonly data?: string;
  readonly benign?: string;
  readonly source?: string;
  readonly sourcetype?: string;
  readonly event?: readonly number[];
  readonly matching?: string;
  readonly table?: string;
  readonly folder?: string;
  readonly sideFile?: boolean;
}

/** `firedrill new`: a detection with its test, drafted from a recording. */
export function registerNew(program: Command, io: CommandIo, exit: (code: ExitCode) => void): void {
  const command = program
    .command('new')
    .description('write a detection with its test, drafted from events of a log')
    .addArgument(new Argument('<platform>', 'what the detection is for').choices(['splunk', 'sentinel', 'sigma']))
    .argument('<name>', 'name of the detection')
    .option('--technique <id>', 'ATT&CK technique')
    .option('--author <name>', 'author of the detection')
    .option('--data <log>', 'log with the attack (default: an invented one, to be replaced)')
    .option('--event <n>', 'number of an event that the detection is about; repeatable (default: 1)', events)
    .option('--matching <text>', 'instead: every event that holds this text')
    .option('--benign <log>', 'log in which the detection must find nothing')
    .option('--source <source>', 'source of the log (default: from the data)')
    .option('--sourcetype <sourcetype>', 'sourcetype of the log (default: from the data)')
    .option('--table <name>', 'Sentinel: the table to ask (default: the one that tells most about the events)')
    .option('--folder <folder>', 'folder of the detection (default: the content of firedrill.yml)')
    .option('--side-file', 'put the test beside the detection, in NAME.test.yml');
  withCommonOptions(command, ['text', 'json']);
  command.action(async (platform: 'splunk' | 'sentinel' | 'sigma', name: string, options: NewOptions) => {
    const { runNewCommand } = await import('../run-new-command.ts');
    const printer = new Printer(io, options);
    exit(await runNewCommand(platform, name, options, io, printer));
    printer.finish();
  });
}

const events = (text: string, before: readonly number[] = []): readonly number[] => [...before, positiveInteger(text)];
