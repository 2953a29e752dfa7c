import { createHash } from 'node:crypto';
import type { KqlEnvironment, KqlFunction } from '../languages/kql/environment.ts';
import { perText } from './per-text.ts';

/**
 * Tables by their columns, functions by their bodies, watchlists by theirs; undefined where tables are sought by a
 * pattern and nothing tells whether there are others.
 */
export function reachedByKql(text: string, environment: KqlEnvironment): string | undefined {
  const own = partOf(text, environment);
  const hash = createHash('sha256').update(own.said);
  let byPattern = own.byPattern;
  for (const name of own.functions) {
    const behind = behindFunction(name, environment);
    hash.update(behind.digest);
    byPattern ||= behind.byPattern;
  }
  if (byPattern && !environment.schemas) return undefined;
  if (byPattern && environment.schemas) hash.update(`all:${numberOf(environment.schemas)}`);
  return hash.digest('base64');
}

/** Stands for all names that a hint may offer for one that is not known. */
export function namesIn(environment: KqlEnvironment): string {
  const known = allNames.get(environment);
  if (known !== undefined) return known;
  const watchlists = [...(environment.watchlistAliases?.() ?? [])].sort();
  const names = JSON.stringify([
    [...environment.tableNames()].sort(),
    [...environment.functionNames()].sort(),
    watchlists,
  ]);
  const digest = createHash('sha256').update(names).digest('base64');
  allNames.set(environment, digest);
  return digest;
}

const allNames = new WeakMap<KqlEnvironment, string>();

/** `table(name)`, `search`, `find`, `union Device*` reach what they do not name. */
const REACHES_BY_PATTERN = /\btable\s*\(|\bsearch\b|\bfind\b|\bunion\b[^|;]*\*/;
const WATCHLIST = /_GetWatchlist\s*\(\s*h?@?(["'])(.*?)\1/g;

const wordsOf = perText((text) => text.match(/[A-Za-z_]\w*/g) ?? []);

/** A text by itself: what its tables and watchlists look like, and the functions that it names. */
interface Part {
  readonly said: string;
  readonly functions: readonly string[];
  readonly byPattern: boolean;
}

function partOf(text: string, environment: KqlEnvironment): Part {
  const said: string[] = [];
  const functions: string[] = [];
  for (const [, , alias = ''] of text.matchAll(WATCHLIST)) {
    said.push(JSON.stringify(environment.watchlist(alias) ?? null));
  }
  for (const word of wordsOf(text)) {
    const columns = environment.table(word);
    if (columns) said.push(word, columnDigest(columns));
    if (environment.function(word)) functions.push(word);
  }
  return { said: said.join('\0'), functions, byPattern: REACHES_BY_PATTERN.test(text) };
}

/** A function and all that it reaches, whoever names it. */
interface Behind {
  readonly digest: string;
  readonly byPattern: boolean;
}

const behindOf = new WeakMap<KqlEnvironment, Map<string, Behind>>();
const partsOf = new WeakMap<KqlEnvironment, Map<string, Part>>();

function behindFunction(first: string, environment: KqlEnvironment): Behind {
  const known = keptIn(behindOf, environment);
  const parts = keptIn(partsOf, environment);
  const found = known.get(first);
  if (found) return found;
  const hash = createHash('sha256');
  let byPattern = false;
  const seen = new Set([first]);
  for (const name of seen) {
    const defined = environment.function(name) as KqlFunction;
    const part = parts.get(name) ?? partOf(`${defined.parameters}\n${defined.body}`, environment);
    parts.set(name, part);
    hash.update(name).update(functionDigest(defined)).update(part.said);
    byPattern ||= part.byPattern;
    for (const further of part.functions) seen.add(further);
  }
  const made = { digest: hash.digest('base64'), byPattern };
  known.set(first, made);
  return made;
}

function keptIn<Kept>(all: WeakMap<KqlEnvironment, Map<string, Kept>>, environment: KqlEnvironment): Map<string, Kept> {
  const kept = all.get(environment) ?? new Map<string, Kept>();
  all.set(environment, kept);
  return kept;
}

const functionDigests = new WeakMap<KqlFunction, string>();

function functionDigest(defined: KqlFunction): string {
  const { parameters, body } = defined;
  const known = functionDigests.get(defined) ?? digestOf(JSON.stringify([parameters, body]));
  functionDigests.set(defined, known);
  return known;
}

const columnDigests = new WeakMap<object, string>();

function columnDigest(columns: object): string {
  const known = columnDigests.get(columns) ?? digestOf(JSON.stringify(columns));
  columnDigests.set(columns, known);
  return known;
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64');

const numbers = new WeakMap<object, number>();
let last = 0;

/** Tells objects apart for as long as the process runs. */
function numberOf(object: object): number {
  const known = numbers.get(object);
  if (known !== undefined) return known;
  last += 1;
  numbers.set(object, last);
  return last;
}
