import { expect, it } from 'vitest';
import { armExpression, UNKNOWN_PART } from '../../src/util/arm-expression.ts';

const TEMPLATE = {
  parameters: { workspace: { type: 'string' }, alias: { type: 'string', defaultValue: "[variables('stem')]" } },
  variables: { stem: 'Users', circle: "[variables('circle')]" },
};

it.each([
  ['plain', 'plain'],
  ['[[plain]', '[plain]'],
  ["[parameters('alias')]", 'Users'],
  ["[concat('VIP', variables('stem'))]", 'VIPUsers'],
  ["[concat('it''s ', toLower(variables('stem')))]", "it's users"],
  ["[format('{0}/{1}', 'a', parameters('alias'))]", 'a/Users'],
  ["[concat(parameters('workspace'), '/', 'b')]", `${UNKNOWN_PART}/b`],
  ["[variables('circle')]", UNKNOWN_PART],
  ["[variables('constructor')]", UNKNOWN_PART],
  ["[concat('a', resourceGroup().location)]", `a${UNKNOWN_PART}`],
  ["[concat('a'", UNKNOWN_PART],
  ['[]', UNKNOWN_PART],
])('%s', (value, text) => {
  expect(armExpression(value, TEMPLATE)).toBe(text);
});

it('a number is no text', () => {
  expect(armExpression(1, TEMPLATE)).toBeUndefined();
});
