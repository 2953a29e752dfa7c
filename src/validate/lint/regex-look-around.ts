import { defineRule } from './rule.ts';
import { SIGMA } from './shared-kinds.ts';
import { sigmaItems } from './shared-sigma-items.ts';

const rule = (regex: string): string =>
  `title: A\nlogsource: {product: windows}\ndetection:\n  selection:\n    a|re: '${regex}'\n  condition: selection`;

/** Not behind a backslash, and not within a class of characters. */
const LOOK_AROUND = /^(?:\\.|\[(?:\\.|[^\]\\])*\]|[^\\[])*?\((\?(?:[=!>]|<[=!]))/s;

export default defineRule({
  name: 'regex-look-around',
  kinds: SIGMA,
  why: 'Kusto, Elasticsearch and others have no look-ahead, look-behind or atomic group: the rule cannot be converted for them, and SigmaHQ takes none.',
  fix: 'Say what must not be there in a selection of its own, behind "not".',
  valid: [rule('(?i)a(?:b|c)'), rule('\\(?=a'), rule('[(?=]a')],
  invalid: [
    { content: rule('a(?!b)'), at: '5:5' },
    { content: rule('(?<=a)b'), at: '5:5' },
  ],
  check({ document }, report) {
    for (const { field, value, path } of sigmaItems(document.value)) {
      if (!field.split('|').slice(1).includes('re')) continue;
      for (const regex of Array.isArray(value) ? value : [value]) {
        const found = typeof regex === 'string' && regex.includes('(?') ? LOOK_AROUND.exec(regex)?.[1] : undefined;
        if (found === undefined) continue;
        report(document.at(path, 'key'), `The regular expression has a group "(${found}", which few backends know.`);
        break;
      }
    }
  },
});
