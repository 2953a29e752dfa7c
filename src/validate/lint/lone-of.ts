import { isMapping } from '../../content/kind.ts';
import { defineRule } from './rule.ts';
import { SIGMA } from './shared-kinds.ts';
import { readListWithPath, valueAt } from './shared-lists.ts';

const rule = (condition: string, more = '    filter: {d: e}\n'): string =>
  `title: A\nlogsource: {product: windows}\ndetection:\n    selection: {b: c}\n${more}    condition: ${condition}`;

/** A pattern with one selection is left to grow. */
export default defineRule({
  name: 'lone-of',
  kinds: SIGMA,
  why: 'An "of" counts selections. Where there is one to count, an asterisk or a selection is missing.',
  fix: 'Name the selection itself, or put an asterisk behind the beginning of several names.',
  valid: [rule('selection and not 1 of filter*'), rule('1 of them'), rule('all of selection* and filter')],
  invalid: [
    { content: rule('selection and not 1 of filter'), at: '6:39' },
    { content: rule('all of them', ''), at: '5:23' },
  ],
  check({ document }, report) {
    const detection = valueAt(document.value, ['detection']);
    if (!isMapping(detection)) return;
    const selections = Object.keys(detection).filter((name) => name !== 'condition' && name !== 'timeframe');
    for (const { path } of readListWithPath(document, ['detection', 'condition'])) {
      const condition = document.text(path);
      for (const match of condition?.text.matchAll(/\bof\s+([^\s()]+)/gi) ?? []) {
        const name = match[1] as string;
        const isLone = /^them$/i.test(name) ? selections.length === 1 : Object.hasOwn(detection, name);
        if (!isLone) continue;
        const start = match.index + match[0].length - name.length;
        const message = /^them$/i.test(name)
          ? `The rule has a single selection, "${selections[0]}".`
          : `"${name}" is a single selection.`;
        report(condition?.locate(start, start + name.length) ?? document.at(path), message);
      }
    }
  },
});
