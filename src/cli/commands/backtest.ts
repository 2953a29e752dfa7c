import type { Command } from 'commander';
import { type CommonOptions, Printer, positiveInteger, withCommonOptions } from '../common.ts';
import type { ExitCode } from '../exit-code.ts';
import type { CommandIo } from '../io.ts';
import { sinceOption, type EngineOptions, withEngineOptions } from './engine-options.ts';
import { layoutOption } from './test.ts';

export interface BacktestOptions extends CommonOptions, EngineOptions {
  /** Seconds. */
  readonly since: number;
  readonly top: number;
  readonly layout: string;
}

/** `firedrill backtest`: what detections would have found in days that passed. */
export function registerBacktest(program: Command, io: CommandIo, exit: (code: ExitCode) => void): void {
  const command = program
    .command('backtest')
    .description('run detections over days that passed on a live service: alerts a day, on whom, and the cost')
    .argument('[what...]', 'paths, names or ids of detections (default: the content of firedrill.yml)')
    .addOption(sinceOption('30d'))
    .option('--top <n>', 'entities that are shown of each field', positiveInteger, 5)
    .addOption(layoutOption());
  withCommonOptions(withEngineOptions(command), ['text', 'json', 'markdown']);
  command.action(async (what: readonly string[], options: BacktestOptions) => {
    const { runBacktestCommand } = await import('../run-backtest-command.ts');
    const printer = new Printer(io, options);
    const code = await runBacktestCommand(what, options, io, printer);
    printer.finish();
    exit(code);
  });
}
