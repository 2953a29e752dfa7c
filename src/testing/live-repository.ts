import { type Content, ContentCache, knowledgeAbove, loadContent } from '../content/index.ts';
import type { Detection } from '../content/model.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
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
  readonly cache?: boolean | undefined;
}

/** A repository as it stands now. */
export interface LiveState {
  readonly workspace: Workspace;
  readonly content: Content;
  readonly findings: ReadonlyMap<Detection, readonly Diagnostic[]>;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * A repository that is looked at again and again: files that did not change are not read again, knowledge stays loaded
 * until it changes. In: paths, and what editors have open. Out: the same findings as `validate` of the same texts.
 */
export class LiveRepository {
  readonly texts = new ContentCache();
  readonly #options: LiveOptions;
  #opened: Workspace | undefined;
  #rooted: { readonly key: string; readonly workspace: Workspace } | undefined;

  constructor(options: LiveOptions) {
    this.#options = options;
  }

  /** Knowledge or configuration changed: they are read anew. */
  forgetKnowledge(): void {
    this.#opened = undefined;
    this.#rooted = undefined;
  }

  get workspace(): Workspace {
    const { cwd, config, cache } = this.#options;
    this.#opened ??= Workspace.open({
      cwd,
      ...(config !== undefined && { configFile: config }),
      ...(cache !== undefined && { cache }),
    });
    return this.#opened;
  }

  /** The content as it stands, and a workspace that sees it; nothing is validated. */
  load(): { readonly workspace: Workspace; readonly content: Content } {
    const { cwd, layout, paths } = this.#options;
    const { config } = this.workspace;
    const content = loadContent(paths ?? config.content, {
      root: cwd,
      layout: layout === undefined || layout === 'auto' ? config.layout : layout,
      explicit: paths !== undefined,
      cache: this.texts,
    });
    const roots = knowledgeAbove(content.detections, cwd);
    const key = roots.join('\0');
    if (this.#rooted?.key !== key) this.#rooted = { key, workspace: this.workspace.withSplunkRoots(roots) };
    const workspace = this.#rooted.workspace
      .withSigma(sigmaDocuments(content))
      .withSavedSearches(savedSearches(content.detections));
    return { workspace, content };
  }

  async refresh(): Promise<LiveState> {
    const { workspace, content } = this.load();
    return { workspace, content, ...(await validateWorkspace(workspace, content, this.#options.cwd)) };
  }
}
