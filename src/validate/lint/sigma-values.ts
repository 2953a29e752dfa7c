import { defineRule } from './rule.ts';
import { SIGMA } from './shared-kinds.ts';
import { sigmaItems } from './shared-sigma-items.ts';

const rule = (value: string, field = 'a'): string =>
  `title: A\nlogsource: {product: windows}\ndetection:\n  selection:\n    ${field}: ${value}\n  condition: selection`;

/** pySigma's checks of values, which SigmaHQ runs. */
export default defineRule({
  name: 'sigma-values',
  kinds: SIGMA,
  why: 'A value that is written oddly is mostly a slip: a tab where a backslash and a t were meant, an asterisk that is none.',
  valid: [
    rule("'C:\\Windows\\\\*'"),
    rule('4688'),
    rule("'12'", 'a|contains'),
    rule("'a\\\\*'"),
    rule("'x**'", 'a|re'),
  ],
  invalid: [
    { content: rule('"C:\\temp"'), at: '5:8' },
    { content: rule("'a**b'"), at: '5:8' },
    { content: rule("'4688'"), at: '5:8' },
    { content: rule("[x, '4688']"), at: '5:12' },
    { content: rule("'a\\*b'"), at: '5:8' },
  ],
  check({ document }, report) {
    for (const { field, value, path } of sigmaItems(document.value)) {
      const modifiers = field.includes('|') ? field.slice(field.indexOf('|')) : '';
      if (/\|(?:re|cidr|base64|utf16|wide)/.test(modifiers)) continue;
      const isList = Array.isArray(value);
      const values: readonly unknown[] = isList ? value : [value];
      for (let at = 0; at < values.length; at += 1) {
        const text = values[at];
        if (typeof text !== 'string') continue;
        const odd = oddity(text, modifiers);
        if (odd) report(document.at(isList ? [...path, at] : path), odd.message, odd);
      }
    }
  },
});

type Oddity = { readonly message: string; readonly hint: string; readonly severity?: 'warning' };

/** All but control characters, "*" and "?": most values have none of these. */
const ODD = /[^ -)+->@-\uffff]/;

function oddity(text: string, modifiers: string): Oddity | undefined {
  return (ODD.test(text) ? oddSign(text) : undefined) ?? (modifiers === '' ? numberAsText(text) : undefined);
}

function oddSign(text: string): Oddity | undefined {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 32) {
      return {
        message: 'The value holds a control character.',
        hint: 'In double quotes YAML reads \\t and \\n as characters; put the value into single quotes.',
        severity: 'warning',
      };
    }
    if (code !== 42 && code !== 63) continue;
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === 92) slashes += 1;
    const sign = text[at] as string;
    if (slashes % 2 === 1) {
      return {
        message: `The value holds a "${sign}" that is no wildcard.`,
        hint: `If a backslash and a wildcard are meant, write \\\\${sign}.`,
      };
    }
    if (code === 42 && text.charCodeAt(at + 1) === 42) {
      return {
        message: 'Two wildcards stand side by side.',
        hint: 'One "*" stands for as many characters as there are.',
      };
    }
  }
  return undefined;
}

const numberAsText = (text: string): Oddity | undefined =>
  /^[+-]?\d+$/.test(text)
    ? { message: `The number ${text} is written as a text.`, hint: 'Leave the quotes out; Sigma compares both alike.' }
    : undefined;
