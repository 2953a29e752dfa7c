import { suggest } from '../../diagnostics/suggest.ts';
import { WINDOWS_CATEGORIES, WINDOWS_SERVICES } from '../../platforms/sigma/taxonomy.ts';
import { defineRule } from './rule.ts';
import { SIGMA } from './shared-kinds.ts';
import { valueAt } from './shared-lists.ts';

const rule = (logsource: string): string =>
  `title: A\nlogsource:\n  ${logsource.split(', ').join('\n  ')}\ndetection: {a: {b: c}, condition: a}`;

/** Those of the taxonomy that name no product of somebody's own. */
const PRODUCTS: readonly string[] = 'windows linux macos azure m365 github bitbucket okta onelogin cisco fortios'.split(
  ' ',
);

/** Categories that go without a product, or with several. */
const CATEGORIES: readonly string[] = [
  ...WINDOWS_CATEGORIES.keys(),
  ...'antivirus application database firewall proxy webserver'.split(' '),
];

const KEYS = [
  ['product', PRODUCTS],
  ['category', CATEGORIES],
  ['service', [...WINDOWS_SERVICES.keys()]],
] as const;

/** A near miss alone: everybody may have logsources of their own. */
export default defineRule({
  name: 'unlikely-logsource',
  kinds: SIGMA,
  why: 'No log serves a logsource that is misspelt: the rule is converted to nothing, or to a search over everything.',
  valid: [
    rule('product: windows, category: process_creation'),
    rule('product: acme, service: billing'),
    rule('product: linux, service: sysmom'),
  ],
  invalid: [
    { content: rule('product: windows, category: proces_creation'), at: '4:13' },
    { content: rule('product: widnows, service: security'), at: '3:12' },
    { content: rule('product: windows, service: task-scheduler'), at: '4:12' },
  ],
  check({ document }, report) {
    const isWindows = valueAt(document.value, ['logsource', 'product']) === 'windows';
    for (const [key, names] of KEYS) {
      const name = valueAt(document.value, ['logsource', key]);
      if (typeof name !== 'string' || names.includes(name) || (key === 'service' && !isWindows)) continue;
      const close = suggest(name, names, name.length > 7 ? 2 : 1);
      if (close === undefined) continue;
      report(document.at(['logsource', key]), `The taxonomy of Sigma has no ${key} "${name}".`, {
        hint: `Did you mean "${close}"?`,
      });
    }
  },
});
