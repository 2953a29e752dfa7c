import { defineRule } from './rule.ts';
import { ESCU } from './shared-kinds.ts';

const rule = (rest: string, data = 'https://example.com/a.log'): string =>
  `name: A\nsearch: x\ntype: TTP\ntests:\n  - name: T\n    attack_data:\n      - {data: '${data}'${rest}}`;

/** contentctl takes neither as known. A log beside the content is read by its contents here. */
export default defineRule({
  name: 'incomplete-attack-data',
  kinds: ESCU,
  why: 'Splunk shapes the fields of an event by its source and sourcetype: without them a search that names one finds nothing.',
  fix: 'Name the source and the sourcetype that the events have in production.',
  valid: [rule(', source: s, sourcetype: t'), rule('', 'a.log')],
  invalid: [{ content: rule(', source: s'), at: '7:16' }],
  check({ tests, file }, report) {
    for (const { attackData } of tests) {
      for (const { data, source, sourcetype, range, file: own } of attackData) {
        if (own !== file || !/^https?:/i.test(data) || (source !== undefined && sourcetype !== undefined)) continue;
        const missing =
          source === undefined ? (sourcetype === undefined ? 'source and sourcetype' : 'source') : 'sourcetype';
        report(range, `The attack data has no ${missing}.`);
      }
    }
  },
});
