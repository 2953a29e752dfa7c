import { isMapping } from '../../content/kind.ts';
import type { YamlDocument } from '../../content/model.ts';
import { defineRule, type Report } from './rule.ts';
import { ESCU_OBJECTS } from './shared-kinds.ts';

export default defineRule({
  name: 'placeholder-left',
  objectKinds: ESCU_OBJECTS,
  why: 'The template marks with it what its author has to fill in.',
  valid: ['name: A\nsearch: x\ntype: TTP\ndescription: what was updated'],
  invalid: [
    { content: 'name: A\nsearch: x\ntype: TTP\ndescription: __UPDATE__ me', at: '4:14' },
    { content: 'name: A\nnarrative: __UPDATE__', at: '2:12' },
  ],
  check({ document }, report) {
    tell(document, report);
  },
  checkObject({ document }, report) {
    tell(document, report);
  },
});

function tell(document: YamlDocument, report: Report): void {
  if (!isMapping(document.value)) return;
  for (const key of Object.keys(document.value)) {
    const text = document.text([key]);
    const start = text?.text.indexOf('__UPDATE__') ?? -1;
    if (text && start >= 0) {
      report(text.locate(start, start + '__UPDATE__'.length), `"${key}" holds a placeholder of the template.`);
    }
  }
}
