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
  ],
  check({ document }, report) {
    for (const { field, value, path } of sigmaItems(document.value)) {
      if (field === '' || field.includes('|')) continue;
      const values = Array.isArray(value) ? value : [value];
      const modifiers = new Set(values.map(modifierOf));
      const [modifier] = modifiers;
      if (modifiers.size !== 1 || modifier === undefined) continue;
      report(document.at(Array.isArray(value) ? [...path, 0] : path), 'The wildcards say what a modifier says.', {
        hint: `Write "${field}|${modifier}" and leave the wildcards out.`,
      });
    }
  },
});

function modifierOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const [, first, middle = '', last] = /^(\*?)([\s\S]*?)(?<!\\)(\*?)$/.exec(value) ?? [];
  if (middle === '' || /[*?]/.test(middle)) return undefined;
  if (first && last) return 'contains';
  return first ? 'endswith' : last ? 'startswith' : undefined;
}
