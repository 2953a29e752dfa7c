import { QueryFailure } from '../../../plan/failure.ts';
import { compilePcre, replaceMatches } from '../regex/index.ts';

/** `s/regex/replacement/flags` (flags: g, or the number of the match) and `y/from/to/`, several in a row. */
export function sedEdits(expression: string): readonly ((text: string) => string)[] {
  const edits: ((text: string) => string)[] = [];
  let rest = expression.trim();
  while (rest !== '') {
    const match = /^([sy])([^\w\s\\])((?:\\.|(?!\2).)*)\2((?:\\.|(?!\2).)*)\2(g|[1-9]\d*|)(?![\w])\s*;?\s*/s.exec(rest);
    if (!match) throw new QueryFailure('invalid-argument', `"${expression}" is no sed expression.`);
    const [whole, kind, delimiter = '/', from = '', to = '', flags = ''] = match;
    const plain = (text: string) => text.replaceAll(`\\${delimiter}`, delimiter);
    edits.push(kind === 'y' ? transliteration(plain(from), plain(to)) : substitution(plain(from), plain(to), flags));
    rest = rest.slice(whole.length);
  }
  return edits;
}

function transliteration(from: string, to: string): (text: string) => string {
  const target = [...to];
  const map = new Map([...from].map((character, at) => [character, target[at] ?? character]));
  return (text) => [...text].map((character) => map.get(character) ?? character).join('');
}

function substitution(pattern: string, replacement: string, flags: string): (text: string) => string {
  const regex = compilePcre(pattern);
  if (flags === 'g') return (text) => replaceMatches(regex, text, replacement);
  const nth = flags === '' ? 1 : Number(flags);
  return (text) => {
    let from = 0;
    for (let count = 1; ; count += 1) {
      const match = regex.exec(text, from);
      if (!match) return text;
      if (count === nth) {
        const filled = replacement.replace(/\\(\d)/g, (_all, group: string) =>
          group === '0' ? text.slice(match.index, match.end) : (match.groups[Number(group) - 1] ?? ''),
        );
        return text.slice(0, match.index) + filled + text.slice(match.end);
      }
      from = match.end > match.index ? match.end : match.end + 1;
      if (from > text.length) return text;
    }
  };
}
