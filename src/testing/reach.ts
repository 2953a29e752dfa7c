import { createHash } from 'node:crypto';
import type { ContentObject, Detection } from '../content/model.ts';
import type { KqlEnvironment, KqlFunction } from '../languages/kql/environment.ts';
import type { SplEnvironment } from '../languages/spl/environment.ts';
import type { ReachOf } from '../validate/index.ts';
import { knowledgeFingerprint } from './knowledge-fingerprint.ts';
import type { Workspace } from './workspace.ts';

/** What searches reach by its name alone; the rest of the knowledge counts as a whole. */
const BY_NAME = ['macros', 'lookups', 'stories', 'data_sources'];

const MOST_ARGUMENTS = 9;

/** Tells, of the knowledge of a workspace, what a query names, and what that names in turn. */
export function reachIn(workspace: Workspace): ReachOf {
  let splunk: string | undefined;
  const others = (): string => (splunk ??= knowledgeFingerprint(workspace.knowledge.splunk, BY_NAME));
  return async (item) => {
    const query = queryOf(item);
    // What Sigma rules rest on beside their text, all of them rest on: the filters.
    if (query === undefined || query.language === 'sigma') return '';
    const { text } = query;
    if (query.language === 'spl') {
      const [environment, knowledge] = await Promise.all([workspace.splEnvironment(), workspace.splunkKnowledge()]);
      return others() + remembered(knowledge, text, () => reachedBySpl(text, environment, knowledge));
    }
    const environment = await workspace.kqlEnvironment();
    return remembered(environment, text, () => reachedByKql(text, environment));
  };
}

/** What a text names, each once: edits of knowledge ask the same texts for it again and again. */
function perText(find: (text: string) => readonly string[]): (text: string) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  return (text) => {
    const names = known.get(text) ?? [...new Set(find(text))];
    if (known.size >= MOST_TEXTS) known.clear();
    known.set(text, names);
    return names;
  };
}

const MOST_TEXTS = 10_000;
const wordsOfSpl = perText((text) => text.match(/[A-Za-z_][\w.-]*/g) ?? []);
const macrosCalledBy = perText((text) => Array.from(text.matchAll(/`\s*([\w.:-]+)/g), ([, name = '']) => name));
const wordsOfKql = perText((text) => text.match(/[A-Za-z_]\w*/g) ?? []);

const reachedIn = new WeakMap<object, Map<string, string | undefined>>();

/** What a text reaches in some knowledge: worked out once while that stays loaded. */
function remembered<Reached extends string | undefined>(knowledge: object, text: string, find: () => Reached): Reached {
  const known = reachedIn.get(knowledge) ?? new Map<string, string | undefined>();
  reachedIn.set(knowledge, known);
  if (!known.has(text)) known.set(text, find());
  return known.get(text) as Reached;
}

function queryOf(item: Detection | ContentObject): { readonly language: string; readonly text: string } | undefined {
  if ('language' in item) return { language: item.language, text: item.query?.text ?? '' };
  const text = (key: string): string | undefined => item.document.text([key])?.text;
  if (item.kind === 'escu-baseline') return { language: 'spl', text: text('search') ?? '' };
  if (item.kind === 'asim-parser') return { language: 'kql', text: text('ParserQuery') ?? text('FunctionQuery') ?? '' };
  return undefined;
}

/** What an environment defines, by name: the texts of macros and of lookups. */
interface Definitions {
  readonly texts: ReadonlyMap<string, { readonly said: string; readonly bodies: readonly string[] }>;
  readonly macros: string;
  readonly lookups: string;
}

const definitions = new WeakMap<object, Definitions>();

function definitionsOf(environment: SplEnvironment, knowledge: object): Definitions {
  const known = definitions.get(knowledge);
  if (known) return known;
  const texts = new Map<string, { said: string; bodies: readonly string[] }>();
  const lookups = [...environment.lookupNames()].sort();
  const macros = [...environment.macroNames()].sort();
  for (const name of lookups) texts.set(name, { said: JSON.stringify(environment.lookup(name)), bodies: [] });
  for (const name of macros) {
    const all = macrosOf(name, environment);
    const said = `${texts.get(name)?.said ?? ''}${JSON.stringify(all)}`;
    texts.set(name, { said, bodies: all.map(({ definition }) => definition) });
  }
  const made = { texts, macros: JSON.stringify(macros), lookups: JSON.stringify(lookups) };
  definitions.set(knowledge, made);
  return made;
}

/**
 * Macros and lookups by their definitions; all names too where one is not known and a hint may name another. Environments over
 * one `knowledge` define the same.
 */
export function reachedBySpl(text: string, environment: SplEnvironment, knowledge: object = environment): string {
  const { texts, macros, lookups } = definitionsOf(environment, knowledge);
  const hash = createHash('sha256');
  const seen = new Set<string>();
  let isWhole = true;
  let readsLookups = false;
  const visit = (part: string): void => {
    readsLookups ||= /lookup/i.test(part);
    for (const name of macrosCalledBy(part)) if (!texts.has(name) && !name.endsWith('_filter')) isWhole = false;
    for (const word of wordsOfSpl(part)) {
      const defined = texts.get(word);
      if (!defined || seen.has(word)) continue;
      seen.add(word);
      hash.update(defined.said);
      defined.bodies.forEach(visit);
    }
  };
  visit(text);
  if (!isWhole) hash.update(macros);
  if (readsLookups) hash.update(lookups);
  return hash.digest('base64');
}

const macrosOf = (name: string, environment: SplEnvironment) =>
  Array.from({ length: MOST_ARGUMENTS + 1 }, (_, count) => environment.macro(name, count)).filter(
    (macro) => macro !== undefined,
  );

const columnTexts = new WeakMap<object, string>();
const functionDigests = new WeakMap<KqlFunction, string>();

/** Tables by their columns, functions by their bodies, watchlists by theirs; undefined where a name is not a literal. */
export function reachedByKql(text: string, environment: KqlEnvironment): string | undefined {
  if (REACHES_BY_PATTERN.test(text)) return undefined;
  const hash = createHash('sha256');
  const seen = new Set<string>();
  const visit = (part: string): void => {
    for (const [, , alias = ''] of part.matchAll(/_GetWatchlist\s*\(\s*h?@?(["'])(.*?)\1/g)) {
      hash.update(JSON.stringify(environment.watchlist(alias) ?? null));
    }
    for (const word of wordsOfKql(part)) {
      if (seen.has(word)) continue;
      seen.add(word);
      const columns = environment.table(word);
      if (columns) hash.update(word).update(columnText(columns));
      const defined = environment.function(word);
      if (!defined) continue;
      hash.update(word).update(functionDigest(defined));
      visit(defined.body);
    }
  };
  visit(text);
  return hash.digest('base64');
}

/** `table(name)`, `search`, `find`, `union Device*` reach what they do not name. */
const REACHES_BY_PATTERN = /\btable\s*\(|\bsearch\b|\bfind\b|\bunion\b[^|;]*\*/;

function functionDigest(defined: KqlFunction): string {
  const { parameters, body } = defined;
  const text = () =>
    createHash('sha256')
      .update(JSON.stringify([parameters, body]))
      .digest('base64');
  const known = functionDigests.get(defined) ?? text();
  functionDigests.set(defined, known);
  return known;
}

function columnText(columns: object): string {
  const known = columnTexts.get(columns) ?? JSON.stringify(columns);
  columnTexts.set(columns, known);
  return known;
}
