import { type KqlEnvironment, SCHEMA_COLUMNS } from '../environment.ts';
import { bodyWithoutMissingLegs } from './fuzzy-legs.ts';
import { functionNamed } from './defender.ts';
import { asksEveryTable, learntIn } from './learnt.ts';
import { isElsewhere, otherPlacesIn, withPlaces } from './other-places.ts';
import { type Globals, type Kusto, type KustoSymbol, loadKusto } from './kusto.ts';

const WORD = /[A-Za-z_][A-Za-z0-9_]*/g;
const WATCHLIST_CALL = /_GetWatchlist\s*\(\s*(?:h?@?)(["'])(.*?)\1/g;
const WILDCARD = /[A-Za-z_][A-Za-z0-9_]*\*/;

/** By columns, then by name: a table may have a second one. */
const tableSymbols = new WeakMap<object, Map<string, KustoSymbol>>();

/**
 * Kusto's picture of the workspace, as far as a text can reach: the tables and functions that it names, and those that
 * the bodies of these functions name. 2,000 tables would cost a third of a second; a query names a few.
 */
export function globalsFor(text: string, environment: KqlEnvironment): Globals {
  const kusto = loadKusto();
  const members = new Map<string, KustoSymbol>();
  const queue = [text];
  const seen = new Set<string>();
  const texts: string[] = [];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    texts.push(next);
    for (const [name] of next.matchAll(WORD)) {
      if (seen.has(name)) continue;
      seen.add(name);
      const body = addMember(kusto, name, environment, members);
      if (body !== undefined) queue.push(body);
    }
    if (WILDCARD.test(next)) addMatching(kusto, next, environment, members);
  }
  const [, ...bodies] = texts;
  const watchlistColumns = watchlistColumnsIn(text, environment);
  const isOpen = namesOtherWatchlists(texts.join('\n'), environment);
  const needsPlugin = text.includes('schema_merge');
  const elsewhere = otherPlacesIn(texts.join('\n'));
  const picture = [needsPlugin, [...members.keys()].sort(), watchlistColumns, isOpen, elsewhere];
  return pictures(environment).get(JSON.stringify(picture), () => {
    const base = needsPlugin ? withSchemaMerge(kusto) : kusto.GlobalState.Default;
    const tables = [...members.values()];
    const watchlist = watchlistFunction(kusto, watchlistColumns, isOpen);
    const globals = withPlaces(kusto, base, elsewhere, tables, [...tables, watchlist]);
    const isAlone = isElsewhere(elsewhere) || bodies.some(asksEveryTable);
    if (!isAlone) learntIn(environment).share(JSON.stringify([needsPlugin, watchlistColumns, isOpen]), globals);
    return globals;
  });
}

/** So many pictures of a workspace are kept; each holds what the binder has learnt with it. */
const MOST_PICTURES = 16;

/** The pictures of one workspace that were asked for last: queries over the same names share one and bind twice as fast. */
class Pictures {
  readonly #kept = new Map<string, Globals>();

  get(key: string, make: () => Globals): Globals {
    const globals = this.#kept.get(key) ?? make();
    this.#kept.delete(key);
    this.#kept.set(key, globals);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST_PICTURES && oldest !== undefined) this.#kept.delete(oldest);
    return globals;
  }
}

const picturesOf = new WeakMap<KqlEnvironment, Pictures>();

function pictures(environment: KqlEnvironment): Pictures {
  const known = picturesOf.get(environment) ?? new Pictures();
  picturesOf.set(environment, known);
  return known;
}

let withPlugin: Globals | undefined;

/** A documented plugin that the parser of this version does not know. */
function withSchemaMerge(kusto: Kusto): Globals {
  if (withPlugin) return withPlugin;
  const { FunctionSymbol, TableSymbol, Parameter } = kusto.Symbols;
  const columns = SCHEMA_COLUMNS.map(({ name, type }) => columnSymbol(kusto, name, type));
  const parameters = kusto.list(Parameter.ParseList('(PreserveOrder:bool=true)'));
  const symbol = new FunctionSymbol.$ctor5('schema_merge', new TableSymbol.ctor(columns), parameters);
  const { Default: globals } = kusto.GlobalState;
  withPlugin = globals.WithPlugIns([...kusto.list<KustoSymbol>(globals.PlugIns), symbol]);
  return withPlugin;
}

/** Adds the table or function of that name; gives a function's body, whose names count too. */
function addMember(
  kusto: Kusto,
  name: string,
  environment: KqlEnvironment,
  members: Map<string, KustoSymbol>,
): string | undefined {
  const found = functionNamed(name, environment);
  if (found) {
    const { FunctionSymbol } = kusto.Symbols;
    const make = () => {
      const body = bodyWithoutMissingLegs(found, environment);
      return new FunctionSymbol.$ctor16(name, found.parameters, `{${body}\n}`, null);
    };
    members.set(name, learntIn(environment).functionSymbol(found, make));
    return `${found.parameters}\n${found.body}`;
  }
  const symbol = tableSymbol(kusto, name, environment);
  if (symbol) members.set(name, symbol);
  return undefined;
}

/** `union Device*` names every table that begins so. */
function addMatching(kusto: Kusto, text: string, environment: KqlEnvironment, members: Map<string, KustoSymbol>): void {
  if (!/\b(?:union|find|search)\b/.test(text)) return;
  const prefixes = Array.from(text.matchAll(/([A-Za-z_][A-Za-z0-9_]*)\*/g), (match) => match[1] as string);
  for (const name of environment.tableNames()) {
    if (members.has(name) || !prefixes.some((prefix) => name.startsWith(prefix))) continue;
    const symbol = tableSymbol(kusto, name, environment);
    if (symbol) members.set(name, symbol);
  }
}

function tableSymbol(kusto: Kusto, name: string, environment: KqlEnvironment): KustoSymbol | undefined {
  const columns = environment.table(name);
  if (!columns) return undefined;
  const byName = tableSymbols.get(columns) ?? new Map<string, KustoSymbol>();
  tableSymbols.set(columns, byName);
  const known = byName.get(name);
  if (known) return known;
  const { TableSymbol } = kusto.Symbols;
  const symbol = new TableSymbol.$ctor4(
    name,
    columns.map((column) => columnSymbol(kusto, column.name, column.type)),
  );
  byName.set(name, symbol);
  return symbol;
}

function columnSymbol(kusto: Kusto, name: string, type: string): KustoSymbol {
  const { ColumnSymbol, ScalarTypes } = kusto.Symbols;
  return new ColumnSymbol(name, ScalarTypes.GetSymbol(type), null, null, null, null);
}

/** Whether some call of `_GetWatchlist` means a list that is not known: then any column may be there. */
function namesOtherWatchlists(text: string, environment: KqlEnvironment): boolean {
  const calls = text.match(/_GetWatchlist\s*\(/g)?.length ?? 0;
  const known = Array.from(text.matchAll(WATCHLIST_CALL)).filter(([, , alias = '']) => environment.watchlist(alias));
  return known.length < calls;
}

/** Every item of a watchlist has these beside the columns of its file. */
const ITEM_COLUMNS = ['_DTItemId', 'LastUpdatedTimeUTC'];

/** Of `_GetWatchlist` the text's known watchlists tell columns beside SearchKey; others are open. */
function watchlistColumnsIn(text: string, environment: KqlEnvironment): readonly string[] {
  const names = new Set(['SearchKey']);
  for (const match of text.matchAll(WATCHLIST_CALL)) {
    for (const column of environment.watchlist(match[2] as string) ?? []) names.add(column);
  }
  return [...names];
}

function watchlistFunction(kusto: Kusto, names: readonly string[], isOpen: boolean): KustoSymbol {
  const { FunctionSymbol, TableSymbol, Parameter } = kusto.Symbols;
  const all = isOpen ? names : [...new Set([...names, ...ITEM_COLUMNS])];
  const columns = all.map((name) => columnSymbol(kusto, name, 'string'));
  const parameters = kusto.list(Parameter.ParseList('(watchlistAlias:string, keys:dynamic=dynamic([]))'));
  return new FunctionSymbol.$ctor5('_GetWatchlist', new TableSymbol.ctor(columns).WithIsOpen(isOpen), parameters);
}
