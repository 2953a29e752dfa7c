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
    { content: 'name: A\nsearch: x\ntype: TTP\ntags:\n  analytic_story: [__UPDATE__]', at: '5:20' },
  ],
  check({ document, kind }, report) {
    tell(document, report, kind === 'escu-detection');
  },
  checkObject({ document }, report) {
    tell(document, report, true);
  },
});

const PLACEHOLDER = '__UPDATE__';

/** The template is contentctl's: what the others nest needs no look. */
function tell(document: YamlDocument, report: Report, isDeep: boolean): void {
  const visit = (value: unknown, path: readonly (string | number)[]): void => {
    if (typeof value === 'string') {
      const start = value.indexOf(PLACEHOLDER);
      if (start < 0) return;
      const range = document.text(path)?.locate(start, start + PLACEHOLDER.length) ?? document.at(path);
      report(range, `"${path.join('.')}" holds a placeholder of the template.`);
    } else if (path.length > 0 && !isDeep) {
      return;
    } else if (Array.isArray(value)) {
      for (const [index, entry] of value.entries()) visit(entry, [...path, index]);
    } else if (isMapping(value)) {
      for (const key of Object.keys(value)) visit(value[key], [...path, key]);
    }
  };
  visit(document.value, []);
}
