import { defineRule } from './rule.ts';
import { ESCU } from './shared-kinds.ts';

/** Enterprise Security takes stanzas of 99 characters; 32 of them go into `Endpoint - ESCU - … - Rule - Rule`. */
const MOST_CHARACTERS = 67;

export default defineRule({
  name: 'name-length',
  kinds: ESCU,
  why: 'Enterprise Security does not show a search whose stanza has more than 99 characters.',
  valid: [`name: ${'A'.repeat(67)}\nsearch: x\ntype: TTP`],
  invalid: [{ content: `name: ${'A'.repeat(68)}\nsearch: x\ntype: TTP`, at: '1:7' }],
  check({ document, name }, report) {
    if (name.length <= MOST_CHARACTERS) return;
    report(document.at(['name']), `The name has ${name.length} characters; at most ${MOST_CHARACTERS} fit.`, {
      hint: 'Shorten it.',
    });
  },
});
