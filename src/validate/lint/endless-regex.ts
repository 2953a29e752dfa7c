import { defineRule } from './rule.ts';
import { sigmaItems } from './shared-sigma-items.ts';

/** A repeated group that holds nothing but a repetition: every way to split the text between the two is tried. */
const NESTED = /\((?:\?:)?(?:\\.|\[(?:[^\]\\]|\\.)*\]|[^()\\[\]])[+*]\)[+*]/;

const SPL_PATTERN = /\b(?:rex|regex)\b[^|]*?"((?:[^"\\]|\\.)*)"/g;

/** Regular expressions of Sigma items and of the commands rex and regex. */
export default defineRule({
  name: 'endless-regex',
  kinds: ['sigma-rule', 'escu-detection'],
  why: 'On a long value that nearly matches, the search takes longer than the event is old; who writes the value decides.',
  fix: 'Let no repetition stand directly inside another, and let alternatives begin with different characters.',
  valid: [
    "title: A\nlogsource: {product: windows}\ndetection: {a: {b|re: '(\\w+\\.)+exe'}, condition: a}",
    'name: A\nsearch: index=a | rex field=b "(?<c>[a-z]+)"\ntype: TTP',
  ],
  invalid: [
    {
      content: "title: A\nlogsource: {product: windows}\ndetection:\n  a:\n    b|re: '^(a+)+$'\n  condition: a",
      at: '5:13',
    },
    { content: 'name: A\nsearch: index=a | regex b="x(?:[a-z]*)*y"\ntype: TTP', at: '2:29' },
  ],
  check({ document, query }, report) {
    const complain = (range: Parameters<typeof report>[0]) =>
      report(range, 'A repetition is repeated: the regular expression may not come to an end.', {
        hint: 'Take one of the two repetitions away.',
      });
    for (const { field, value, path } of sigmaItems(document.value)) {
      if (!field.split('|').slice(1).includes('re')) continue;
      const at = Array.isArray(value) ? value.map((_, index) => [...path, index]) : [path];
      for (const place of at) {
        const text = document.text(place);
        const match = text && NESTED.exec(text.text);
        if (text && match) complain(text.locate(match.index, match.index + match[0].length));
      }
    }
    for (const { index, 0: command, 1: pattern = '' } of query?.text.matchAll(SPL_PATTERN) ?? []) {
      const match = NESTED.exec(pattern);
      const start = index + command.length - 1 - pattern.length + (match?.index ?? 0);
      if (query && match) complain(query.locate(start, start + match[0].length));
    }
  },
});
