import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { KqlColumn, KqlFunction } from '../../languages/kql/environment.ts';
import { once } from '../../util/once.ts';
import { type Connector, parseConnector } from './connectors/connector.ts';
import { type KnowledgeFile, type Report, readKnowledge } from './knowledge-files.ts';
import { functionNamesIn, parseFunctionFile } from './parsers/function-file.ts';
import { TableText } from './tables/table-text.ts';
import { Tables } from './tables/tables.ts';
import { parseWatchlists, type Watchlist } from './watchlists/watchlist.ts';

/** What Sentinel content leans on: the tables, connectors, parsers and watchlists of a workspace. */
export interface SentinelKnowledge {
  /** The columns of a table, the standard ones among them. */
  table(name: string): readonly KqlColumn[] | undefined;
  tableNames(): Iterable<string>;
  function(name: string): KqlFunction | undefined;
  functionNames(): Iterable<string>;
  /** The fields of an ASIM schema (`NetworkSession`). */
  asimFields(schema: string): readonly KqlColumn[] | undefined;
  connectors(): readonly Connector[];
  watchlist(alias: string): Watchlist | undefined;
  watchlistAliases(): Iterable<string>;
  /** The same object as long as the tables stay loaded. */
  readonly schemas: object;
  /** Changes with any file. */
  readonly fingerprint: string;
}

const ASIM_FILE = 'asim.tables';

/** What the folders of knowledge hold: it stays as it is when functions of the content change. */
export interface SentinelRoots {
  readonly tables: () => Tables;
  readonly asim: () => readonly TableText[];
  readonly functionFiles: () => readonly KnowledgeFile[];
  readonly connectors: () => readonly Connector[];
  readonly watchlistFiles: () => readonly KnowledgeFile[];
  /** Changes with any file. */
  readonly fingerprint: () => string;
}

/**
 * Several roots, each a folder with `tables/`, `connectors/`, `parsers/` and `watchlists/`; where two roots define one
 * name, the first wins. Files are read and parsed when something asks for what they hold.
 */
export function readSentinelRoots(roots: readonly string[], report: Report): SentinelRoots {
  const read = (folder: string, ...endings: readonly string[]) =>
    once(() => roots.flatMap((root) => readKnowledge(join(root, folder), endings, report)));
  const tableTexts = read('tables', '.tables');
  const tableJson = read('tables', '.json');
  const functionFiles = read('parsers', '.yaml', '.yml');
  const connectorFiles = read('connectors', '.yaml', '.yml');
  const watchlistFiles = read('watchlists', '.csv', '.json');
  const isAsim = ({ file }: KnowledgeFile): boolean => file.endsWith(ASIM_FILE);
  const tables = once(
    () =>
      new Tables(
        tableTexts().filter((file) => !isAsim(file)),
        tableJson(),
        report,
      ),
  );
  const asim = once(() =>
    tableTexts()
      .filter(isAsim)
      .map(({ text }) => new TableText(text)),
  );
  const connectors = once(() => firstByName(connectorFiles().flatMap((file) => parseConnector(file, report) ?? [])));
  const fingerprint = once(() =>
    fingerprintOf([tableTexts, tableJson, functionFiles, connectorFiles, watchlistFiles].flatMap((files) => files())),
  );
  return { tables, asim, functionFiles, connectors, watchlistFiles, fingerprint };
}

function fingerprintOf(files: readonly KnowledgeFile[], first = ''): string {
  const hash = createHash('sha256').update(first);
  for (const { text } of files) hash.update(text).update('\0');
  return hash.digest('hex').slice(0, 32);
}

/** The knowledge of some roots; functions and watchlists that stand among the content come behind theirs. */
export function loadSentinelKnowledge(
  roots: readonly string[] | SentinelRoots,
  report: Report,
  ofContent: readonly KnowledgeFile[] = [],
): SentinelKnowledge {
  const { tables, asim, functionFiles, connectors, watchlistFiles, ...read } =
    'tables' in roots ? roots : readSentinelRoots(roots, report);
  const functions = once(
    () => new Functions([...functionFiles(), ...ofContent.filter(({ file }) => !isWatchlist(file))], report),
  );
  const watchlists = once(() => {
    const files = [...watchlistFiles(), ...ofContent.filter(({ file }) => isWatchlist(file))];
    const parsed = parseWatchlists(files, report);
    return new Map(parsed.toReversed().map((watchlist) => [watchlist.alias.toLowerCase(), watchlist]));
  });
  const fingerprint = once(() => fingerprintOf(ofContent, read.fingerprint()));
  return {
    table: (name) => tables().get(name),
    tableNames: () => tables().names(),
    function: (name) => functions().get(name),
    functionNames: () => functions().names(),
    asimFields: (schema) =>
      asim()
        .map((text) => text.columns(schema))
        .find((columns) => columns !== undefined),
    connectors,
    watchlist: (alias) => watchlists().get(alias.toLowerCase()),
    schemas: tables,
    watchlistAliases: () => [...watchlists().values()].map(({ alias }) => alias),
    get fingerprint() {
      return fingerprint();
    },
  };
}

const isWatchlist = (file: string): boolean => /\.(?:csv|json)$/i.test(file);

/** The functions of a workspace, by each of their names; a body is parsed when a query names it. */
class Functions {
  readonly #files = new Map<string, KnowledgeFile>();
  readonly #report: Report;
  /** What was complained about. */
  readonly #broken = new Set<string>();

  constructor(files: readonly KnowledgeFile[], report: Report) {
    this.#report = report;
    for (const file of files) {
      for (const name of functionNamesIn(file)) if (!this.#files.has(name)) this.#files.set(name, file);
    }
  }

  names(): Iterable<string> {
    return this.#files.keys();
  }

  get(name: string): KqlFunction | undefined {
    const file = this.#files.get(name);
    if (!file) return undefined;
    const parsed = parsedFiles.get(file) ?? new Map<string, KqlFunction>();
    parsedFiles.set(file, parsed);
    if (this.#broken.has(name)) return undefined;
    const found = parsed.get(name) ?? parseFunctionFile(file, name, this.#report);
    if (found) parsed.set(name, found);
    else this.#broken.add(name);
    return found;
  }
}

/** By file and name: a file that did not change gives the same function, whatever changed around it. */
const parsedFiles = new WeakMap<KnowledgeFile, Map<string, KqlFunction>>();

/** A connector of the same name in an earlier root replaces the later one. */
function firstByName(connectors: readonly Connector[]): readonly Connector[] {
  const names = new Set<string>();
  return connectors.filter(({ name }) => {
    const isNew = !names.has(name);
    names.add(name);
    return isNew;
  });
}
