import type { Command } from 'commander';
import { type CommonOptions, Printer, withCommonOptions } from '../common.ts';
import type { ExitCode } from '../exit-code.ts';
import type { CommandIo } from '../io.ts';
import { layoutOption } from './test.ts';

export interface NoiseOptions extends CommonOptions {
  readonly data: readonly string[];
  readonly allow?: string;
  readonly source?: string;
  readonly sourcetype?: string;
  readonly layout: string;
}

/** `firedrill noise`: what detections find in benign logs. */
export function registerNoise(program: Command, io: CommandIo, exit: (code: ExitCode) => void): void {
  const command = program
    .command('noise')
    .description('run all detections over benign logs; a hit that no list allows is a failure')
    .argument('[what...]', 'paths, names or ids of detections (default: the content of firedrill.yml)')
    .requiredOption('--data <log...>', 'benign logs, or folders of them')
    .option('--allow <file>', 'YAML list of hits that are known, with their reason')
    .option('--source <source>', 'source of the logs (default: from the data)')
    .option('--sourcetype <sourcetype>', 'sourcetype of the logs (default: from the data)')
    .addOption(layoutOption());
  withCommonOptions(command, ['text', 'json']);
  command.action(async (what: string[], options: NoiseOptions) => {
    const { runNoiseCommand } = await import('../run-noise-command.ts');
    const printer = new Printer(io, options);
    exit(await runNoiseCommand(what, options, io, printer));
    printer.finish();
  });
}
