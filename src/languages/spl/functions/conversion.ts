import type { Value } from '../../../table/value.ts';
import { asList, fromList, printNumber, toNumber, toText } from '../values.ts';
import { defineFunction, defineSpecialFunction, type SplFunction } from './define.ts';
import { cellOf, inferredElement, isObject, parseDocument } from './json-path.ts';
import { roundDecimal } from './precision.ts';
import { printf } from './printf.ts';

/** A number, or what a text says in another base. */
function numberOfBase(value: Value, base: Value | undefined): number | null {
  const to = base === undefined ? 10 : toNumber(base);
  if (value === null || to === null) return null;
  return to === 10 || typeof value === 'number' ? toNumber(value) : parseDigits(toText(value), to);
}

/** `[D+]HH:MM:SS`, with the fraction where there is one. */
function duration(seconds: number): string {
  const sign = seconds < 0 ? '-' : '';
  const whole = Math.floor(Math.abs(seconds));
  const fraction = Math.abs(seconds) - whole;
  const two = (number: number): string => String(number).padStart(2, '0');
  const days = Math.floor(whole / 86_400);
  const clock = [Math.floor((whole % 86_400) / 3600), Math.floor((whole % 3600) / 60), whole % 60].map(two).join(':');
  return `${sign}${days > 0 ? `${days}+` : ''}${clock}${fraction > 0 ? fraction.toFixed(6).slice(1) : ''}`;
}

/** Thousands separated by commas; two decimals where there are any. */
function commas(number: number): string {
  const text = Number.isInteger(number) ? printNumber(number) : roundDecimal(number, 2).toFixed(2);
  return text.replace(/^(-?\d+)/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ','));
}

function formatted(value: Value, format: string): Value {
  const number = toNumber(value);
  switch (format.toLowerCase()) {
    case 'hex':
      return number === null
        ? null
        : `${number < 0 ? '-' : ''}0x${Math.trunc(Math.abs(number)).toString(16).toUpperCase()}`;
    case 'binary':
      return number === null ? null : Math.trunc(number).toString(2);
    case 'commas':
      return number === null ? null : commas(number);
    case 'duration':
      return number === null ? null : duration(number);
    default:
      return toText(value);
  }
}

/** Digits of a base, with a sign and nothing else. */
function parseDigits(text: string, base: number): number | null {
  const digits = '0123456789abcdefghijklmnopqrstuvwxyz'.slice(0, base);
  const found = /^([+-]?)(?:0x(?=.))?([0-9a-z]+)$/i.exec(base === 16 ? text : text.replace(/^([+-]?)0x/i, '$1x'));
  if (!found) return null;
  let number = 0;
  for (const character of (found[2] as string).toLowerCase()) {
    const digit = digits.indexOf(character);
    if (digit < 0) return null;
    number = number * base + digit;
  }
  return found[1] === '-' ? -number : number;
}

function truth(value: Value): boolean | null {
  if (typeof value === 'boolean') return value;
  const text = toText(value).toLowerCase();
  if (['true', 't', 'yes', 'y', 'on', '1'].includes(text)) return true;
  if (['false', 'f', 'no', 'n', 'off', '0', ''].includes(text)) return false;
  const number = toNumber(value);
  return number === null ? null : number !== 0;
}

export const conversionFunctions: readonly SplFunction[] = [
  defineFunction({
    name: 'tostring',
    page: 'conversion',
    syntax: 'tostring(<value>, <format>)',
    summary: 'A value as text; a number as "hex", "commas", "duration" or "binary".',
    minimum: 1,
    maximum: 2,
    examples: [
      { eval: 'tostring(1==1)', result: 'True' },
      { eval: 'tostring(15, "hex")', result: '0xF' },
      { eval: 'tostring(12345.6789, "commas")', result: '12,345.68' },
      { eval: 'tostring(615, "duration")', result: '00:10:15' },
    ],
    evaluate: ([value = null, format]) => {
      if (value === null || format === null) return null;
      return format === undefined ? toText(value) : formatted(value, toText(format));
    },
  }),
  defineFunction({
    name: 'tonumber',
    page: 'conversion',
    syntax: 'tonumber(<text>, <base>)',
    summary: 'The number that a text is, to a base from 2 to 36; null when it is none.',
    minimum: 1,
    maximum: 2,
    examples: [
      { eval: 'tonumber("0A4", 16)', result: '164' },
      { eval: 'tonumber("seven")', result: null },
    ],
    evaluate: ([value = null, base]) => {
      if (value === null || Array.isArray(value)) return null;
      const to = base === undefined ? 10 : toNumber(base);
      if (to === null || to < 2 || to > 36) return null;
      return to === 10 ? toNumber(value) : parseDigits(toText(value), to);
    },
  }),
  defineFunction({
    name: 'toint',
    page: 'conversion',
    syntax: 'toint(<value>, <base>)',
    summary: 'A number rounded down to a whole one.',
    minimum: 1,
    maximum: 2,
    examples: [
      { eval: 'toint(3.14)', result: '3' },
      { eval: 'toint("ff", 16)', result: '255' },
    ],
    evaluate: ([value = null, base]) => {
      const number = numberOfBase(value, base);
      return number === null ? null : Math.floor(number);
    },
  }),
  defineFunction({
    name: 'todouble',
    page: 'conversion',
    syntax: 'todouble(<value>, <base>)',
    summary: 'The value as a number.',
    minimum: 1,
    maximum: 2,
    examples: [{ eval: 'todouble("2.5")', result: '2.5' }],
    evaluate: ([value = null, base]) => numberOfBase(value, base),
  }),
  defineFunction({
    name: 'tobool',
    page: 'conversion',
    syntax: 'tobool(<value>)',
    summary: 'The boolean that a value says.',
    minimum: 1,
    maximum: 1,
    examples: [{ eval: 'if(tobool("true"), "yes", "no")', result: 'yes' }],
    evaluate: ([value = null]) => (value === null ? null : truth(value)),
  }),
  defineFunction({
    name: 'toarray',
    page: 'conversion',
    syntax: 'toarray(<value>)',
    summary: 'A JSON array; null for text that is none.',
    minimum: 1,
    maximum: 1,
    examples: [
      { eval: 'toarray("[1, 2]")', result: '[1,2]' },
      { eval: 'toarray("text")', result: null },
    ],
    evaluate: ([value = null]) => {
      if (Array.isArray(value)) return JSON.stringify(asList(value).map((one) => inferredElement(toText(one))));
      const document = value === null ? undefined : parseDocument(toText(value))?.document;
      return Array.isArray(document) ? JSON.stringify(document) : null;
    },
  }),
  defineFunction({
    name: 'toobject',
    page: 'conversion',
    syntax: 'toobject(<value>)',
    summary: 'A JSON object; null for text that is none.',
    minimum: 1,
    maximum: 1,
    examples: [{ eval: 'toobject("{\\"a\\": 1}")', result: '{"a":1}' }],
    evaluate: ([value = null]) => {
      const document = value === null ? undefined : parseDocument(toText(value))?.document;
      return isObject(document) ? JSON.stringify(document) : null;
    },
  }),
  defineFunction({
    name: 'tomv',
    page: 'conversion',
    syntax: 'tomv(<value>)',
    summary: 'The elements of a JSON array as several values.',
    minimum: 1,
    maximum: 1,
    examples: [{ eval: 'tomv(json_array("a", "b"))', result: ['a', 'b'] }],
    evaluate: ([value = null]) => {
      const document = value === null || Array.isArray(value) ? undefined : parseDocument(toText(value))?.document;
      return Array.isArray(document) ? fromList(document.map(cellOf)) : fromList(asList(value));
    },
  }),
  defineSpecialFunction({
    name: 'printf',
    page: 'conversion',
    syntax: 'printf(<format>, <value>, …)',
    summary: 'A text built by a format as in C.',
    minimum: 1,
    examples: [
      { eval: 'printf("%04d|%-5s|%.2f", 7, "ab", 3.14159)', result: '0007|ab   |3.14' },
      { eval: 'printf("%x", 255)', result: 'ff' },
    ],
    compile:
      ({ arguments: [format, ...rest] }) =>
      (row) => {
        const text = format?.evaluate(row) ?? null;
        return text === null
          ? null
          : printf(
              toText(text),
              rest.map(({ evaluate }) => evaluate(row)),
            );
      },
  }),
  defineFunction({
    name: 'ipmask',
    page: 'conversion',
    syntax: 'ipmask(<mask>, <address>)',
    summary: 'The part of an IPv4 address that a mask leaves.',
    minimum: 2,
    maximum: 2,
    examples: [{ eval: 'ipmask("255.255.255.0", "192.0.2.120")', result: '192.0.2.0' }],
    evaluate: ([mask = null, address = null]) => {
      const bytes = [mask, address].map((value) => /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(toText(value)));
      const [one, other] = bytes;
      if (!one || !other) return null;
      return [1, 2, 3, 4].map((at) => Number(one[at]) & Number(other[at])).join('.');
    },
  }),
];
