import { defineRule } from './rule.ts';
import { SIGMA } from './shared-kinds.ts';
import { sigmaItems } from './shared-sigma-items.ts';

const rule = (field: string): string =>
  `title: A\nlogsource: {product: windows}\ndetection:\n  selection:\n    ${field}: [x, y]\n  condition: selection`;

/** pySigma's check of combinations of modifiers, which SigmaHQ runs. */
export default defineRule({
  name: 'sigma-modifiers',
  kinds: SIGMA,
  why: 'Some modifiers make no sense together: a field is not equal to two values at once, and a piece of Base64 rarely stands alone in a field.',
  fix: 'Leave out the modifier that is too much, or add the one that is missing.',
  valid: [rule('a|contains|all'), rule('a|base64offset|contains'), rule('a|re|all'), rule('a|contains|windash')],
  invalid: [
    { content: rule('a|all'), at: '5:5' },
    { content: rule('a|endswith|all'), at: '5:5' },
    { content: rule('a|base64offset'), at: '5:5' },
    { content: rule('a|contains|windash|all'), at: '5:5' },
    { content: rule('a|contains|contains'), at: '5:5' },
  ],
  check({ document }, report) {
    for (const { field, path } of sigmaItems(document.value)) {
      if (!field.includes('|')) continue;
      const [name = '', ...modifiers] = field.split('|');
      const has = (modifier: string) => modifiers.includes(modifier);
      const tell = (message: string, hint: string) => report(document.at(path, 'key'), message, { hint });
      const twice = modifiers.find((modifier, at) => modifier !== 'base64' && modifiers.indexOf(modifier) < at);
      if (twice !== undefined) tell(`The modifier "${twice}" stands twice.`, 'Keep it once.');
      else if (has('windash') && has('all')) {
        tell('With "all" every form of the dash has to be there at once.', 'Leave "windash" or "all" out.');
      } else if (has('base64offset') && !has('contains')) {
        tell(
          '"base64offset" gives pieces of a value.',
          `Write "${field.replace('base64offset', 'base64offset|contains')}".`,
        );
      } else if (name !== '' && has('all') && !['contains', 're', 'cidr', 'fieldref'].some(has)) {
        tell(
          `"${field}" asks for all values of one field at once.`,
          `Write "${name}|contains|all", or leave "all" out.`,
        );
      }
    }
  },
});
