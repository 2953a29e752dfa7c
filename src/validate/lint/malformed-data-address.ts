import { defineRule } from './rule.ts';

const rule = (data: string): string =>
  `name: A\nsearch: x\ntype: TTP\ntests:\n  - name: T\n    attack_data:\n      - data: ${data}`;

/** A drive is no scheme. */
const SCHEME = /^([A-Za-z][A-Za-z0-9+.-]+):(?!\\)/;

/** What looks like an address and is none. A path is checked when the test runs. */
export default defineRule({
  name: 'malformed-data-address',
  why: 'The log of the test is never found, so the test can only fail.',
  fix: 'Write a path of the repository, or an address that begins with https://.',
  valid: [rule('https://example.com/a.log'), rule('data/a.log'), rule("'C:\\data\\a.log'")],
  invalid: [
    { content: rule('htps://example.com/a.log'), at: '7:15' },
    { content: rule('https:/example.com/a.log'), at: '7:15' },
    { content: rule("'https://exam ple.com/a.log'"), at: '7:15' },
  ],
  check({ tests, file }, report) {
    for (const test of tests) {
      for (const { data, range, file: own } of test.attackData) {
        const scheme = SCHEME.exec(data.trim())?.[1]?.toLowerCase();
        if (scheme === undefined || own !== file || isAddress(data.trim())) continue;
        const message = /^https?$/.test(scheme)
          ? `"${data}" is no address.`
          : `Attack data is not fetched over "${scheme}".`;
        report(range, message, { hint: 'Begin it with https://.' });
      }
    }
  },
});

const isAddress = (text: string): boolean =>
  /^https?:\/\/[^\s/]+\//i.test(text) && !/\s/.test(text) && URL.canParse(text);
