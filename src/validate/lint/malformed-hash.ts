import { defineRule } from './rule.ts';
import { SIGMA } from './shared-kinds.ts';
import { sigmaItems } from './shared-sigma-items.ts';

const rule = (hash: string): string =>
  `title: A\nlogsource: {product: windows, category: process_creation}\ndetection:\n  selection:\n    Hashes|contains: ${hash}\n  condition: selection`;

const DIGITS: Readonly<Record<string, number>> = { MD5: 32, SHA1: 40, SHA256: 64, IMPHASH: 32 };

/** Sysmon writes `MD5=…,SHA256=…,IMPHASH=…`. A name alone asks whether there is such a hash. */
export default defineRule({
  name: 'malformed-hash',
  kinds: SIGMA,
  why: 'Sysmon joins a name and the digits of a hash with an equal sign; what is written otherwise matches no event.',
  valid: [
    rule(`MD5=${'a'.repeat(32)}`),
    rule(`[SHA256=${'0'.repeat(64)}, IMPHASH=${'0'.repeat(32)}]`),
    rule("'IMPHASH='"),
    rule("'%hashes%'"),
  ],
  invalid: [
    { content: rule('MD5=123'), at: '5:22' },
    { content: rule(`SHA512=${'a'.repeat(128)}`), at: '5:22' },
    { content: rule(`[MD5=${'a'.repeat(32)}, 'SHA1=${'g'.repeat(40)}']`), at: '5:61' },
  ],
  check({ document }, report) {
    for (const { field, value, path } of sigmaItems(document.value)) {
      const [name, ...modifiers] = field.split('|');
      if ((name !== 'Hashes' && name !== 'Hash') || modifiers.includes('re')) continue;
      const isList = Array.isArray(value);
      for (const [index, hash] of (isList ? value : [value]).entries()) {
        const problem = typeof hash === 'string' ? problemOf(hash) : undefined;
        if (problem === undefined) continue;
        report(document.at(isList ? [...path, index] : path), problem, {
          hint: `Write one of ${Object.keys(DIGITS).join(', ')}, "=" and its digits.`,
        });
      }
    }
  },
});

function problemOf(text: string): string | undefined {
  const match = /^\*?([A-Za-z]+\d*)=([^*?,]*)[*,]?$/.exec(text);
  if (!match) return undefined;
  const [, name = '', digits = ''] = match;
  const wanted = DIGITS[name.toUpperCase()];
  if (wanted === undefined) return `Sysmon has no hash "${name}".`;
  if (digits === '' || (digits.length === wanted && /^[0-9a-f]+$/i.test(digits))) return undefined;
  return /^[0-9a-f]+$/i.test(digits)
    ? `${name} has ${wanted} digits, and ${digits.length} stand here.`
    : `"${digits}" is no hash: its digits are 0 to 9 and a to f.`;
}
