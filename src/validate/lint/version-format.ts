import type { YamlDocument } from '../../content/model.ts';
import { defineRule, type Report } from './rule.ts';
import { SENTINEL_RULES } from './shared-kinds.ts';
import { valueAt } from './shared-lists.ts';

const rule = (version: string): string => `id: a\nname: A\nkind: Scheduled\nquery: T\nversion: ${version}`;
const parser = (version: string): string =>
  `Parser: {Version: ${version}}\nNormalization: {Schema: Dns}\nParserName: a\nParserQuery: T`;

export default defineRule({
  name: 'version-format',
  kinds: SENTINEL_RULES,
  objectKinds: ['asim-parser'],
  why: 'Sentinel offers an update of a rule by comparing the three numbers; ASIM parsers are counted likewise.',
  valid: [rule('1.0.12'), parser("'0.1.2'")],
  invalid: [
    { content: rule('1.0'), at: '5:10' },
    { content: rule('v1.0.0'), at: '5:10' },
    { content: parser("'0.1'"), at: '1:19' },
  ],
  check({ document }, report) {
    tell(document, ['version'], report);
  },
  checkObject({ document }, report) {
    // Functions that normalise nothing are numbered as their authors like.
    if (valueAt(document.value, ['Normalization']) !== undefined) tell(document, ['Parser', 'Version'], report);
  },
});

function tell(document: YamlDocument, path: readonly string[], report: Report): void {
  const version = valueAt(document.value, path);
  if (version === undefined || /^\s*\d+\.\d+\.\d+\s*$/.test(String(version))) return;
  report(document.at(path), `The version "${version}" is not made of three numbers.`, { hint: 'Write it as 1.0.0.' });
}
