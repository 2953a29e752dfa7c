import { expect, it } from 'vitest';
import { withOverrides } from '../../src/deploy/overrides-text.ts';

const ADDED = [['A "b"', { enabled: true, cron: '5 * * * *' }]] as const;
const LINE = '"A \\"b\\"": {"enabled":true,"cron":"5 * * * *"}';

it.each([
  ['', `deploy:\n  overrides:\n    ${LINE}\n`],
  ['content: [x]\n', `content: [x]\ndeploy:\n  overrides:\n    ${LINE}\n`],
  ['deploy: # here\n   name: x\ndata: {}\n', `deploy: # here\n   overrides:\n     ${LINE}\n   name: x\ndata: {}\n`],
  [
    'deploy:\n  overrides:\n      B: { enabled: false }\n  name: x\n',
    `deploy:\n  overrides:\n      ${LINE}\n      B: { enabled: false }\n  name: x\n`,
  ],
  ['deploy: { name: x }\n', undefined],
  ['deploy:\n  overrides: { B: {} }\n', undefined],
])('%j', (text, expected) => {
  expect(withOverrides(text, ADDED)).toBe(expected);
});
