import { defineRule } from './rule.ts';
import { SIGMA_RULES } from './shared-kinds.ts';
import { readListWithPath } from './shared-lists.ts';

const NAMESPACES: ReadonlySet<string> = new Set(['attack', 'car', 'cve', 'd3fend', 'detection', 'stp', 'tlp']);

/** https://github.com/SigmaHQ/sigma-specification/blob/main/specification/sigma-appendix-tags.md */
export default defineRule({
  name: 'tag-namespace',
  kinds: SIGMA_RULES,
  why: 'Tools group rules by the namespaces that the Sigma specification lists.',
  valid: [
    'title: A\nlogsource: {product: windows}\ndetection: {a: {b: c}, condition: a}\ntags: [attack.t1572, tlp.red]',
  ],
  invalid: [
    {
      content: 'title: A\nlogsource: {product: windows}\ndetection: {a: {b: c}, condition: a}\ntags: [atack.t1572]',
      at: '4:8',
    },
  ],
  check({ document }, report) {
    for (const { text, path } of readListWithPath(document, ['tags'])) {
      const namespace = text.split('.')[0]?.toLowerCase() ?? '';
      if (!text.includes('.') || NAMESPACES.has(namespace)) continue;
      report(document.at(path), `The Sigma specification has no namespace "${namespace}".`, {
        hint: `Known: ${[...NAMESPACES].join(', ')}.`,
      });
    }
  },
});
