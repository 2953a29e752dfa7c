import { isMapping } from '../../content/kind.ts';
import { defineRule } from './rule.ts';
import { ESCU } from './shared-kinds.ts';
import { readListWithPath, valueAt } from './shared-lists.ts';

const rule = (sourcetype: string): string =>
  `name: A\nsearch: x\ntype: TTP\ndata_source: [Sysmon EventID 3]\ntests:\n  - name: t\n    attack_data:\n      - data: a.log\n        source: s\n        sourcetype: ${sourcetype}`;

/** A test that replays events of another kind than the detection says it needs. */
export default defineRule({
  name: 'test-data-source',
  kinds: ESCU,
  why: 'Either the test shows something else than what the detection is for, or the detection does not say what it needs.',
  valid: [rule('XmlWinEventLog')],
  invalid: [{ content: rule('linux:audit'), at: '10:21' }],
  check({ document }, report, { dataSources, sourcetypes }) {
    const tests = valueAt(document.value, ['tests']);
    if (!dataSources || !sourcetypes || !Array.isArray(tests)) return;
    const named = readListWithPath(document, ['data_source']).flatMap(({ text }) => text.split(/\s+AND\s+/));
    const wanted = named.map((name) => sourcetypes.get(name.trim()));
    if (wanted.length === 0 || wanted.includes(undefined)) return;
    tests.forEach((test: unknown, index) => {
      const data = valueAt(test, ['attack_data']);
      if (!Array.isArray(data) || data.length === 0) return;
      const found = data.map((entry) => (isMapping(entry) ? entry['sourcetype'] : undefined));
      const fits = (type: unknown) => typeof type !== 'string' || wanted.includes(type.trim().toLowerCase());
      if (found.some(fits)) return;
      report(
        document.at(['tests', index, 'attack_data', 0, 'sourcetype']),
        `No data source of the detection has the sourcetype "${String(found[0])}".`,
        { hint: `Its data sources have: ${[...new Set(wanted)].join(', ')}.` },
      );
    });
  },
});
