import { type GeneratingPlace, generatingPlaces } from '../../languages/spl/index.ts';
import { LiveQueryError } from '../engine.ts';

/** Where staged events lie: by the index that the job names, the index that holds them; and whose host they bear. */
export interface Bounds {
  readonly indexes: ReadonlyMap<string, string>;
  readonly host?: string;
}

/** Commands that bring in no events. */
const HARMLESS = new Set([
  'makeresults',
  'gentimes',
  'inputlookup',
  'inputcsv',
  'noop',
  'multisearch',
  'union',
  'append',
]);

/**
 * A search that sees the events of these indexes and no others: every place where rows come in is given a filter, and
 * indexes are called by the names that hold the events.
 *
 * @param text with its macros expanded.
 * @throws LiveQueryError for a command that cannot be held to them.
 */
export function boundSearch(text: string, bounds: Bounds): string {
  const filter = filterOf(bounds);
  const edits: Edit[] = [...renamedIndexes(text, bounds.indexes)];
  const insert = (at: number, words: string): void => {
    edits.push({ start: at, end: at, text: words });
  };
  for (const place of generatingPlaces(text)) {
    const { command } = place;
    if (command === 'search' || command === 'metasearch') boundTerms(text, place.arguments, place.end, filter, insert);
    else if (command === 'tstats') boundTstats(text, place, filter, insert);
    else if (command === 'datamodel' || (command === 'from' && /^\s*datamodel\b/i.test(text.slice(place.arguments)))) {
      insert(endOfText(text, place), ` | search ${filter} `);
    } else if (command === 'from' && /^\s*(input)?lookup\b/i.test(text.slice(place.arguments))) continue;
    else if (!HARMLESS.has(command)) {
      throw new LiveQueryError(`Events that "${command}" reads cannot be told from others, so it is not run.`);
    }
  }
  edits.sort((left, right) => left.start - right.start || left.end - right.end);
  let bounded = '';
  let from = 0;
  for (const { start, end, text: words } of edits) {
    bounded += text.slice(from, start) + words;
    from = end;
  }
  return (bounded + text.slice(from)).trim();
}

/** Cells with the names that the job knows. */
export function withOwnNames(text: string, { indexes }: Bounds): string {
  let named = text;
  for (const [own, held] of indexes) named = named.replaceAll(held, own);
  return named;
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function filterOf({ indexes, host }: Bounds): string {
  const named = [...new Set(indexes.values())].map((name) => `index=${name}`);
  const among = named.length === 1 ? String(named[0]) : `(${named.join(' OR ')})`;
  return host === undefined ? among : `${among} host="${host}"`;
}

/** The filter, and the terms in parentheses, so that an OR among them changes nothing. */
function boundTerms(
  text: string,
  start: number,
  end: number,
  filter: string,
  insert: (at: number, words: string) => void,
): void {
  const isBare = /^[\s*]*$/.test(text.slice(start, end));
  insert(start, isBare ? ` ${filter} ` : ` ${filter} (`);
  if (!isBare) insert(endOfText(text, { start, end }), ')');
}

/** Behind `where`, or before `by`, or at the end. */
function boundTstats(
  text: string,
  place: GeneratingPlace,
  filter: string,
  insert: (at: number, words: string) => void,
): void {
  const words = new Map<string, number>();
  let depth = 0;
  for (const { at, token } of tokensOf(text, place.arguments, place.end)) {
    if (token === '(') depth += 1;
    else if (token === ')') depth -= 1;
    else if (depth === 0 && /^(where|by|groupby)$/i.test(token)) {
      const word = token.toLowerCase() === 'where' ? 'where' : 'by';
      if (!words.has(word)) words.set(word, at);
    }
  }
  const where = words.get('where');
  if (where !== undefined) boundTerms(text, where + 'where'.length, words.get('by') ?? place.end, filter, insert);
  else insert(words.get('by') ?? endOfText(text, place), ` where ${filter} `);
}

const endOfText = (text: string, { start, end }: Pick<GeneratingPlace, 'start' | 'end'>): number =>
  start + text.slice(start, end).trimEnd().length;

/** `index=name`, `index!="name"`, `index IN (name, …)`: names that are held elsewhere get their other name. */
function* renamedIndexes(text: string, indexes: ReadonlyMap<string, string>): Iterable<Edit> {
  const comparison = /(?<![\w.:{}-])index\s*(?:!=|==|=|::)\s*("?)([\w*-]+)\1/giy;
  const list = /(?<![\w.:{}-])index\s+(?:NOT\s+)?IN\s*\(([^)]*)\)/giy;
  const named = (name: string): string | undefined => indexes.get(name.toLowerCase());
  for (let at = 0; at < text.length;) {
    comparison.lastIndex = at;
    list.lastIndex = at;
    const one = comparison.exec(text);
    const several = list.exec(text);
    if (one) {
      const held = named(one[2] as string);
      const start = at + one[0].length - (one[2] as string).length - (one[1] as string).length;
      if (held !== undefined) yield { start, end: start + (one[2] as string).length, text: held };
      at += one[0].length;
    } else if (several) {
      const inner = several[1] as string;
      const start = at + several[0].length - 1 - inner.length;
      const replaced = inner.replace(/[\w-]+/g, (name) => named(name) ?? name);
      if (replaced !== inner) yield { start, end: start + inner.length, text: replaced };
      at += several[0].length;
    } else at = text[at] === '"' ? endOfQuoted(text, at) : at + 1;
  }
}

/** Words and parentheses outside quotes. */
function* tokensOf(
  text: string,
  start: number,
  end: number,
): Iterable<{ readonly at: number; readonly token: string }> {
  for (let at = start; at < end;) {
    if (text[at] === '"') {
      at = endOfQuoted(text, at);
      continue;
    }
    const token = /^(?:[()]|[^\s()",]+)/.exec(text.slice(at, end))?.[0];
    if (token !== undefined) yield { at, token };
    at += token?.length ?? 1;
  }
}

function endOfQuoted(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
}
