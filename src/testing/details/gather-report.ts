import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { contentFolders } from '../../config/index.ts';
import { type Content, knowledgeAbove, type Layout, loadContent } from '../../content/index.ts';
import { loadDataLock, type ResolveOptions } from '../../data/resolve.ts';
import { Producers } from '../producers.ts';
import type { TestReport } from '../result.ts';
import { sigmaDocuments } from '../sigma-documents.ts';
import { surroundings } from '../surroundings.ts';
import { toolVersion, Workspace } from '../workspace.ts';
import { type Gathered, gatherDetails } from './gather.ts';
import { explainLosses } from './losses.ts';

export interface GatherReportOptions {
  readonly cwd: string;
  readonly config?: string;
  readonly layout?: string;
  readonly title?: string;
  /** Runs tests that found nothing once more, to say where the rows went. */
  readonly explain?: boolean;
}

/** Opens the repository that a report is about, as far as it is here, and gathers what stands behind the results. */
export async function gatherReport(report: TestReport, options: GatherReportOptions): Promise<Gathered> {
  const { cwd } = options;
  const { workspace: opened, content } = openRepository(report, options);
  const workspace = opened
    .withSplunkRoots(knowledgeAbove(content.detections, cwd))
    .withSigma(sigmaDocuments(content, cwd));
  const has = (language: string): boolean => content.detections.some((detection) => detection.language === language);
  const { folders, cache, lock, allowedHosts } = workspace.config.data;
  const data: ResolveOptions = { root: cwd, folders, cache, allowedHosts, lock: loadDataLock(lock) };
  const producers = new Producers(workspace, data, () =>
    surroundings(content, {
      cwd,
      configured: contentFolders(workspace.config, cwd, options.config),
      layout: layoutOf(options, workspace),
    }),
  );
  const losses = options.explain
    ? await explainLosses(report, content.detections, { workspace, data, producers })
    : new Map<string, never>();
  return gatherDetails({
    report,
    detections: content.detections,
    sources: content.sources,
    root: cwd,
    title: options.title ?? 'Detection report',
    version: toolVersion(),
    losses,
    ...(has('spl') && { spl: await workspace.splEnvironment() }),
    ...(has('kql') && { kql: await workspace.kqlEnvironment() }),
  });
}

/** The repository's configuration and content, with the files that the report is about. */
export function openRepository(
  report: TestReport,
  { cwd, config, layout }: Pick<GatherReportOptions, 'cwd' | 'config' | 'layout'>,
): { readonly workspace: Workspace; readonly content: Content } {
  const workspace = Workspace.open({ cwd, ...(config !== undefined && { configFile: config }) });
  return {
    workspace,
    content: contentOf(report, contentFolders(workspace.config, cwd, config), cwd, layoutOf({ layout }, workspace)),
  };
}

const layoutOf = ({ layout }: { readonly layout?: string | undefined }, { config }: Workspace): Layout =>
  (layout ?? config.layout) as Layout;

/** The repository's content, and the files of the report that lie elsewhere; each file once. */
function contentOf(report: TestReport, folders: readonly string[], cwd: string, layout: Layout): Content {
  const configured = loadContent(
    folders.filter((path) => existsSync(path)),
    { root: cwd, layout },
  );
  const known = new Set(configured.detections.map(({ file }) => file));
  const elsewhere = [...new Set(report.tests.map(({ detection }) => detection.file))]
    .filter((file) => !known.has(file))
    .map((file) => resolve(cwd, file))
    .filter((path) => existsSync(path));
  if (elsewhere.length === 0) return configured;
  const named = loadContent(elsewhere, { root: cwd, layout, explicit: true });
  const wanted = new Set(report.tests.map(({ detection }) => detection.file));
  return {
    ...configured,
    detections: [...configured.detections, ...named.detections.filter(({ file }) => wanted.has(file))],
    objects: [...configured.objects, ...named.objects],
    sources: new Map([...configured.sources, ...named.sources]),
  };
}
