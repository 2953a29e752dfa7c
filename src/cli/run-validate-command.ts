import { resolve } from 'node:path';
import { applySeverities } from '../config/index.ts';
import { type Content, knowledgeAbove, loadContent, loadRevision, RevisionError } from '../content/index.ts';
import { diagnosticsGithub } from '../diagnostics/github.ts';
import { diagnosticsJson } from '../diagnostics/json.ts';
import { diagnosticsJunit } from '../diagnostics/junit.ts';
import { renderCounts, renderDiagnostics } from '../diagnostics/render.ts';
import { diagnosticsSarif } from '../diagnostics/sarif.ts';
import { savedSearches } from '../testing/saved-searches.ts';
import { sigmaDocuments } from '../testing/sigma-documents.ts';
import { validateWorkspace } from '../testing/validate-workspace.ts';
import { toolVersion } from '../testing/code-version.ts';
import { Workspace } from '../testing/workspace.ts';
import { UsageError } from '../util/usage-error.ts';
import { compareWithBase } from '../validate/index.ts';
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
  const workspace = Workspace.open({
    cwd: io.cwd,
    cache: options.cache,
    ...(options.config !== undefined && { configFile: options.config }),
  });
  const wanted = paths.length > 0 ? paths.map((path) => resolve(io.cwd, path)) : workspace.config.content;
  const layout = options.layout === 'auto' ? workspace.config.layout : options.layout;
  const content = loadContent(wanted, { root: io.cwd, layout, explicit: paths.length > 0 });
  const above = knowledgeAbove(content.detections, io.cwd);
  const prepared = workspace
    .withSplunkRoots(above)
    .withSigma(sigmaDocuments(content))
    .withSavedSearches(savedSearches(content.detections));
  const { diagnostics: found } = await validateWorkspace(prepared, content, io.cwd);
  const diagnostics = [...found];
  if (options.base !== undefined) {
    const changes = compareWithBase(loadBase(options.base, wanted, layout, io), content);
    diagnostics.push(...applySeverities(changes, workspace.config.severities));
  }
  const read = (file: string) => content.sources.get(file);
  if (options.format === 'json') printer.result(diagnosticsJson(diagnostics, content.files));
  else if (options.format === 'github') printer.result(diagnosticsGithub(diagnostics, content.files));
  else if (options.format === 'junit') printer.result(diagnosticsJunit(diagnostics, content.sources.keys()));
  else if (options.format === 'sarif') printer.result(diagnosticsSarif(diagnostics, { version: toolVersion(), read }));
  else {
    if (diagnostics.length > 0) printer.result(`${renderDiagnostics(diagnostics, { colors: printer.colors, read })}\n`);
    printer.result(`${content.files} file${content.files === 1 ? '' : 's'}: ${renderCounts(diagnostics)}\n`);
  }
  return diagnostics.some(({ severity }) => severity === 'error') ? EXIT.findings : EXIT.good;
}

function loadBase(revision: string, paths: readonly string[], layout: string, io: CommandIo): Content {
  try {
    return loadRevision(revision, paths, { root: io.cwd, layout });
  } catch (error) {
    if (error instanceof RevisionError) throw new UsageError(error.message);
    throw error;
  }
}
