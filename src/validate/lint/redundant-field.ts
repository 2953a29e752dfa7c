import { WINDOWS_CATEGORIES } from '../../platforms/sigma/taxonomy.ts';
import { defineRule } from './rule.ts';
import { SIGMA } from './shared-kinds.ts';
import { valueAt } from './shared-lists.ts';
import { sigmaItems } from './shared-sigma-items.ts';

const rule = (item: string, logsource = 'product: windows, category: image_load'): string =>
  `title: A\nlogsource: {${logsource}}\ndetection:\n  selection:\n    ${item}\n    Image: a\n  condition: selection`;

/** Categories of several kinds of events, which the id tells apart. */
const MIXED: ReadonlySet<string> = new Set(['registry_event', 'wmi_event', 'file_block', 'file_executable_detected']);

export default defineRule({
  name: 'redundant-field',
  kinds: SIGMA,
  why: 'The category is the kind of event. Its id besides ties the rule to one of the logs that could serve it: process creations come from Sysmon as 1, from Windows as 4688.',
  fix: 'Remove the field, or name the log by its service in place of the category.',
  valid: [
    rule('ImageLoaded: b'),
    rule('EventID: 7', 'product: windows, service: sysmon'),
    rule('EventID: 13', 'product: windows, category: registry_event'),
  ],
  invalid: [
    { content: rule('EventID: 7'), at: '5:5' },
    { content: rule('Provider_Name: Microsoft-Windows-Sysmon'), at: '5:5' },
  ],
  check({ document: { value }, document }, report) {
    const [product, category, service] = ['product', 'category', 'service'].map((key) =>
      valueAt(value, ['logsource', key]),
    );
    if (product !== 'windows' || typeof category !== 'string' || typeof service === 'string') return;
    if (MIXED.has(category) || !WINDOWS_CATEGORIES.has(category)) return;
    for (const { field, value: given, path } of sigmaItems(value)) {
      const isProvider = field === 'Provider_Name' && given === 'Microsoft-Windows-Sysmon';
      if (field !== 'EventID' && !isProvider) continue;
      report(
        document.at(path, 'key'),
        `The category "${category}" says the ${isProvider ? 'provider' : 'event'} already.`,
      );
    }
  },
});
