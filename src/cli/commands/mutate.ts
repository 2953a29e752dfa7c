import { type Command, InvalidArgumentError } from 'commander';
import { type CommonOptions, positiveInteger, Printer, withCommonOptions } from '../common.ts';
import type { ExitCode } from '../exit-code.ts';
import type { CommandIo } from '../io.ts';
import { layoutOption } from './test.ts';

export interface MutateCommandOptions extends CommonOptions {
  readonly layout: string;
  readonly tag: readonly string[];
  readonly changed?: string;
  readonly minScore?: number;
  readonly budget?: number;
}

/** `firedrill mutate`: which parts of a detection no test would miss. */
export function registerMutate(program: Command, io: CommandIo, exit: (code: ExitCode) => void): void {
  const command = program
    .command('mutate')
    .description('change detections a little and see whether their tests notice')
    .argument('[what...]', 'paths, names or ids of detections (default: the content of firedrill.yml)')
    .option('--min-score <percent>', 'exit 1 when a detection scores less', percentOption)
    .option('--budget <seconds>', 'stop after that long; what is left is untried', positiveInteger)
    .option('--tag <technique...>', 'only detections of these ATT&CK techniques', [])
    .option('--changed <revision>', 'only what differs from a git revision, or leans on what does')
    .addOption(layoutOption());
  withCommonOptions(command, ['text', 'json']);
  command.action(async (what: string[], options: MutateCommandOptions) => {
    const printer = new Printer(io, options);
    const { runMutateCommand } = await import('../run-mutate-command.ts');
    exit(await runMutateCommand(what, options, io, printer));
    printer.finish();
  });
}

function percentOption(text: string): number {
  const number = Number(text);
  if (text.trim() === '' || !(number >= 0 && number <= 100)) {
    throw new InvalidArgumentError('It must be a number from 0 to 100.');
  }
  return number;
}
