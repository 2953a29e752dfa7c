import { isAbsolute, relative, sep } from 'node:path';
import { applySeverities } from '../config/index.ts';
import type { Content } from '../content/index.ts';
import type { Detection } from '../content/model.ts';
import { loadDataLock, resolveData } from '../data/resolve.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type RecentFindings, ResultCache, validateContent } from '../validate/index.ts';
import { contentFunctions } from './content-functions.ts';
import { codeVersion } from './code-version.ts';
import { knowledgeFingerprint } from './knowledge-fingerprint.ts';
import { reachIn } from './reach.ts';
import type { Workspace } from './workspace.ts';

export interface Findings {
  /** By detection: all findings in its file. */
  readonly findings: ReadonlyMap<Detection, readonly Diagnostic[]>;
  /** All findings, the workspace's own among them. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Validates content against the workspace, with the severities that its configuration sets. */
export async function validateWorkspace(
  workspace: Workspace,
  content: Content,
  root: string,
  recent?: RecentFindings,
): Promise<Findings> {
  const cache = resultCache(workspace, content, root);
  const complaints = workspace.diagnostics.length;
  const found = await validateContent(content, {
    lower: (detection) => workspace.lower(detection),
    splunk: () => workspace.splEnvironment(),
    lowerBody: (mapping) => workspace.lowerBody(mapping),
    splunkRoots: workspace.knowledge.splunk,
    root,
    ...(cache && { cache }),
    ...(recent &&
      workspace.tables.length === 0 && {
        recent: { findings: recent, reach: reachIn(workspace), shared: sharedBy(workspace, content) },
      }),
    restsOn: (detection) => customData(detection, workspace, root),
  });
  // What is wrong with the knowledge has to be said each time, so it has to be read each time.
  if (workspace.diagnostics.length === complaints) cache?.save();
  const told = knowledgeDiagnostics(workspace.diagnostics, found, root);
  const diagnostics = applySeverities([...told, ...found], workspace.config.severities);
  const byFile = new Map<string, Diagnostic[]>();
  for (const diagnostic of diagnostics) {
    const list = byFile.get(diagnostic.file);
    if (list) list.push(diagnostic);
    else byFile.set(diagnostic.file, [diagnostic]);
  }
  const findings = new Map(content.detections.map((detection) => [detection, byFile.get(detection.file) ?? []]));
  return { findings, diagnostics };
}

/** What is wrong with knowledge, its files named as those of content are; what is told of a file as content is told once. */
function knowledgeDiagnostics(
  diagnostics: readonly Diagnostic[],
  found: readonly Diagnostic[],
  root: string,
): readonly Diagnostic[] {
  const broken = new Set(found.filter(({ name }) => name === 'yaml-syntax').map(({ file }) => file));
  return diagnostics
    .map((diagnostic) => ({ ...diagnostic, file: nameWithin(diagnostic.file, root) }))
    .filter(({ name, file }) => name !== 'unreadable-file' || !broken.has(file));
}

function nameWithin(file: string, root: string): string {
  if (!isAbsolute(file)) return file;
  const way = relative(root, file);
  return way.startsWith('..') || isAbsolute(way) ? file : way.split(sep).join('/');
}

/** Findings depend on the code, on the knowledge and, in Sigma, on the filters. */
function resultCache(
  workspace: Workspace,
  { detections, objects, sources }: Content,
  root: string,
): ResultCache | undefined {
  const file = workspace.cacheFile('findings.json');
  if (file === undefined || workspace.tables.length > 0) return undefined;
  const speaks = (language: Detection['language']) =>
    detections.some((detection) => detection.language === language) ||
    (language === 'spl' && objects.some(({ kind }) => kind === 'escu-baseline'));
  const { splunk, sentinel } = workspace.knowledge;
  const filters = objects.filter(({ kind }) => kind === 'sigma-filter').map((filter) => sources.get(filter.file)?.text);
  const functions = contentFunctions({ objects, sources }, root);
  const bindsKql = speaks('kql') || functions.length > 0;
  const base = [
    codeVersion('languages', 'validate', 'platforms', 'diagnostics', 'content', '../schemas'),
    speaks('spl') ? knowledgeFingerprint(splunk) : '',
    bindsKql ? knowledgeFingerprint(sentinel) : '',
    ...(bindsKql ? functions.map(({ text }) => text) : []),
    bindsKql ? workspace.config.workspaces.map(({ name, also }) => [name, ...also]) : '',
    ...filters,
  ];
  return new ResultCache(file, JSON.stringify(base));
}

/** What all findings rest on, of what may change while a process runs, beside what a query reaches. */
const sharedBy = ({ config }: Workspace, { objects, sources }: Content): string =>
  JSON.stringify([
    config.workspaces.map(({ name, also }) => [name, ...also]),
    ...objects.filter(({ kind }) => kind === 'sigma-filter').map(({ file }) => sources.get(file)?.text),
  ]);

/** The logs that tell the columns of custom tables which nothing declares. */
function customData(detection: Detection, { config }: Workspace, root: string): string {
  const { language, query, tests } = detection;
  if (language !== 'kql' || tests.length === 0) return '';
  const isCustom = (name: string | undefined) => name !== undefined && /_CL$/.test(name);
  const logs = tests.flatMap(({ attackData }) => attackData);
  const mayInfer =
    /_CL\b/.test(query?.text ?? '') || logs.some(({ source, sourcetype }) => isCustom(source) || isCustom(sourcetype));
  if (!mayInfer) return '';
  const options = { ...config.data, root, lock: loadDataLock(config.data.lock), ignorePins: true };
  return logs.map((reference) => resolveData(reference, options).sha256).join(' ');
}
