import { contentStem, fileStem } from '../../content/detection.ts';
import type { ContentObjectKind, YamlDocument } from '../../content/model.ts';
import { defineRule, type Report } from './rule.ts';
import { ESCU, ESCU_OBJECTS } from './shared-kinds.ts';

/** Where contentctl keeps them. */
const FOLDERS: Partial<Record<ContentObjectKind, RegExp>> = {
  'escu-macro': /(^|\/)macros\//,
  'escu-lookup': /(^|\/)lookups\//,
  'escu-story': /(^|\/)stories\//,
  'escu-data-source': /(^|\/)data_sources\//,
  'escu-baseline': /(^|\/)baselines\//,
  'escu-deployment': /(^|\/)deployments\//,
};

/** contentctl: the file is called like the detection, lower-cased, with `_` for spaces, dashes, dots and slashes. */
export default defineRule({
  name: 'file-name',
  kinds: ESCU,
  objectKinds: ESCU_OBJECTS,
  why: 'The filter macro and the stanzas of the app take their names from the file, and people find a detection by it.',
  valid: [
    { content: 'name: Windows A-B 1.2\nsearch: x\ntype: TTP', file: 'windows_a_b_1_2.yml' },
    { content: 'name: my_macro\ndefinition: x', file: 'macros/all.yml' },
    { content: 'name: my_macro\nid: a\ndefinition: x', file: 'macros/my_macro.yml' },
  ],
  invalid: [
    { content: 'name: Windows A\nsearch: x\ntype: TTP', at: '1:7', file: 'windows_b.yml' },
    { content: 'name: Windows A\nsearch: x\ntype: TTP', at: '1:7', file: 'windows_a.yaml' },
    { content: 'name: my_macro\nid: a\ndefinition: x', at: '1:7', file: 'macros/other.yml' },
  ],
  check({ document, name, file }, report) {
    tell(document, name, file, report);
  },
  checkObject({ kind, id, document, name, file }, report) {
    // Macros and lookups have ids since contentctl holds their files to it; elsewhere several share a file.
    if (id !== undefined && FOLDERS[kind]?.test(file)) tell(document, name, file, report);
  },
});

function tell(document: YamlDocument, name: string, file: string, report: Report): void {
  const expected = contentStem(name);
  if (fileStem(file) === expected && !file.endsWith('.yaml')) return;
  report(document.at(['name']), `The file of "${name}" is called "${file.slice(file.lastIndexOf('/') + 1)}".`, {
    hint: `Call it "${expected}.yml".`,
  });
}
