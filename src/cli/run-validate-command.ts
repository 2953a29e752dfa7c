import { resolve } from 'node:path';
import { applySeverities, contentHere, ownKnowledgeFolders } from '../config/index.ts';
import { type Content, knowledgeAbove, loadContent, loadRevision, RevisionError } from '../content/index.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { diagnosticsGithub } from '../diagnostics/github.ts';
import { diagnosticsJson } from '../diagnostics/json.ts';
import { diagnosticsJunit } from '../diagnostics/junit.ts';
import { renderCounts, renderDiagnostics } from '../diagnostics/render.ts';
import { diagnosticsSarif } from '../diagnostics/sarif.ts';
import { contentFunctions } from '../testing/content-functions.ts';
import { savedSearches } from '../testing/saved-searches.ts';
import { sigmaDocuments } from '../testing/sigma-documents.ts';
import { validateWorkspace } from '../testing/validate-workspace.ts';
import { toolVersion } from '../testing/code-version.ts';
import { Workspace } from '../testing/workspace.ts';
import { UsageError } from '../util/usage-error.ts';
import { codePage, compareWithRevision } from '../validate/index.ts';
import { fixFiles, migrateFiles } from './fix-files.ts';
import type { ValidateOptions } from './commands/validate.ts';
import type { Printer } from './common.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { CommandIo } from './io.ts';

/** Validates the given paths, or the content of the configuration, and prints what was found. */
export async function runValidateCommand(
  paths: readonly string[],
  options: ValidateOptions,
  io: CommandIo,
  printer: Printer,
): Promise<ExitCode> {
  const open = () =>
    Workspace.open({
      cwd: io.cwd,
      lenient: true,
      cache: options.cache,
      ...(options.config !== undefined && { configFile: options.config }),
    });
  const workspace = open();
  // Before knowledge is loaded the configuration alone has been read.
  const isBroken = workspace.diagnostics.some(isError);
  const given = paths.length > 0 ? paths : options.config === undefined ? contentHere(workspace.config, io.cwd) : [];
  const wanted =
    given.length > 0
      ? given.map((path) => resolve(io.cwd, path))
      : [...workspace.config.content, ...ownKnowledgeFolders(workspace.config)];
  const layout = options.layout === 'auto' ? workspace.config.layout : options.layout;
  const load = () => loadContent(wanted, { root: io.cwd, layout, explicit: paths.length > 0 });
  let content = load();
  if (options.migrate !== undefined) {
    printer.aside(`${migrateFiles(content, options.migrate, io.cwd)}\n`);
    content = load();
  }
  const base = options.base === undefined ? undefined : loadBase(options.base, wanted, layout, io);
  const find = async (fresh: Workspace): Promise<readonly Diagnostic[]> => {
    const above = knowledgeAbove(content.detections, io.cwd);
    const prepared = fresh
      .withSplunkRoots(above)
      .withSigma(sigmaDocuments(content, io.cwd))
      .withSavedSearches(savedSearches(content.detections))
      .withFunctions(contentFunctions(content, io.cwd));
    const { diagnostics: found } = await validateWorkspace(prepared, content, io.cwd);
    if (!base) return found;
    const since = { revision: options.base as string, root: io.cwd, now: new Date() };
    return [...found, ...applySeverities(compareWithRevision(base, content, since), fresh.config.severities)];
  };
  let diagnostics = await find(workspace);
  if (options.fix) {
    const fixes = fixFiles(content, diagnostics, io.cwd);
    printer.aside(`${fixes.summary}\n`);
    if (fixes.count > 0) {
      content = load();
      diagnostics = await find(open());
    }
  }
  const read = (file: string) => content.sources.get(file);
  if (options.format === 'json') printer.result(diagnosticsJson(diagnostics, content.files));
  else if (options.format === 'github') printer.result(diagnosticsGithub(diagnostics, content.files));
  else if (options.format === 'junit') printer.result(diagnosticsJunit(diagnostics, content.sources.keys()));
  else if (options.format === 'sarif') {
    printer.result(diagnosticsSarif(diagnostics, { version: toolVersion(), read, page: codePage }));
  } else {
    if (diagnostics.length > 0) printer.result(`${renderDiagnostics(diagnostics, { colors: printer.colors, read })}\n`);
    printer.result(`${content.files} file${content.files === 1 ? '' : 's'}: ${renderCounts(diagnostics)}\n`);
  }
  if (isBroken) return EXIT.usage;
  return diagnostics.some(isError) ? EXIT.findings : EXIT.good;
}

const isError = ({ severity }: Diagnostic): boolean => severity === 'error';

function loadBase(revision: string, paths: readonly string[], layout: string, io: CommandIo): Content {
  try {
    return loadRevision(revision, paths, { root: io.cwd, layout });
  } catch (error) {
    if (error instanceof RevisionError) throw new UsageError(error.message);
    throw error;
  }
}
