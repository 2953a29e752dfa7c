import { type Command, Option } from 'commander';
import { type CommonOptions, Printer, withCommonOptions } from '../common.ts';
import type { ExitCode } from '../exit-code.ts';
import type { CommandIo } from '../io.ts';
import { layoutOption } from './test.ts';

export interface ConvertCommandOptions extends CommonOptions {
  readonly to: 'spl' | 'kql';
  readonly pipeline?: readonly string[];
  readonly prove?: readonly string[];
  readonly layout: string;
  readonly cache: boolean;
}

/** `firedrill convert`: Sigma rules to SPL or KQL, and the proof that both find the same events. */
export function registerConvert(program: Command, io: CommandIo, exit: (code: ExitCode) => void): void {
  const command = program
    .command('convert')
    .description('convert Sigma rules to SPL or KQL; what would change its meaning is refused with a reason')
    .argument('<rule...>', 'Sigma rules, or folders of them')
    .addOption(new Option('--to <language>', 'target language').choices(['spl', 'kql']).makeOptionMandatory())
    .option('--pipeline <name...>', 'processing pipelines, by name or file (default: what suits the logsource)')
    .option('--prove <log...>', 'run each rule and its conversion over these logs and list where they disagree')
    .option('--no-cache', 'bind every query anew')
    .addOption(layoutOption());
  withCommonOptions(command, ['text', 'json']);
  command.action(async (rules: readonly string[], options: ConvertCommandOptions) => {
    const { runConvertCommand } = await import('../run-convert-command.ts');
    const printer = new Printer(io, options);
    const code = await runConvertCommand(rules, options, io, printer);
    printer.finish();
    exit(code);
  });
}
