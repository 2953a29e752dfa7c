import { all, any, compare, not } from '../../spl/printer/build.ts';
import type { SearchNode } from '../../spl/search/nodes.ts';
import { asText } from '../modifiers/text.ts';
import { anyAfter, anyBefore, type Pattern } from '../pattern.ts';
import type { Comparison, Predicate } from './predicate.ts';

/** Where a keyword is looked for: the event's text. */
const RAW = '_raw';

/**
 * The predicate as terms of a search: without regard to case, `*` as the only wildcard. Undefined for what takes more:
 * other wildcards, regular expressions, comparisons of numbers.
 */
export function searchOf(predicate: Predicate): SearchNode | undefined {
  switch (predicate.kind) {
    case 'not': {
      const inner = searchOf(predicate.part);
      return inner?.kind === 'not' ? inner.term : inner && not(inner);
    }
    case 'comparison':
      return comparisonOf(predicate);
    default: {
      const terms = predicate.parts.map(searchOf);
      const sound = terms.filter((term) => term !== undefined);
      if (sound.length < terms.length) return undefined;
      return predicate.kind === 'all' ? all(...sound) : any(...(sound as [SearchNode, ...SearchNode[]]));
    }
  }
}

function comparisonOf({ field, value }: Comparison): SearchNode | undefined {
  switch (value.kind) {
    case 'text':
    case 'bytes':
    case 'number':
    case 'boolean': {
      const { pattern, cased } = asText(value);
      if (cased) return undefined;
      const wanted = searchValue(field === '' ? anyAfter(anyBefore(pattern)) : pattern);
      if (wanted === undefined) return undefined;
      return wanted === '*' ? compare(field || RAW, '=', '*') : compare(field || RAW, '=', wanted);
    }
    case 'cidr':
      return value.network.includes(':') || field === '' ? undefined : compare(field, '=', value.network);
    case 'null':
      return not(compare(field, '=', '*'));
    case 'exists':
      return value.exists ? compare(field, '=', '*') : not(compare(field, '=', '*'));
    default:
      return undefined;
  }
}

/** Undefined where the text itself holds a `*`, which a search cannot look for, or `?` is a wildcard. */
function searchValue(pattern: Pattern): string | undefined {
  let text = '';
  for (const part of pattern) {
    if (typeof part === 'string') {
      if (part.includes('*')) return undefined;
      text += part;
    } else if (part.wildcard === 'any') text += '*';
    else return undefined;
  }
  return text;
}
