import type { LoweredQuery } from '../../plan/plan.ts';
import { endlessRepetition } from '../endless-repetition.ts';
import { callsOf, expressionsOf, plansOf } from '../expressions.ts';
import { defineRule } from './rule.ts';
import { ESCU, SIGMA } from './shared-kinds.ts';
import { sigmaItems } from './shared-sigma-items.ts';

const search = (text: string): string => `name: A\nsearch: '${text}'\ntype: TTP`;
const sigma = (pattern: string): string =>
  `title: A\nlogsource: {product: windows}\ndetection:\n  a:\n    b|re: '${pattern}'\n  condition: a`;

/** Regular expressions of Sigma items, and of the commands and functions of SPL; Kusto's do not backtrack. */
export default defineRule({
  name: 'endless-regex',
  kinds: [...SIGMA, ...ESCU],
  readsQuery: true,
  why: 'On a long value that nearly matches, the search takes longer than the event is old; who writes the value decides.',
  fix: 'Let no repetition stand directly inside another, and let alternatives begin with different characters.',
  valid: [
    sigma('(\\w+\\.)+exe'),
    sigma('^(\\w+\\s)*$'),
    sigma('(a+)+'),
    sigma('^(?:a|b)*$'),
    sigma('^(\\s*\\w+\\s*,)*$'),
    search('index=a | rex field=b "(?<c>[a-z]+)"'),
  ],
  invalid: [
    { content: sigma('^(a+)+$'), at: '5:13' },
    { content: sigma('^(\\w+\\s?)*$'), at: '5:13' },
    { content: sigma('^(.*,)*x'), at: '5:13' },
    { content: sigma('^(a|\\w)*$'), at: '5:13' },
    { content: sigma('^(\\s*\\w+\\s*)*='), at: '5:13' },
    { content: sigma('-e(nc*o*d*e*d*)*\\s'), at: '5:14' },
    { content: search('index=a | regex b="x(?:[a-z]*)*y"'), at: '2:30' },
    { content: search('index=a | where match(b, "^(a+)+$")'), at: '2:37' },
    { content: search('index=a | rex field=b "(?<c>(a+)+z)"'), at: '2:38' },
    { content: search('index=a | eval c=replace(b, "(a+)+z", "")'), at: '2:39' },
  ],
  check({ document, query: text }, report, { query }) {
    const complain = (range: Parameters<typeof report>[0]) =>
      report(range, 'A repetition is repeated: the regular expression may not come to an end.', {
        hint: 'Take one of the two repetitions away.',
      });
    for (const { field, value, path } of sigmaItems(document.value)) {
      if (!field.split('|').slice(1).includes('re')) continue;
      const at = Array.isArray(value) ? value.map((_, index) => [...path, index]) : [path];
      for (const place of at) {
        const pattern = document.text(place);
        const found = pattern && endlessRepetition(pattern.text);
        if (pattern && found) complain(pattern.locate(found.start, found.end));
      }
    }
    if (!query || !text || query.language !== 'spl') return;
    const told = new Set<number>();
    for (const { pattern, start, end } of patternsOf(query)) {
      const found = endlessRepetition(pattern);
      if (!found) continue;
      // Where the text escapes nothing the place is that of the repetition, else that of the whole.
      const at = text.text.slice(start, end).indexOf(pattern);
      const from = at < 0 ? start : start + at + found.start;
      if (told.has(from)) continue;
      told.add(from);
      complain(text.locate(from, at < 0 ? end : start + at + found.end));
    }
  },
});

interface Pattern {
  readonly pattern: string;
  readonly start: number;
  readonly end: number;
}

/** The regular expressions of a search that are written out. */
function* patternsOf(query: LoweredQuery): Generator<Pattern> {
  for (const plan of plansOf(query.plan)) {
    const stage = query.stages[plan.stage ?? -1]?.span;
    for (const call of expressionsOf(plan).flatMap((expression) => [...callsOf(expression)])) {
      const argument = /^spl\.(?:match|replace|mvfind)$/.test(call.function) ? call.arguments[1] : undefined;
      const { pattern } = (call.options ?? {}) as { readonly pattern?: unknown };
      if (argument?.kind === 'literal' && typeof argument.value === 'string' && argument.span) {
        yield { pattern: argument.value, ...argument.span };
      } else if (/^spl\.(?:rex-group|regex-filter)$/.test(call.function) && typeof pattern === 'string' && stage) {
        yield { pattern, ...stage };
      }
    }
  }
}
