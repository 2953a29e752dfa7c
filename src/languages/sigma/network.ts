/** An address as a number, with how many bits its kind has. */
interface Address {
  readonly bits: 32 | 128;
  readonly number: bigint;
}

/** The addresses of a network. */
export interface Network {
  contains(text: string): boolean;
}

const OCTET = '(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const IPV4 = new RegExp(`^${OCTET}\\.${OCTET}\\.${OCTET}\\.${OCTET}$`);

/** A network in CIDR notation (an address alone is a network of one); undefined when it is none. */
export function parseNetwork(text: string): Network | undefined {
  const [base, length, ...more] = text.trim().split('/');
  const address = parseAddress(base ?? '');
  if (!address || more.length > 0 || (length !== undefined && !/^\d{1,3}$/.test(length))) return undefined;
  const prefix = length === undefined ? address.bits : Number(length);
  if (prefix > address.bits) return undefined;
  const shift = BigInt(address.bits - prefix);
  const wanted = address.number >> shift;
  return {
    contains: (other) => {
      const found = parseAddress(other);
      return found !== undefined && found.bits === address.bits && found.number >> shift === wanted;
    },
  };
}

function parseAddress(text: string): Address | undefined {
  const octets = IPV4.exec(text);
  if (octets) return { bits: 32, number: octets.slice(1).reduce((sum, part) => sum * 256n + BigInt(part), 0n) };
  return text.includes(':') ? parseIpv6(text) : undefined;
}

function parseIpv6(text: string): Address | undefined {
  const halves = text.replace(/%.*$/, '').split('::');
  if (halves.length > 2) return undefined;
  const groups = halves.map(groupsOf);
  const [head, tail] = groups;
  if (!head || (halves.length === 2 && !tail)) return undefined;
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const all = [...head, ...new Array<number>(missing).fill(0), ...(tail ?? [])];
  return { bits: 128, number: all.reduce((sum, group) => sum * 65_536n + BigInt(group), 0n) };
}

function groupsOf(half: string): readonly number[] | undefined {
  if (half === '') return [];
  const groups: number[] = [];
  for (const [index, part] of half.split(':').entries()) {
    const octets = IPV4.exec(part);
    if (octets && index === half.split(':').length - 1) {
      const [a, b, c, d] = octets.slice(1).map(Number) as [number, number, number, number];
      groups.push(a * 256 + b, c * 256 + d);
    } else if (/^[0-9A-Fa-f]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return groups;
}
