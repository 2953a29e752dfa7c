import { piecesInOrder } from '../../util/pieces-in-order.ts';
import { isMapping } from '../../content/kind.ts';
import { defineRule } from './rule.ts';
import { SIGMA } from './shared-kinds.ts';
import { readListWithPath, valueAt } from './shared-lists.ts';

const KEYWORD = /^(?:and|or|not|of|all|any|them|\d+)$/i;

const rule = (selections: string, condition: string): string =>
  `title: A\nlogsource: {product: windows}\ndetection:\n${selections}\n  condition: ${condition}`;

export default defineRule({
  name: 'unused-selection',
  kinds: SIGMA,
  why: 'A filter that the condition forgets filters nothing.',
  valid: [
    rule('  selection: {b: c}\n  filter: {d: e}', 'selection and not filter'),
    rule('  selection_a: {b: c}\n  selection_b: {d: e}', '1 of selection_*'),
    rule('  selection: {b: c}\n  other: {d: e}', 'all of them'),
    rule('  selection: {b: c}\n  other: {d: e}', 'selection | count() > 5 and other | count() > 2'),
  ],
  invalid: [{ content: rule('  selection: {b: c}\n  filter: {d: e}', 'selection'), at: '5:3' }],
  check({ document }, report) {
    const detection = valueAt(document.value, ['detection']);
    if (!isMapping(detection)) return;
    const conditions = readListWithPath(document, ['detection', 'condition']).map(({ text }) => text);
    if (conditions.length === 0) return;
    // An aggregation behind "|" is an error of its own; what it counts may be named there.
    if (conditions.some((condition) => condition.includes('|'))) return;
    const words = new Set(conditions.flatMap((condition) => condition.match(/[^\s()]+/g) ?? []));
    if (conditions.some((condition) => /\bof\s+them\b/i.test(condition))) return;
    if ([...words].some((word) => !KEYWORD.test(word) && !word.includes('*') && !Object.hasOwn(detection, word)))
      return;
    const patterns = [...words].filter((word) => word.includes('*')).map(wildcard);
    // A pattern that fits nothing is told of itself: it was meant for one of the others.
    if (patterns.some((fits) => !Object.keys(detection).some((name) => fits(name)))) return;
    for (const name of Object.keys(detection)) {
      if (name === 'condition' || name === 'timeframe' || words.has(name)) continue;
      if (patterns.some((fits) => fits(name))) continue;
      report(document.at(['detection', name], 'key'), `The condition does not use "${name}".`, {
        hint: 'Use it, or remove it.',
      });
    }
  },
});

const wildcard = (pattern: string): ((name: string) => boolean) => piecesInOrder(pattern.split('*'));
