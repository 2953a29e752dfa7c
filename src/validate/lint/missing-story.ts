import { escuShape } from '../../content/kind.ts';
import { defineRule } from './rule.ts';
import { ESCU } from './shared-kinds.ts';
import { valueAt } from './shared-lists.ts';

const rule = (story: string): string => `name: A\nsearch: x\ntype: TTP\nanalytic_story: ${story}`;

/** Under `tags` a list that is not there at all is a matter of the schema. */
export default defineRule({
  name: 'missing-story',
  kinds: ESCU,
  why: 'Enterprise Security offers detections by their stories: one without any is hard to find, and to switch on.',
  valid: [rule('[Reverse Network Proxy]'), 'name: A\nsearch: x\ntype: TTP\ntags: {}'],
  invalid: [
    { content: rule('[]'), at: '4:1' },
    { content: 'name: A\nsearch: x\ntype: TTP', at: '1:7' },
  ],
  check({ document }, report) {
    const path = escuShape(document.value) === 'flat' ? ['analytic_story'] : ['tags', 'analytic_story'];
    const stories = valueAt(document.value, path);
    const isMissing = stories === undefined && path.length === 1;
    if (!isMissing && (!Array.isArray(stories) || stories.length > 0)) return;
    report(
      isMissing ? document.at(['name']) : document.at(path, 'key'),
      'The detection belongs to no analytic story.',
      {
        hint: 'Name one of stories/ under "analytic_story".',
      },
    );
  },
});
