import type { RegexFlags } from '../regex.ts';
import { defineModifier, ModifierFailure } from './modifier.ts';
import { asText } from './text.ts';

export const re = defineModifier({
  name: 're',
  summary: 'The value is a regular expression that must be found somewhere in the field, minding case.',
  examples: [
    {
      title: 'No wildcards, no Sigma escapes',
      item: { 'CommandLine|re': '\\\\Temp\\\\[a-z]{2,4}\\.exe' },
      matches: [{ CommandLine: 'C:\\Temp\\abc.exe -x' }],
      misses: [{ CommandLine: 'C:\\temp\\abc.exe' }],
    },
  ],
  accepts: ['text', 'number'],
  apply: (value, { applied }) => {
    if (applied.some((name) => name !== 'expand')) {
      throw new ModifierFailure(`"re" must come before "${applied[0]}".`);
    }
    return { kind: 'regex', source: asText(value).source, flags: {} };
  },
});

const flag = (name: string, aliases: readonly string[], summary: string, added: RegexFlags, text: readonly string[]) =>
  defineModifier({
    name,
    aliases,
    summary,
    examples: [
      {
        title: summary,
        item: { [`CommandLine|re|${name}`]: '^start.+end$' },
        matches: [{ CommandLine: text[0] }],
        misses: [{ CommandLine: text[1] }],
      },
    ],
    accepts: ['regex'],
    apply: (value) => ({ ...value, flags: { ...value.flags, ...added } }),
  });

export const ignoreCase = flag('i', ['ignorecase'], 'The regular expression ignores case.', { ignoreCase: true }, [
  'START the END',
  'the START and the END',
]);

export const multiline = flag('m', ['multiline'], '`^` and `$` match at every line.', { multiline: true }, [
  'first\nstart of the end\nlast',
  'the start\nof the end',
]);

export const dotAll = flag('s', ['dotall'], '`.` matches line breaks too.', { dotAll: true }, [
  'start\nof the\nend',
  'the start\nof the end',
]);
