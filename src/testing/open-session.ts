import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { contentFolders } from '../config/index.ts';
import { type Content, knowledgeAbove, type Layout, loadContent } from '../content/index.ts';
import type { Detection, TestDefinition } from '../content/model.ts';
import { changedPins } from '../data/lock.ts';
import { loadDataLock, type ResolveOptions } from '../data/resolve.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { suggest } from '../diagnostics/suggest.ts';
import { UsageError } from '../util/usage-error.ts';
import { changedFiles, lockAt, reached } from './changed.ts';
import { Producers } from './producers.ts';
import type { TestResult } from './result.ts';
import { TestSession } from './test-session.ts';
import { contentFunctions } from './content-functions.ts';
import { savedSearches } from './saved-searches.ts';
import { sigmaDocuments } from './sigma-documents.ts';
import { surroundings } from './surroundings.ts';
import { validateWorkspace } from './validate-workspace.ts';
import { Workspace } from './workspace.ts';

export interface OpenSessionOptions {
  /** Default: the working folder of the process. */
  readonly cwd?: string;
  /** Paths, names or ids; default: the content folders of the configuration. */
  readonly what?: readonly string[];
  readonly config?: string;
  readonly layout?: string;
  /** ATT&CK techniques; a technique stands for its sub-techniques too. */
  readonly tag?: readonly string[];
  readonly cache?: boolean;
  readonly workers?: number;
  /** Only detections that differ from this revision, or lean on what does. */
  readonly changed?: string;
}

/** Content that is loaded, validated and ready to be replayed. */
export interface Session {
  readonly workspace: Workspace;
  readonly content: Content;
  readonly detections: readonly Detection[];
  readonly tests: readonly { readonly detection: Detection; readonly test: TestDefinition }[];
  /** What validation found about the detections, and about files that are none. */
  readonly findings: ReadonlyMap<Detection, readonly Diagnostic[]>;
  readonly diagnostics: readonly Diagnostic[];
  readonly data: ResolveOptions;
  readonly producers: Producers;
  run(detection: Detection, test: TestDefinition): Promise<TestResult>;
  close(): Promise<void>;
}

/** Opens a repository: finds the detections that were asked for and validates them. */
export async function openSession(options: OpenSessionOptions = {}): Promise<Session> {
  const cwd = options.cwd ?? process.cwd();
  const opened = Workspace.open({
    cwd,
    ...(options.config !== undefined && { configFile: options.config }),
    ...(options.cache !== undefined && { cache: options.cache }),
  });
  const { content, detections: selected } = selectDetections(options, opened, cwd);
  const workspace = opened
    .withSplunkRoots(knowledgeAbove(selected, cwd))
    .withSigma(sigmaDocuments(content, cwd))
    .withSavedSearches(savedSearches(content.detections))
    .withFunctions(contentFunctions(content, cwd));
  const { findings, diagnostics } = await validateWorkspace(workspace, content, cwd);
  const { folders, cache, lock, allowedHosts } = workspace.config.data;
  const data: ResolveOptions = { root: cwd, folders, cache, allowedHosts, lock: loadDataLock(lock) };
  const detections =
    options.changed === undefined
      ? selected
      : reached(selected, {
          root: cwd,
          files: changedFiles(options.changed, cwd),
          data,
          pins: changedPins(lockAt(options.changed, cwd, lock), data.lock),
          knowledge: workspace.knowledge,
        });
  const producers = new Producers(workspace, data, () =>
    surroundings(content, {
      cwd,
      configured: contentFolders(workspace.config, cwd, options.config),
      layout: layoutOf(options, workspace),
    }),
  );
  let session: TestSession | undefined;
  return {
    workspace,
    content,
    detections,
    tests: detections.flatMap((detection) => detection.tests.map((test) => ({ detection, test }))),
    findings,
    diagnostics,
    data,
    producers,
    run: (detection, test) => {
      session ??= new TestSession({
        workspace,
        findings,
        data,
        producers,
        workers: options.workers ?? availableParallelism(),
      });
      return session.run(detection, test);
    },
    close: async () => session?.close(),
  };
}

/** The detections that paths, names and ids stand for; those of the configuration when none is given. */
export function selectDetections(
  options: Pick<OpenSessionOptions, 'what' | 'layout' | 'tag' | 'config'>,
  workspace: Pick<Workspace, 'config'>,
  cwd: string,
): { readonly content: Content; readonly detections: readonly Detection[] } {
  const what = options.what ?? [];
  const paths = what.filter((item) => existsSync(resolve(cwd, item)));
  const names = what.filter((item) => !paths.includes(item));
  const missing = names.find((name) => /[\\/]|\.ya?ml$/i.test(name));
  if (missing !== undefined) throw new UsageError(`There is no file or folder "${missing}".`);
  const given = paths.map((path) => resolve(cwd, path));
  const content = loadContent(given.length > 0 ? given : contentFolders(workspace.config, cwd, options.config), {
    root: cwd,
    layout: layoutOf(options, workspace),
    explicit: paths.length > 0,
  });
  const chosen = names.length === 0 ? content.detections : names.flatMap((name) => named(name, content.detections));
  return { content, detections: chosen.filter((detection) => hasTag(detection, options.tag ?? [])) };
}

const layoutOf = (options: Pick<OpenSessionOptions, 'layout'>, { config }: Pick<Workspace, 'config'>): Layout =>
  (options.layout ?? config.layout) as Layout;

function named(name: string, detections: readonly Detection[]): readonly Detection[] {
  const wanted = name.toLowerCase();
  const found = detections.filter(
    (detection) => detection.id.toLowerCase() === wanted || detection.name.toLowerCase() === wanted,
  );
  if (found.length > 0) return found;
  const close = suggest(
    name,
    detections.flatMap((detection) => [detection.name, detection.id]),
  );
  const hint = close === undefined ? '' : ` Did you mean "${close}"?`;
  throw new UsageError(`No detection has the name or id "${name}".${hint}`);
}

/** Whether a detection is about one of the techniques, or a sub-technique of one; of none every one. */
export const hasTag = ({ techniques }: Detection, tags: readonly string[]): boolean =>
  tags.length === 0 ||
  tags.some((tag) =>
    techniques.some((technique) => technique === tag.toUpperCase() || technique.startsWith(`${tag.toUpperCase()}.`)),
  );
