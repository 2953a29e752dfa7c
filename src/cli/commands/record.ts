import type { Command } from 'commander';
import { type CommonOptions, Printer, withCommonOptions } from '../common.ts';
import type { ExitCode } from '../exit-code.ts';
import type { CommandIo } from '../io.ts';
import { type EngineOptions, withEngineOptions } from './engine-options.ts';

export interface RecordOptions extends CommonOptions, EngineOptions {
  readonly dryRun?: boolean;
}

/** `firedrill record`: the answers of a live service as conformance scripts. */
export function registerRecord(program: Command, io: CommandIo, exit: (code: ExitCode) => void): void {
  const command = program
    .command('record')
    .description('put the queries of conformance scripts to a live service, and write its answers into them')
    .argument('<script...>', 'conformance scripts')
    .option('--dry-run', 'say what would change, and write nothing');
  withCommonOptions(withEngineOptions(command), ['text', 'json']);
  command.action(async (scripts: readonly string[], options: RecordOptions) => {
    const { runRecordCommand } = await import('../run-record-command.ts');
    const printer = new Printer(io, options);
    const code = await runRecordCommand(scripts, options, io, printer);
    printer.finish();
    exit(code);
  });
}
