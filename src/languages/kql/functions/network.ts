import type { Value } from '../../../table/value.ts';
import { isArray } from '../dynamic.ts';
import { ipv4Text, ipv6Text, maskIpv4, maskIpv6, parseIpv4, parseIpv6 } from './address.ts';
import { defineFunction, type FunctionExample, type KqlFunction } from './define.ts';
import { asText } from './text-argument.ts';

const CATEGORY = 'IPv4 and IPv6 functions';

interface Entry {
  readonly name: string;
  readonly summary: string;
  readonly syntax: string;
  readonly examples: readonly FunctionExample[];
  readonly nulls?: 'seen';
  readonly evaluate: (...values: readonly never[]) => Value;
}

const network = (entry: Entry): KqlFunction => defineFunction({ category: CATEGORY, ...entry });

/** Arguments that are lists are taken apart: each item is an address of its own. */
const flat = (values: readonly Value[]): readonly string[] =>
  values.flatMap((value) => (isArray(value) ? value.map(asText) : [asText(value)]));

/** The order of two addresses under the shorter of their prefixes; undefined when one is none. */
function compareIpv4(left: Value, right: Value, prefix: Value = 32): number | undefined {
  const [a, b] = [parseIpv4(asText(left)), parseIpv4(asText(right))];
  const bits = Number(prefix);
  if (!a || !b || !Number.isInteger(bits) || bits < 0 || bits > 32) return undefined;
  const shared = Math.min(a.prefix, b.prefix, bits);
  return Math.sign(maskIpv4(a.value, shared) - maskIpv4(b.value, shared));
}

function compareIpv6(left: Value, right: Value, prefix: Value = 128): number | undefined {
  const [first, second] = [asText(left), asText(right)];
  const [a, b] = [parseIpv6(first), parseIpv6(second)];
  const both = parseIpv4(first) && parseIpv4(second);
  const bits = both && Number(prefix) <= 32 ? Number(prefix) + 96 : Number(prefix);
  if (!a || !b || !Number.isInteger(bits) || bits < 0 || bits > 128) return undefined;
  const shared = Math.min(a.prefix, b.prefix, bits);
  const [x, y] = [maskIpv6(a.value, shared), maskIpv6(b.value, shared)];
  return x < y ? -1 : x > y ? 1 : 0;
}

const inRange4 = (address: Value, range: string): boolean | undefined => {
  const [ip, network4] = [parseIpv4(asText(address)), parseIpv4(range)];
  if (!ip || !network4) return undefined;
  return maskIpv4(ip.value, network4.prefix) === maskIpv4(network4.value, network4.prefix);
};

const inRange6 = (address: Value, range: string): boolean | undefined => {
  const [ip, network6] = [parseIpv6(asText(address)), parseIpv6(range)];
  if (!ip || !network6) return undefined;
  return maskIpv6(ip.value, network6.prefix) === maskIpv6(network6.value, network6.prefix);
};

/** True when some range holds the address, false when all could be read and none does. */
function anyRange(holds: (address: Value, range: string) => boolean | undefined) {
  return (address: Value, ...ranges: readonly Value[]): Value => {
    let known = false;
    for (const range of flat(ranges)) {
      const answer = holds(address, range);
      if (answer) return true;
      known ||= answer === false;
    }
    return known ? false : null;
  };
}

const CANDIDATE = /(?<![A-Za-z0-9.])\d{1,3}(?:\.\d{1,3}){3}(?![A-Za-z0-9]|\.\d)/g;

/** Addresses that stand in a text with no letter or digit at their sides. */
const addressesIn = (text: string): readonly string[] =>
  (text.match(CANDIDATE) ?? []).filter((candidate) => parseIpv4(candidate) !== undefined);

const hasAddress = (text: Value, wanted: readonly string[]): boolean => {
  const searched = wanted.filter((address) => parseIpv4(address) && !address.includes('/'));
  return searched.length > 0 && addressesIn(asText(text)).some((found) => searched.includes(found));
};

/** A prefix is whole octets and ends in a dot; a whole address counts as itself. */
const PREFIX = /^(?:\d{1,3}\.){1,3}$/;

const hasPrefix = (text: Value, wanted: readonly string[]): boolean => {
  const prefixes = wanted.filter((prefix) => PREFIX.test(prefix));
  const whole = wanted.filter((prefix) => parseIpv4(prefix) !== undefined);
  if (prefixes.length + whole.length === 0) return false;
  return addressesIn(asText(text)).some(
    (found) => whole.includes(found) || prefixes.some((prefix) => found.startsWith(prefix)),
  );
};

const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'];

function formatIpv4(address: Value, prefix: Value | undefined, withMask: boolean): string {
  const given =
    typeof address === 'string'
      ? parseIpv4(address)
      : { value: Number(BigInt.asUintN(32, BigInt(Math.trunc(Number(address))))), prefix: 32 };
  const bits = prefix === undefined ? 32 : Number(prefix);
  if (!given || !Number.isInteger(bits) || bits < 0 || bits > 32) return '';
  const shared = Math.min(given.prefix, bits);
  return `${ipv4Text(maskIpv4(given.value, shared))}${withMask ? `/${shared}` : ''}`;
}

/** The fewest networks that cover every address from one to another. */
function networksBetween(first: number, last: number): readonly string[] {
  const networks: string[] = [];
  for (let at = first; at <= last;) {
    let prefix = 32;
    while (prefix > 0) {
      const size = 2 ** (32 - (prefix - 1));
      if (at % size !== 0 || at + size - 1 > last) break;
      prefix -= 1;
    }
    networks.push(`${ipv4Text(at)}/${prefix}`);
    at += 2 ** (32 - prefix);
  }
  return networks;
}

export const networkFunctions: readonly KqlFunction[] = [
  network({
    name: 'parse_ipv4',
    summary: 'An IPv4 address as a number, the bits behind its prefix cleared; null when it is none.',
    syntax: 'parse_ipv4(address)',
    examples: [
      { expression: 'parse_ipv4("192.168.1.1/24")', result: 3_232_235_776 },
      { expression: 'parse_ipv4("none")', result: null },
    ],
    evaluate: (text: Value): Value => {
      const address = parseIpv4(asText(text));
      return address ? maskIpv4(address.value, address.prefix) : null;
    },
  }),
  network({
    name: 'parse_ipv4_mask',
    summary: 'An IPv4 address under a prefix as a number; null when it is none.',
    syntax: 'parse_ipv4_mask(address, prefix)',
    examples: [{ expression: 'parse_ipv4_mask("127.0.0.1", 24)', result: 2_130_706_432 }],
    evaluate: (text: Value, prefix: Value): Value => {
      const address = parseIpv4(asText(text));
      const bits = Number(prefix);
      return address && bits >= 0 && bits <= 32 ? maskIpv4(address.value, Math.min(bits, address.prefix)) : null;
    },
  }),
  network({
    name: 'format_ipv4',
    summary: 'An address with the bits behind a prefix cleared; empty when it is none.',
    syntax: 'format_ipv4(address [, prefix])',
    examples: [{ expression: 'format_ipv4("192.168.1.1", 24)', result: '192.168.1.0' }],
    evaluate: (address: Value, prefix?: Value): Value => formatIpv4(address, prefix, false),
  }),
  network({
    name: 'format_ipv4_mask',
    summary: 'An address with the bits behind a prefix cleared, in CIDR notation; empty when it is none.',
    syntax: 'format_ipv4_mask(address [, prefix])',
    examples: [{ expression: 'format_ipv4_mask("192.168.1.1", 24)', result: '192.168.1.0/24' }],
    evaluate: (address: Value, prefix?: Value): Value => formatIpv4(address, prefix, true),
  }),
  network({
    name: 'ipv4_compare',
    summary: '0, 1 or -1: the order of two addresses under their prefixes; null when one is none.',
    syntax: 'ipv4_compare(left, right [, prefix])',
    examples: [
      { expression: 'ipv4_compare("192.168.1.1/24", "192.168.1.255")', result: 0 },
      { expression: 'ipv4_compare("127.0.0.1", "127.0.0.255")', result: -1 },
    ],
    evaluate: (left: Value, right: Value, prefix?: Value): Value => compareIpv4(left, right, prefix) ?? null,
  }),
  network({
    name: 'ipv4_is_match',
    summary: 'Whether two addresses are the same under their prefixes; null when one is none.',
    syntax: 'ipv4_is_match(left, right [, prefix])',
    examples: [
      { expression: 'ipv4_is_match("192.168.1.1", "192.168.1.255/24")', result: true },
      { expression: 'ipv4_is_match("192.168.1.1", "none")', result: null },
    ],
    evaluate: (left: Value, right: Value, prefix?: Value): Value => {
      const order = compareIpv4(left, right, prefix);
      return order === undefined ? null : order === 0;
    },
  }),
  network({
    name: 'ipv4_is_in_range',
    summary: 'Whether a network holds an address; null when one is none.',
    syntax: 'ipv4_is_in_range(address, network)',
    examples: [{ expression: 'ipv4_is_in_range("192.168.1.6", "192.168.1.1/24")', result: true }],
    evaluate: (address: Value, range: Value): Value => inRange4(address, asText(range)) ?? null,
  }),
  network({
    name: 'ipv4_is_in_any_range',
    summary: 'Whether one of several networks holds an address.',
    syntax: 'ipv4_is_in_any_range(address, network, …)',
    examples: [
      { expression: 'ipv4_is_in_any_range("192.168.1.6", dynamic(["10.0.0.1/8", "192.168.1.1/24"]))', result: true },
      { expression: 'ipv4_is_in_any_range("192.0.2.1", "10.0.0.1/8")', result: false },
    ],
    evaluate: anyRange(inRange4),
  }),
  network({
    name: 'ipv4_is_private',
    summary: 'Whether an address belongs to a private network; null when it is none.',
    syntax: 'ipv4_is_private(address)',
    examples: [
      { expression: 'ipv4_is_private("10.1.2.3")', result: true },
      { expression: 'ipv4_is_private("202.1.2.3")', result: false },
      { expression: 'ipv4_is_private("none")', result: null },
    ],
    evaluate: (address: Value): Value => anyRange(inRange4)(address, [...PRIVATE]),
  }),
  network({
    name: 'ipv4_netmask_suffix',
    summary: 'The prefix of a network: 32 for a plain address, null when it is none.',
    syntax: 'ipv4_netmask_suffix(address)',
    examples: [{ expression: 'ipv4_netmask_suffix("192.168.1.1/24")', result: 24 }],
    evaluate: (address: Value): Value => parseIpv4(asText(address))?.prefix ?? null,
  }),
  network({
    name: 'ipv4_range_to_cidr_list',
    summary: 'The networks that cover all addresses from one to another.',
    syntax: 'ipv4_range_to_cidr_list(first, last)',
    examples: [
      {
        expression: 'ipv4_range_to_cidr_list("1.1.128.0", "1.1.140.255")',
        result: ['1.1.128.0/21', '1.1.136.0/22', '1.1.140.0/24'],
      },
    ],
    evaluate: (first: Value, last: Value): Value => {
      const [from, to] = [parseIpv4(asText(first)), parseIpv4(asText(last))];
      return from && to ? [...networksBetween(from.value, to.value)] : null;
    },
  }),
  network({
    name: 'has_ipv4',
    summary: 'Whether an address stands in a text, with no letter or digit at its sides.',
    syntax: 'has_ipv4(text, address)',
    examples: [
      { expression: 'has_ipv4("05:04:54 127.0.0.1 GET /", "127.0.0.1")', result: true },
      { expression: 'has_ipv4("05:04:54127.0.0.1 GET /", "127.0.0.1")', result: false },
    ],
    evaluate: (text: Value, address: Value): Value => hasAddress(text, [asText(address)]),
  }),
  network({
    name: 'has_any_ipv4',
    summary: 'Whether one of several addresses stands in a text.',
    syntax: 'has_any_ipv4(text, address, …)',
    examples: [{ expression: 'has_any_ipv4("x 127.0.0.1", dynamic(["127.0.0.2", "127.0.0.1"]))', result: true }],
    evaluate: (text: Value, ...addresses: readonly Value[]): Value => hasAddress(text, flat(addresses)),
  }),
  network({
    name: 'has_ipv4_prefix',
    summary: 'Whether an address that begins with a prefix stands in a text.',
    syntax: 'has_ipv4_prefix(text, prefix)',
    examples: [{ expression: 'has_ipv4_prefix("05:04:54 127.0.0.1 GET /", "127.0.")', result: true }],
    evaluate: (text: Value, prefix: Value): Value => hasPrefix(text, [asText(prefix)]),
  }),
  network({
    name: 'has_any_ipv4_prefix',
    summary: 'Whether an address that begins with one of several prefixes stands in a text.',
    syntax: 'has_any_ipv4_prefix(text, prefix, …)',
    examples: [
      { expression: 'has_any_ipv4_prefix("x 192.168.1.1", "127.0.", "192.168.")', result: true },
      { expression: 'has_any_ipv4_prefix("x 192.168.1.1", dynamic([]))', result: false },
    ],
    evaluate: (text: Value, ...prefixes: readonly Value[]): Value => hasPrefix(text, flat(prefixes)),
  }),
  network({
    name: 'parse_ipv6',
    summary: 'An address in the long form of IPv6, the bits behind its prefix cleared; empty when it is none.',
    syntax: 'parse_ipv6(address)',
    examples: [
      { expression: 'parse_ipv6("127.0.0.1")', result: '0000:0000:0000:0000:0000:ffff:7f00:0001' },
      { expression: 'parse_ipv6("none")', result: '' },
    ],
    evaluate: (text: Value): Value => {
      const address = parseIpv6(asText(text), true);
      return address ? ipv6Text(maskIpv6(address.value, address.prefix)) : '';
    },
  }),
  network({
    name: 'parse_ipv6_mask',
    summary: 'An address under a prefix in the long form of IPv6; empty when it is none.',
    syntax: 'parse_ipv6_mask(address, prefix)',
    examples: [
      { expression: 'parse_ipv6_mask("192.168.255.255", 120)', result: '0000:0000:0000:0000:0000:ffff:c0a8:ff00' },
    ],
    evaluate: (text: Value, prefix: Value): Value => {
      const address = parseIpv6(asText(text), true);
      const bits = Number(prefix);
      if (!address || bits < 0 || bits > 128) return '';
      return ipv6Text(maskIpv6(address.value, Math.min(bits, address.prefix)));
    },
  }),
  network({
    name: 'ipv6_compare',
    summary: '0, 1 or -1: the order of two addresses under their prefixes; null when one is none.',
    syntax: 'ipv6_compare(left, right [, prefix])',
    examples: [{ expression: 'ipv6_compare("fe80::1", "fe80::2", 127)', result: -1 }],
    evaluate: (left: Value, right: Value, prefix?: Value): Value => compareIpv6(left, right, prefix) ?? null,
  }),
  network({
    name: 'ipv6_is_match',
    summary: 'Whether two addresses are the same under their prefixes; null when one is none.',
    syntax: 'ipv6_is_match(left, right [, prefix])',
    examples: [{ expression: 'ipv6_is_match("192.168.1.1", "192.168.1.1")', result: true }],
    evaluate: (left: Value, right: Value, prefix?: Value): Value => {
      const order = compareIpv6(left, right, prefix);
      return order === undefined ? null : order === 0;
    },
  }),
  network({
    name: 'ipv6_is_in_range',
    summary: 'Whether a network holds an address; null when one is none.',
    syntax: 'ipv6_is_in_range(address, network)',
    examples: [{ expression: 'ipv6_is_in_range("fe80::1", "fe80::/10")', result: true }],
    evaluate: (address: Value, range: Value): Value => inRange6(address, asText(range)) ?? null,
  }),
  network({
    name: 'ipv6_is_in_any_range',
    summary: 'Whether one of several networks holds an address.',
    syntax: 'ipv6_is_in_any_range(address, network, …)',
    examples: [{ expression: 'ipv6_is_in_any_range("fe80::1", dynamic(["fe80::/10"]))', result: true }],
    evaluate: anyRange(inRange6),
  }),
];
