import type { Command } from 'commander';
import { type CommonOptions, Printer, withCommonOptions } from '../common.ts';
import type { ExitCode } from '../exit-code.ts';
import type { CommandIo } from '../io.ts';
import { layoutOption } from './test.ts';

export interface NotesOptions extends CommonOptions {
  readonly layout: string;
}

/** `firedrill notes`: release notes of content. */
export function registerNotes(program: Command, io: CommandIo, exit: (code: ExitCode) => void): void {
  const command = program
    .command('notes')
    .description('release notes of content: what changed since a revision')
    .argument('<base>', 'git revision to compare with')
    .argument('[revision]', 'git revision to describe (default: the files as they are)')
    .addOption(layoutOption());
  withCommonOptions(command, ['markdown', 'json']);
  command.action(async (base: string, revision: string | undefined, options: NotesOptions) => {
    const { runNotesCommand } = await import('../run-notes-command.ts');
    const printer = new Printer(io, options);
    exit(runNotesCommand(base, revision, options, io, printer));
    printer.finish();
  });
}
