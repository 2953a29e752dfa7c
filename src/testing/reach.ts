import { createHash } from 'node:crypto';
import type { ContentObject, Detection } from '../content/model.ts';
import type { SplEnvironment } from '../languages/spl/environment.ts';
import type { ReachOf } from '../validate/index.ts';
import { knowledgeFingerprint } from './knowledge-fingerprint.ts';
import { namesIn, reachedByKql } from './kql-reach.ts';
import { perText } from './per-text.ts';
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
    if (query === undefined || query.language === 'sigma') return { key: '' };
    const { text } = query;
    if (query.language === 'spl') {
      const [environment, knowledge] = await Promise.all([workspace.splEnvironment(), workspace.splunkKnowledge()]);
      return { key: others() + remembered(knowledge, text, () => reachedBySpl(text, environment, knowledge)) };
    }
    const environment = await workspace.kqlEnvironment();
    const key = remembered(environment, text, () => reachedByKql(text, environment));
    return key === undefined ? undefined : { key, names: () => namesIn(environment) };
  };
}

const wordsOfSpl = perText((text) => text.match(/[A-Za-z_][\w.-]*/g) ?? []);
const macrosCalledBy = perText((text) => Array.from(text.matchAll(/`\s*([\w.:-]+)/g), ([, name = '']) => name));

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
  if (item.kind === 'sentinel-summary-rule') return { language: 'kql', text: text('query') ?? '' };
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
