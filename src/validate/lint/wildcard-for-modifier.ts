import { defineRule } from './rule.ts';
import { SIGMA } from './shared-kinds.ts';
import { sigmaItems } from './shared-sigma-items.ts';

const rule = (value: string): string =>
  `title: A\nlogsource: {product: windows}\ndetection:\n  selection:\n    Image: ${value}\n  condition: selection`;

/** A value with wildcards at its ends alone: `contains`, `startswith` and `endswith` say the same. */
export default defineRule({
  name: 'wildcard-for-modifier',
  kinds: SIGMA,
  why: 'Readers see the modifier at once, and backends turn it into the fastest operator of the platform.',
  valid: [rule("'C:\\*\\cmd.exe'"), rule("'*'"), rule('[a, b]')],
  invalid: [
    { content: rule("'*\\\\cmd.exe'"), at: '5:12' },
    { content: rule("['cmd*', 'power*']"), at: '5:13' },
    {
      content:
        "title: A\nlogsource: {product: windows}\ndetection:\n  selection:\n    Image|endswith: ['a', '*b']\n  condition: selection",
      at: '5:27',
    },
  ],
  check({ document }, report) {
    for (const { field, value, path } of sigmaItems(document.value)) {
      if (field === '') continue;
      const values = Array.isArray(value) ? value : [value];
      if (field.includes('|')) {
        const modifiers = field.split('|').slice(1);
        const surplus = values.findIndex((entry) => isSurplus(entry, modifiers));
        if (surplus < 0) continue;
        report(document.at(Array.isArray(value) ? [...path, surplus] : path), 'The modifier says it already.', {
          hint: 'Leave the wildcard out; an asterisk that is meant is written \\*.',
        });
        continue;
      }
      const modifiers = new Set(values.map(modifierOf));
      const [modifier] = modifiers;
      if (modifiers.size !== 1 || modifier === undefined) continue;
      report(document.at(Array.isArray(value) ? [...path, 0] : path), 'The wildcards say what a modifier says.', {
        hint: `Write "${field}|${modifier}" and leave the wildcards out.`,
      });
    }
  },
});

/** A wildcard at an end that the modifier leaves open anyway. */
function isSurplus(value: unknown, modifiers: readonly string[]): boolean {
  if (typeof value !== 'string' || value.length < 2) return false;
  const isOpen = (...names: readonly string[]) => names.some((name) => modifiers.includes(name));
  if (!/^(?:contains|all|cased|startswith|endswith|windash)$/.test(modifiers.join('|').replace(/\|.*/, '')))
    return false;
  return (
    (value.startsWith('*') && isOpen('contains', 'endswith')) ||
    (/(?<!\\)\*$/.test(value) && isOpen('contains', 'startswith'))
  );
}

function modifierOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const [, first, middle = '', last] = /^(\*?)([\s\S]*?)(?<!\\)(\*?)$/.exec(value) ?? [];
  if (middle === '' || /[*?]/.test(middle)) return undefined;
  if (first && last) return 'contains';
  return first ? 'endswith' : last ? 'startswith' : undefined;
}
