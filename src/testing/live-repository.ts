import { basename, join, relative, sep } from 'node:path';
import { CONFIG_FILE, contentFolders, ownKnowledgeFolders } from '../config/index.ts';
import { type Content, ContentCache, knowledgeAbove, loadContent } from '../content/index.ts';
import type { Detection } from '../content/model.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { RecentFindings } from '../validate/index.ts';
import { contentFunctions } from './content-functions.ts';
import { savedSearches } from './saved-searches.ts';
import { sigmaDocuments } from './sigma-documents.ts';
import { validateWorkspace } from './validate-workspace.ts';
import { Workspace } from './workspace.ts';

export interface LiveOptions {
  readonly cwd: string;
  readonly config?: string | undefined;
  readonly layout?: string | undefined;
  /** Absolute; default: the content folders of the configuration. */
  readonly paths?: readonly string[];
  /** A file among the paths that is no content is an error. Default: paths are given by a person. */
  readonly explicit?: boolean;
  readonly cache?: boolean | undefined;
}

/** A repository as it stands now. */
export interface LiveState {
  readonly workspace: Workspace;
  readonly content: Content;
  readonly findings: ReadonlyMap<Detection, readonly Diagnostic[]>;
  readonly diagnostics: readonly Diagnostic[];
}

/** What a changed file is to detections: knowledge that they lean on, one of them, or a log. */
export type ChangedFile = 'knowledge' | 'content' | 'data';

/** Folders that belong to the detections under the folder above them. */
const BESIDE_CONTENT = new Set(['macros', 'lookups', 'stories', 'data_sources']);
/** They are read with the content: what searches name stays loaded. */
const READ_WITH_CONTENT = new Set(['stories', 'data_sources']);

/**
 * A repository that is looked at again and again: files that did not change are not read again, knowledge stays loaded
 * until it changes. In: paths, and what editors have open. Out: the same findings as `validate` of the same texts.
 */
export class LiveRepository {
  readonly texts = new ContentCache();
  readonly #options: LiveOptions;
  readonly #recent = new RecentFindings();
  #opened: Workspace | undefined;
  /** Looked for once: it takes a walk over the folder. */
  #folders: readonly string[] | undefined;
  #rooted: { readonly key: string; readonly workspace: Workspace } | undefined;

  constructor(options: LiveOptions) {
    this.#options = options;
  }

  /** A file changed on disk: what it was. Knowledge and configuration are read anew when next asked for. */
  changed(path: string): ChangedFile {
    const { cwd } = this.#options;
    const { config, knowledge } = this.#rooted?.workspace ?? this.workspace;
    const isIn = (folders: readonly string[]) => folders.some((folder) => path.startsWith(folder + sep));
    const named = relative(cwd, path).split(sep);
    const isKnowledge =
      basename(path) === CONFIG_FILE ||
      isIn([...config.knowledge.splunk, ...knowledge.sentinel, ...config.knowledge.sigma]) ||
      named.some((folder) => BESIDE_CONTENT.has(folder));
    const isReadAnew = basename(path) !== CONFIG_FILE && named.some((folder) => READ_WITH_CONTENT.has(folder));
    if (isKnowledge && !isReadAnew) this.forgetKnowledge();
    // Nothing was recognised; now it may be.
    if (this.#folders === config.content) this.#folders = undefined;
    if (isKnowledge) return 'knowledge';
    return /\.ya?ml$/i.test(path) && !isIn(config.data.folders) ? 'content' : 'data';
  }

  /** Knowledge or configuration changed: they are read anew. */
  forgetKnowledge(): void {
    this.#opened = undefined;
    this.#folders = undefined;
    this.#rooted = undefined;
  }

  get workspace(): Workspace {
    const { cwd, config, cache } = this.#options;
    this.#opened ??= Workspace.open({
      cwd,
      lenient: true,
      ...(config !== undefined && { configFile: config }),
      ...(cache !== undefined && { cache }),
    });
    return this.#opened;
  }

  /** Where the content lies when no path was given. */
  get contentFolders(): readonly string[] {
    const { cwd, config } = this.#options;
    this.#folders ??= contentFolders(this.workspace.config, cwd, config);
    return this.#folders;
  }

  /** The content as it stands, and a workspace that sees it; nothing is validated. */
  load(): { readonly workspace: Workspace; readonly content: Content } {
    const { cwd, layout, paths, explicit = paths !== undefined } = this.#options;
    const { config } = this.workspace;
    const content = loadContent(paths ?? [...this.contentFolders, ...ownKnowledgeFolders(config)], {
      root: cwd,
      layout: layout === undefined || layout === 'auto' ? config.layout : layout,
      explicit,
      cache: this.texts,
    });
    const roots = knowledgeAbove(content.detections, cwd);
    const key = roots.join('\0');
    if (this.#rooted?.key !== key) this.#rooted = { key, workspace: this.workspace.withSplunkRoots(roots) };
    const workspace = this.#rooted.workspace
      .withSigma(sigmaDocuments(content, cwd))
      .withSavedSearches(savedSearches(content.detections))
      .withFunctions(contentFunctions(content, cwd));
    return { workspace, content };
  }

  /** As findings name it. */
  nameOf = (path: string): string => relative(this.#options.cwd, path).split(sep).join('/');

  /** Folders beside the content whose objects detections lean on. */
  knowledgeFolders({ workspace }: Pick<LiveState, 'workspace'>): readonly string[] {
    const beside = workspace.knowledge.splunk.filter((root) => !workspace.config.knowledge.splunk.includes(root));
    return beside.flatMap((root) => [...BESIDE_CONTENT].map((name) => join(root, name)));
  }

  async refresh(): Promise<LiveState> {
    const { workspace, content } = this.load();
    return { workspace, content, ...(await validateWorkspace(workspace, content, this.#options.cwd, this.#recent)) };
  }
}
