import { isMapping } from '../../content/kind.ts';
import { defineRule } from './rule.ts';

export default defineRule({
  name: 'placeholder-left',
  why: 'The template marks with it what its author has to fill in.',
  valid: ['name: A\nsearch: x\ntype: TTP\ndescription: what was updated'],
  invalid: [{ content: 'name: A\nsearch: x\ntype: TTP\ndescription: __UPDATE__ me', at: '4:14' }],
  check({ document }, report) {
    if (!isMapping(document.value)) return;
    for (const key of Object.keys(document.value)) {
      const text = document.text([key]);
      const start = text?.text.indexOf('__UPDATE__') ?? -1;
      if (text && start >= 0) {
        report(text.locate(start, start + '__UPDATE__'.length), `"${key}" holds a placeholder of the template.`);
      }
    }
  },
});
