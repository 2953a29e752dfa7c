import { isIPv4 } from 'node:net';
import type { Comparator, KeyFunction } from '../../plan/library.ts';
import type { Value } from '../../table/value.ts';
import { compareText, toNumber, toText } from './values.ts';

/** An address by its octets; null for other text. */
function addressKey(text: string): string | null {
  if (!isIPv4(text)) return null;
  return text
    .split('.')
    .map((octet) => octet.padStart(3, '0'))
    .join('.');
}

const byNumber: Comparator = (left, right) => {
  const one = toNumber(left);
  const other = toNumber(right);
  if (one !== null && other !== null) return one - other;
  // Numbers stand before text that is none.
  return one !== null ? -1 : other !== null ? 1 : compareText(toText(left), toText(right));
};

/** Decided pair by pair: two numbers as numbers, two IPv4 addresses by their octets, anything else as text. */
const automatic: Comparator = (left, right) => {
  const one = toNumber(left);
  const other = toNumber(right);
  if (one !== null && other !== null) return one - other;
  const [first, second] = [toText(left), toText(right)];
  const address = addressKey(first);
  const otherAddress = address === null ? null : addressKey(second);
  return address !== null && otherAddress !== null ? compareText(address, otherAddress) : compareText(first, second);
};

const byAddress: Comparator = (left, right) => {
  const [first, second] = [toText(left), toText(right)];
  return compareText(addressKey(first) ?? first, addressKey(second) ?? second);
};

const byText: Comparator = (left, right) => compareText(toText(left), toText(right));

/** A missing value goes last whatever the direction; sort keys say so with `nulls`. */
const nullsLast =
  (compare: Comparator): Comparator =>
  (left, right) =>
    left === null ? (right === null ? 0 : 1) : right === null ? -1 : compare(left, right);

export const splComparators: Readonly<Record<string, Comparator>> = {
  'spl.sort': nullsLast(automatic),
  'spl.sort-num': nullsLast(byNumber),
  'spl.sort-str': nullsLast(byText),
  'spl.sort-ip': nullsLast(byAddress),
};

/** Two values are one group when their text is the same; a row without a value belongs to none. */
const group: KeyFunction = (value: Value) => (value === null ? undefined : toText(value));

export const splKeys: Readonly<Record<string, KeyFunction>> = { 'spl.group': group };
