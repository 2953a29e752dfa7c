import { contentStem, fileStem } from '../../content/detection.ts';
import { defineRule } from './rule.ts';
import { ESCU } from './shared-kinds.ts';

/** contentctl: the file is called like the detection, lower-cased, with `_` for spaces, dashes, dots and slashes. */
export default defineRule({
  name: 'file-name',
  kinds: ESCU,
  why: 'The filter macro and the stanzas of the app take their names from the file, and people find a detection by it.',
  valid: [{ content: 'name: Windows A-B 1.2\nsearch: x\ntype: TTP', file: 'windows_a_b_1_2.yml' }],
  invalid: [{ content: 'name: Windows A\nsearch: x\ntype: TTP', at: '1:7', file: 'windows_b.yml' }],
  check({ document, name, file }, report) {
    const expected = contentStem(name);
    if (fileStem(file) === expected) return;
    report(document.at(['name']), `The file of "${name}" is called "${fileStem(file)}".`, {
      hint: `Call it "${expected}.yml".`,
    });
  },
});
