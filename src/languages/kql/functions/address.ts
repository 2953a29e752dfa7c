/** An address with its prefix: IPv4 as 32 bits, IPv6 as 128. */
export interface Ipv4 {
  readonly value: number;
  readonly prefix: number;
}

const OCTET = '(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])';
const IPV4 = new RegExp(`^${OCTET}\\.${OCTET}\\.${OCTET}\\.${OCTET}(?:/(3[0-2]|[12]?[0-9]))?$`);

/** `192.0.2.1`, `192.0.2.0/24`; undefined for anything else. */
export function parseIpv4(text: string): Ipv4 | undefined {
  const match = IPV4.exec(text.trim());
  if (!match) return undefined;
  const [, a, b, c, d, prefix] = match;
  const value = ((Number(a) * 256 + Number(b)) * 256 + Number(c)) * 256 + Number(d);
  return { value, prefix: prefix === undefined ? 32 : Number(prefix) };
}

/** The address with all bits behind the prefix cleared. */
export function maskIpv4(value: number, prefix: number): number {
  const size = 2 ** (32 - prefix);
  return Math.floor(value / size) * size;
}

export const ipv4Text = (value: number): string =>
  [value / 2 ** 24, value / 2 ** 16, value / 2 ** 8, value].map((part) => Math.floor(part) % 256).join('.');

export interface Ipv6 {
  readonly value: bigint;
  readonly prefix: number;
}

const MAPPED = 0xffff_0000_0000n;

/**
 * An IPv6 address with an optional prefix; an IPv4 address counts as the IPv6 address that maps it. With `embedded` the
 * prefix of `::192.0.2.0/24` counts within its IPv4 part: the engine does so where it parses, not where it compares.
 */
export function parseIpv6(text: string, embedded = false): Ipv6 | undefined {
  const trimmed = text.trim();
  const ipv4 = parseIpv4(trimmed);
  if (ipv4) return { value: MAPPED | BigInt(ipv4.value), prefix: ipv4.prefix + 96 };
  const slash = trimmed.indexOf('/');
  const prefix = slash < 0 ? 128 : Number(trimmed.slice(slash + 1));
  if (!Number.isInteger(prefix) || prefix < 0 || prefix > 128) return undefined;
  const address = slash < 0 ? trimmed : trimmed.slice(0, slash);
  const value = ipv6Value(address);
  if (value === undefined) return undefined;
  return { value, prefix: embedded && address.includes('.') && slash >= 0 && prefix <= 32 ? prefix + 96 : prefix };
}

function ipv6Value(text: string): bigint | undefined {
  if (!text.includes(':')) return undefined;
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half) => groupsOf(half));
  if (!head || (halves.length === 2 && !tail)) return undefined;
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...new Array<number>(missing).fill(0), ...(tail ?? [])];
  return groups.reduce((value, group) => (value << 16n) | BigInt(group), 0n);
}

/** Groups of four digits; the last may be an IPv4 address. */
function groupsOf(text: string): readonly number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  for (const part of text.split(':')) {
    const ipv4 = part.includes('.') ? parseIpv4(part) : undefined;
    if (ipv4) groups.push(Math.floor(ipv4.value / 65536), ipv4.value % 65536);
    else if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return groups;
}

export const maskIpv6 = (value: bigint, prefix: number): bigint =>
  (value >> BigInt(128 - prefix)) << BigInt(128 - prefix);

/** All eight groups of four digits. */
export const ipv6Text = (value: bigint): string =>
  (value.toString(16).padStart(32, '0').match(/.{4}/g) ?? []).join(':');
