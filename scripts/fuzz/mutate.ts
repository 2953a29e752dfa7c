import { pick } from './random.ts';

const PIECES = [
  '|',
  '"',
  "'",
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  '`',
  '\\',
  ',',
  '=',
  '!=',
  '*',
  '%',
  '$',
  ' ',
  '\n',
  '0',
  '-1',
  '1e999',
  '\u0000',
  '\ud800',
  'é',
  'NOT ',
  ' OR ',
  'null',
  '""',
];

const TOKEN = /"(?:[^"\\]|\\.)*"|[A-Za-z_][\w.]*|\d+(?:\.\d+)?|\s+|./gs;

/** A text changed in one to three places: tokens dropped, doubled, swapped, replaced by another text's, cut, or noise. */
export function mutate(text: string, corpus: readonly string[], random: () => number): string {
  let tokens: readonly string[] = text.match(TOKEN) ?? [];
  const changes = 1 + Math.floor(random() * random() * 3);
  for (let change = 0; change < changes; change += 1) {
    const at = Math.floor(random() * tokens.length);
    const kind = random();
    if (kind < 0.25) tokens = tokens.toSpliced(at, 1);
    else if (kind < 0.4) tokens = tokens.toSpliced(at, 0, tokens[at] ?? '');
    else if (kind < 0.55) {
      const other = Math.floor(random() * tokens.length);
      tokens = tokens.with(at, tokens[other] ?? '').with(other, tokens[at] ?? '');
    } else if (kind < 0.75) {
      const donor = pick(random, corpus).match(TOKEN) ?? [''];
      tokens = tokens.toSpliced(at, 1, pick(random, donor));
    } else if (kind < 0.9) {
      const stages = pick(random, corpus).split('|');
      tokens = tokens.toSpliced(tokens.length, 0, '|', pick(random, stages));
    } else if (kind < 0.96) tokens = tokens.toSpliced(at, 0, pick(random, PIECES));
    else tokens = tokens.slice(0, at);
    if (tokens.length === 0) return '';
  }
  return tokens.join('');
}
