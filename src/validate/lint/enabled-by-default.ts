import { defineRule } from './rule.ts';
import { ESCU } from './shared-kinds.ts';
import { valueAt } from './shared-lists.ts';

const rule = (type: string, status: string, enabled = 'true'): string =>
  `name: A\nsearch: x\ntype: ${type}\nstatus: ${status}\nenabled_by_default: ${enabled}`;

/** contentctl 5 refuses both. */
export default defineRule({
  name: 'enabled-by-default',
  kinds: ESCU,
  why: 'Whoever installs the app has it run at once: what is not proven, or made for a person to look at, floods them.',
  fix: 'Remove "enabled_by_default", or make the detection one for production that is no hunt.',
  valid: [rule('TTP', 'production'), rule('Hunting', 'production', 'false')],
  invalid: [
    { content: rule('Hunting', 'production'), at: '5:21' },
    { content: rule('TTP', 'experimental'), at: '5:21' },
  ],
  check({ document, type, status }, report) {
    if (valueAt(document.value, ['enabled_by_default']) !== true) return;
    const tell = (message: string): void => report(document.at(['enabled_by_default']), message);
    if (type === 'Hunting') tell('A detection of type Hunting cannot be switched on by default.');
    else if (status !== undefined && status !== 'production') {
      tell(`A detection whose status is "${status}" cannot be switched on by default.`);
    }
  },
});
