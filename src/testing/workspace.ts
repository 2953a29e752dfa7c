import { join } from 'node:path';
import { type Config, loadConfig, refuseBrokenConfig } from '../config/index.ts';
import type { Detection } from '../content/model.ts';
import type { LogFile } from '../data/record.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { QueryProblem } from '../diagnostics/query-problem.ts';
import type { Lowering } from '../languages/front-end.ts';
import type { KqlEnvironment } from '../languages/kql/environment.ts';
import type { SigmaCollection } from '../languages/sigma/index.ts';
import type { SplEnvironment } from '../languages/spl/environment.ts';
import { QueryFailure } from '../plan/failure.ts';
import type { LoweredQuery, Plan } from '../plan/plan.ts';
import type { ConnectorPlans, LowerKql, SentinelKnowledge, SentinelRoots } from '../platforms/sentinel/index.ts';
import type { SplunkKnowledge } from '../platforms/splunk/index.ts';
import type { KnowledgeRoots, QueryJob, SharedSplunk } from './engine.ts';
import { type InlineTable, kqlTables } from './inline-tables.ts';
import { codeVersion } from './code-version.ts';
import { LoadedOnce } from './loaded-once.ts';
import { PlanCache } from './plan-cache.ts';
import { inTheirPlaces, logsOfPlaces } from './logs-of-places.ts';
import { logsOfTests } from './logs-of-tests.ts';
import type { TimeBounds } from './time-range.ts';

export { toolVersion } from './code-version.ts';

export interface WorkspaceOptions {
  readonly cwd: string;
  readonly configFile?: string;
  /** Goes on with defaults under a configuration that has errors: for who reports them among others. */
  readonly lenient?: boolean;
  /** False binds everything anew. */
  readonly cache?: boolean;
  /** Parsed Sigma documents: what correlations and filters refer to. */
  readonly sigma?: readonly unknown[];
  /** Searches of the repository's Splunk detections, by name: what `savedsearch` runs. */
  readonly savedSearches?: ReadonlyMap<string, string>;
  /** Files of the content that define functions and watchlists of a Sentinel workspace. */
  readonly functions?: readonly ContentFunction[];
  /** Tables given with the run. */
  readonly tables?: readonly InlineTable[];
  /** Folders of knowledge to look into before the configured ones: what stands beside scanned rules. */
  readonly splunkRoots?: readonly string[];
}

/** A file of the content that defines a function or a watchlist, as it was read. */
export interface ContentFunction {
  readonly file: string;
  readonly text: string;
}

/** A detection, or what else has a query; `tests` of its own, if any. */
type WithQuery = Pick<Detection, 'language' | 'document' | 'query'> & Partial<Pick<Detection, 'tests'>>;

export interface JobInput {
  readonly logs: readonly LogFile[];
  readonly now?: bigint;
  readonly range?: TimeBounds;
  /** Files that stand for addresses of `externaldata`, before the configured ones. */
  readonly external?: readonly (readonly [string, string])[];
}

/** A repository opened for work: its configuration, its knowledge, and queries lowered against them. */
export class Workspace {
  readonly config: Config;
  readonly diagnostics: Diagnostic[];
  readonly tables: readonly InlineTable[];
  readonly #options: WorkspaceOptions;
  /** Shared with workspaces that differ in what their searches and rules may name alone. */
  readonly #knowledge: LoadedKnowledge;
  readonly #cache: PlanCache;
  readonly #splunkRoots: readonly string[];
  readonly #report = (diagnostic: Diagnostic): void => {
    this.diagnostics.push(diagnostic);
  };
  #sigma: SigmaCollection | undefined;
  #spl: Promise<Spl> | undefined;

  private constructor(
    config: Config,
    diagnostics: readonly Diagnostic[],
    options: WorkspaceOptions,
    knowledge: LoadedKnowledge = {},
  ) {
    this.config = config;
    this.diagnostics = [...diagnostics];
    this.tables = options.tables ?? NO_TABLES;
    this.#options = options;
    this.#knowledge = knowledge;
    this.#splunkRoots = [...(options.splunkRoots ?? []), ...config.knowledge.splunk];
    const folder = options.cache === false ? undefined : join(config.root, '.firedrill', 'cache', 'plans');
    this.#cache = new PlanCache(folder, folder === undefined ? '' : codeVersion('languages'));
  }

  /** @throws UsageError under a configuration that has errors, unless `lenient` */
  static open(options: WorkspaceOptions): Workspace {
    const { config, diagnostics } = loadConfig({
      cwd: options.cwd,
      ...(options.configFile !== undefined && { file: options.configFile }),
    });
    if (!options.lenient) refuseBrokenConfig(diagnostics);
    return new Workspace(config, diagnostics, options);
  }

  /** The same workspace with other tables given; knowledge that is loaded stays loaded. */
  withTables(tables: readonly InlineTable[]): Workspace {
    return new Workspace(this.config, [], { ...this.#options, tables }, this.#knowledge);
  }

  /** The same workspace, in which correlations and filters see these Sigma documents. */
  withSigma(documents: readonly unknown[]): Workspace {
    return new Workspace(this.config, this.diagnostics, { ...this.#options, sigma: documents }, this.#knowledge);
  }

  /** The same workspace, in which searches may run these detections. */
  withSavedSearches(searches: ReadonlyMap<string, string>): Workspace {
    const options = { ...this.#options, savedSearches: searches };
    return new Workspace(this.config, this.diagnostics, options, this.#knowledge);
  }

  /** The same workspace, in which KQL may call the functions, and read the watchlists, of these files. */
  withFunctions(functions: readonly ContentFunction[]): Workspace {
    return new Workspace(this.config, this.diagnostics, { ...this.#options, functions }, this.#knowledge);
  }

  /** What is wrong with the body of a parser or function; places count in the body. */
  async lowerBody(mapping: Readonly<Record<string, unknown>>): Promise<readonly QueryProblem[]> {
    const [{ lowerBody }, { lower, environment }] = await Promise.all([
      import('../platforms/sentinel/index.ts'),
      this.#loadKql(),
    ]);
    return lowerBody(mapping, (text) =>
      this.#cache.lower('kql', text, environment.fingerprint, () => lower(text, environment)),
    );
  }

  /** The same workspace, which looks into these folders of Splunk knowledge first. */
  withSplunkRoots(roots: readonly string[]): Workspace {
    if (roots.length === 0) return this;
    return new Workspace(this.config, this.diagnostics, { ...this.#options, splunkRoots: roots });
  }

  /** A file among the caches of the repository; undefined when nothing may be kept. */
  cacheFile(name: string): string | undefined {
    return this.#options.cache === false ? undefined : join(this.config.root, '.firedrill', 'cache', name);
  }

  get knowledge(): KnowledgeRoots {
    const { sentinel, geoDatabase } = this.config.knowledge;
    const watchlists = (this.#options.functions ?? []).filter(({ file }) => !/\.ya?ml$/i.test(file));
    return {
      splunk: this.#splunkRoots,
      sentinel,
      ...(watchlists.length > 0 && { watchlists }),
      ...(geoDatabase !== undefined && { geoDatabase }),
    };
  }

  /** Splunk knowledge that searches were lowered with, for their runs. */
  get sharedSplunk(): SharedSplunk | undefined {
    return this.#knowledge.loadedSplunk;
  }

  async splEnvironment(): Promise<SplEnvironment> {
    return (await this.#loadSpl()).environment;
  }

  /** What searches lean on; the same object as long as it stays loaded. */
  async splunkKnowledge(): Promise<SplunkKnowledge> {
    return (await this.#loadSpl()).knowledge;
  }

  async kqlEnvironment(): Promise<KqlEnvironment> {
    return (await this.#loadKql()).environment;
  }

  /** Lowers a query text. Never throws for what the text says. `logs` tell the columns of undeclared custom tables. */
  async lowerText(language: 'spl' | 'kql', text: string, logs: readonly LogFile[] = []): Promise<Lowering> {
    return language === 'spl' ? this.#lowerSpl(text) : this.#lowerKql(text, () => logs);
  }

  /** Lowers a detection. The logs of its tests, or `logs`, tell the columns of undeclared custom tables. */
  async lower(detection: WithQuery, logs?: readonly LogFile[]): Promise<Lowering> {
    if (detection.language === 'sigma') {
      const { lowerSigma, sigmaCollection } = await import('../languages/sigma/index.ts');
      this.#sigma ??= sigmaCollection(this.#options.sigma ?? []);
      return lowerSigma(detection.document.value, { collection: this.#sigma });
    }
    const text = detection.query?.text ?? '';
    if (detection.language === 'spl') return this.#lowerSpl(text);
    return this.#lowerKql(text, () => logs ?? logsOfTests({ tests: [], ...detection }, this.#options.cwd, this.config));
  }

  /**
   * A run of a lowered query over logs, ready to be executed here or in a worker.
   *
   * @throws QueryFailure when a table that the query reads cannot be made.
   */
  async job(query: LoweredQuery, input: JobInput): Promise<QueryJob> {
    return {
      query,
      ...(query.language === 'kql' ? await this.#views(query.plan) : { views: new Map(), notes: [] }),
      logs:
        query.language === 'kql'
          ? [...inTheirPlaces(input.logs, this.config), ...logsOfPlaces(query.plan, this.config)]
          : input.logs,
      knowledge: this.knowledge,
      tables: this.tables,
      external: [...Object.entries(this.config.data.external), ...(input.external ?? [])],
      ...(input.now !== undefined && { now: input.now }),
      ...(input.range && { range: input.range }),
    };
  }

  /** The tables that connectors fill, and whether their rows only stand in for a sensor's. */
  async filledTables(): Promise<readonly { readonly table: string; readonly derived: boolean }[]> {
    const { knowledge } = await this.#loadKql();
    const tables = new Map<string, boolean>();
    for (const { table, derived } of knowledge.connectors()) {
      tables.set(table, derived && (tables.get(table) ?? true));
    }
    return [...tables].map(([table, derived]) => ({ table, derived }));
  }

  async #lowerSpl(text: string): Promise<Lowering> {
    const { lower, environment } = await this.#loadSpl();
    return lower(text, environment);
  }

  async #lowerKql(text: string, logs: () => readonly LogFile[]): Promise<Lowering> {
    const { lower, environmentFor } = await this.#loadKql();
    const environment = environmentFor(text, logs);
    return this.#cache.lower('kql', text, environment.fingerprint, () => lower(text, environment));
  }

  /** The plans behind the tables that a plan reads, and what a reader should know about them. */
  async #views(plan: Plan): Promise<Pick<QueryJob, 'views' | 'notes'>> {
    const { connectorPlans, lower } = await this.#loadKql();
    const { plans, derived, failures } = connectorPlans(plan, (text, environment) =>
      this.#cache.lower('kql', text, environment.fingerprint, () => lower(text, environment)),
    );
    const [failure] = failures;
    if (failure) {
      const { connector, name, message } = failure;
      throw new QueryFailure(name, `Rows of "${connector.table}" cannot be made: ${message} (${connector.name})`);
    }
    const notes = derived.map(({ table, name }) => `Rows of "${table}" were derived: ${name}.`);
    return { views: plans, notes: [...new Set(notes)] };
  }

  #loadSpl(): Promise<Spl> {
    this.#spl ??= (async (): Promise<Spl> => {
      const [{ lowerSpl }, splunk] = await Promise.all([
        import('../languages/spl/index.ts'),
        import('../platforms/splunk/index.ts'),
      ]);
      this.#knowledge.loadedSplunk ??= new LoadedOnce(splunk.loadSplunkKnowledge);
      this.#knowledge.splunk ??= this.#knowledge.loadedSplunk.of(this.#splunkRoots, this.#report);
      const knowledge = this.#knowledge.splunk;
      const extras = {
        tables: this.tables,
        ...(this.#options.savedSearches && { savedSearches: this.#options.savedSearches }),
      };
      return { knowledge, lower: lowerSpl, environment: splunk.splunkEnvironment(knowledge, extras) };
    })();
    return this.#spl;
  }

  #loadKql(): Promise<Kql> {
    // The environment that queries were bound in before: to bind in another costs as much as the first query.
    const functions = this.#options.functions ?? NO_FUNCTIONS;
    if (!areSame(this.#knowledge.functions ?? NO_FUNCTIONS, functions)) {
      delete this.#knowledge.sentinel;
      delete this.#knowledge.kql;
    }
    this.#knowledge.functions = functions;
    const known = this.#knowledge.kql;
    if (known?.tables === this.tables) return known.loaded;
    const loaded = (async (): Promise<Kql> => {
      const [{ lowerKql }, { readKqlCell }, sentinel, { openEventSource }] = await Promise.all([
        import('../languages/kql/index.ts'),
        import('../languages/kql/read-cell.ts'),
        import('../platforms/sentinel/index.ts'),
        import('../data/event-source.ts'),
      ]);
      this.#knowledge.sentinelRoots ??= new LoadedOnce(sentinel.readSentinelRoots);
      this.#knowledge.sentinel ??= sentinel.loadSentinelKnowledge(
        this.#knowledge.sentinelRoots.of(this.config.knowledge.sentinel, this.#report),
        this.#report,
        functions,
      );
      const knowledge = this.#knowledge.sentinel;
      const options = { inlineTables: kqlTables(this.tables, readKqlCell), places: this.config.workspaces };
      const environment = sentinel.sentinelEnvironment(knowledge, options);
      let last = environment;
      return {
        knowledge,
        lower: lowerKql,
        environment,
        environmentFor: (text, logs) => {
          const inferred = sentinel.inferTables(text, environment, () => openEventSource(logs()));
          if (inferred.size === 0) return environment;
          const made = sentinel.sentinelEnvironment(knowledge, { ...options, inferred });
          if (made.fingerprint !== last.fingerprint) last = made;
          return last;
        },
        connectorPlans: (plan, lower) =>
          sentinel.connectorPlans(knowledge, sentinel.tablesOf(plan), lower, sentinel.inferredOf(plan)),
      };
    })();
    this.#knowledge.kql = { tables: this.tables, loaded };
    return loaded;
  }
}

const NO_TABLES: readonly InlineTable[] = [];
const NO_FUNCTIONS: readonly ContentFunction[] = [];

/** Whether two lists hold the same files with the same texts. */
const areSame = (one: readonly ContentFunction[], other: readonly ContentFunction[]): boolean =>
  one === other ||
  (one.length === other.length &&
    one.every(({ file, text }, at) => file === other[at]?.file && text === other[at]?.text));

/** Read at most once, shared by workspaces that differ in their tables alone. */
interface LoadedKnowledge {
  /** The functions of the content that `sentinel` was loaded with. */
  functions?: readonly ContentFunction[];
  splunk?: SplunkKnowledge;
  loadedSplunk?: SharedSplunk;
  /** What stays of it when those functions change. */
  sentinelRoots?: LoadedOnce<SentinelRoots>;
  sentinel?: SentinelKnowledge;
  kql?: { readonly tables: readonly InlineTable[]; readonly loaded: Promise<Kql> };
}

interface Spl {
  readonly knowledge: SplunkKnowledge;
  readonly lower: (text: string, environment: SplEnvironment) => Lowering;
  readonly environment: SplEnvironment;
}

interface Kql {
  readonly knowledge: SentinelKnowledge;
  readonly lower: LowerKql;
  readonly environment: KqlEnvironment;
  /** With the custom tables that a text names and only the logs tell. */
  readonly environmentFor: (text: string, logs: () => readonly LogFile[]) => KqlEnvironment;
  readonly connectorPlans: (plan: Plan, lower: LowerKql) => ConnectorPlans;
}
