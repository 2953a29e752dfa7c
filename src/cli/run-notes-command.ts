import { compareContent, notesMarkdown } from '../authoring/index.ts';
import { contentFolders } from '../config/index.ts';
import { type Content, loadContent, loadRevision, RevisionError } from '../content/index.ts';
import { Workspace } from '../testing/workspace.ts';
import { UsageError } from '../util/usage-error.ts';
import type { NotesOptions } from './commands/notes.ts';
import type { Printer } from './common.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { CommandIo } from './io.ts';

/** Prints what changed in the content of the configuration between two revisions. */
export function runNotesCommand(
  base: string,
  revision: string | undefined,
  options: NotesOptions,
  io: CommandIo,
  printer: Printer,
): ExitCode {
  const { config } = Workspace.open({
    cwd: io.cwd,
    ...(options.config !== undefined && { configFile: options.config }),
  });
  const layout = options.layout === 'auto' ? config.layout : options.layout;
  const folders = contentFolders(config, io.cwd, options.config);
  const at = (name: string): Content => {
    try {
      return loadRevision(name, folders, { root: io.cwd, layout });
    } catch (error) {
      if (error instanceof RevisionError) throw new UsageError(error.message);
      throw error;
    }
  };
  const after = revision === undefined ? loadContent(folders, { root: io.cwd, layout }) : at(revision);
  const changes = compareContent(at(base), after);
  if (options.format === 'json')
    printer.result(`${JSON.stringify({ from: base, to: revision ?? null, ...changes }, null, 2)}\n`);
  else printer.result(notesMarkdown(changes, base, revision ?? 'the working tree'));
  return EXIT.good;
}
