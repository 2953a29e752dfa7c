import { suggest } from '../../diagnostics/suggest.ts';
import { defineRule } from './rule.ts';
import { readListWithPath, valueAt } from './shared-lists.ts';

const filter = (rules: string): string =>
  `title: F\nlogsource: {product: windows}\nfilter:\n  rules: ${rules}\n  a: {b: c}\n  condition: not a`;

/** https://sigmahq.io/docs/meta/filters */
export default defineRule({
  name: 'unknown-rule',
  kinds: [],
  objectKinds: ['sigma-filter'],
  why: 'The filter changes nothing, and the false positives that it is for go on.',
  fix: 'Name a rule by its "id" or its "name"; validate the filter together with the rules if they lie elsewhere.',
  valid: [filter('any'), filter('[]')],
  invalid: [{ content: filter('[somebody]'), at: '4:11' }],
  checkObject({ document }, report, { detections }) {
    const known = new Set(
      detections.flatMap(({ kind, document: { value } }) =>
        kind.startsWith('sigma-') ? [valueAt(value, ['id']), valueAt(value, ['name'])].filter(isText) : [],
      ),
    );
    for (const { text, path } of readListWithPath(document, ['filter', 'rules'])) {
      if (/^(?:any|all)$/i.test(text) || known.has(text)) continue;
      const close = suggest(text, known);
      report(document.at(path), `There is no rule with the id or name "${text}".`, {
        hint: close === undefined ? undefined : `Did you mean "${close}"?`,
      });
    }
  },
});

const isText = (value: unknown): value is string => typeof value === 'string';
