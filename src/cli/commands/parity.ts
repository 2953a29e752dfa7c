import { type Command, Option } from 'commander';
import { ENGINE_NAMES, type EngineName } from '../../live/engine.ts';
import type { Shift } from '../../live/live-runner.ts';
import { type CommonOptions, Printer, withCommonOptions } from '../common.ts';
import type { ExitCode } from '../exit-code.ts';
import type { CommandIo } from '../io.ts';
import { environmentOption, shiftOption } from './engine-options.ts';
import { layoutOption } from './test.ts';

export interface ParityCommandOptions extends CommonOptions {
  readonly data?: readonly string[];
  readonly layout: string;
  readonly cache: boolean;
  readonly engine?: EngineName;
  readonly shift: Shift;
  readonly environment?: string;
}

/** `firedrill parity`: twins in different languages, or two engines, over the same data. */
export function registerParity(program: Command, io: CommandIo, exit: (code: ExitCode) => void): void {
  const command = program
    .command('parity')
    .description(
      'compare detections in different languages that a Sigma rule names as related; with --engine, runs here with runs there',
    )
    .argument('[what...]', 'files, folders, names or ids (default: the content of the configuration)')
    .option('--data <log...>', 'logs or folders of them (default: the attack data of the tests of both)')
    .option('--no-cache', 'bind every query anew')
    .addOption(
      new Option('--engine <name>', 'run the tests here and on this live service, over the same data').choices(
        ENGINE_NAMES,
      ),
    )
    .addOption(shiftOption())
    .addOption(environmentOption())
    .addOption(layoutOption());
  withCommonOptions(command, ['text', 'json']);
  command.action(async (what: readonly string[], options: ParityCommandOptions) => {
    const printer = new Printer(io, options);
    const code = options.engine
      ? await (await import('../run-engine-parity.ts')).runEngineParity(options.engine, what, options, io, printer)
      : await (await import('../run-parity-command.ts')).runParityCommand(what, options, io, printer);
    printer.finish();
    exit(code);
  });
}
