import type { Command } from 'commander';
import { type CommonOptions, Printer, withCommonOptions } from '../../common.ts';
import type { ExitCode } from '../../exit-code.ts';
import type { CommandIo } from '../../io.ts';
import { layoutOption } from '../test.ts';

export interface FetchOptions extends CommonOptions {
  readonly layout: string;
  readonly offline?: boolean;
  readonly frozen?: boolean;
}

/** `firedrill data fetch`: downloads what tests name and the repository lacks. */
export function registerDataFetch(data: Command, io: CommandIo, exit: (code: ExitCode) => void): void {
  const command = data
    .command('fetch')
    .description('download the logs that tests name into the cache, and pin them in attack-data.lock')
    .argument('[what...]', 'paths, names or ids of detections (default: the content folders of firedrill.yml)')
    .option('--offline', 'fetch nothing; say what is missing')
    .option('--frozen', 'fetch only what attack-data.lock pins, and leave it as it is')
    .addOption(layoutOption());
  withCommonOptions(command, ['text', 'json']);
  command.action(async (what: readonly string[], options: FetchOptions) => {
    const { runDataFetch } = await import('../../run-data-fetch.ts');
    const printer = new Printer(io, options);
    const code = await runDataFetch(what, options, io, printer);
    printer.finish();
    exit(code);
  });
}
