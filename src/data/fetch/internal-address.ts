import { BlockList, isIP } from 'node:net';

/** @see https://www.iana.org/assignments/iana-ipv4-special-registry */
const IPV4 = `
  0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24
  192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4
`;

/**
 * Ranges that hold an IPv4 address inside (mapped, NAT64, 6to4, Teredo) are refused as a whole.
 *
 * @see https://www.iana.org/assignments/iana-ipv6-special-registry
 */
const IPV6 = `
  ::/96 ::ffff:0:0/96 64:ff9b::/96 64:ff9b:1::/48 100::/64 2001::/23 2001:db8::/32 2002::/16 3fff::/20 5f00::/16
  fc00::/7 fe80::/10 fec0::/10 ff00::/8
`;

function listOf(ranges: string, family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const range of ranges.trim().split(/\s+/)) {
    const [network = '', bits] = range.split('/');
    list.addSubnet(network, Number(bits), family);
  }
  return list;
}

// One list of both would compare IPv4 addresses with the mapped ones too.
const ipv4 = listOf(IPV4, 'ipv4');
const ipv6 = listOf(IPV6, 'ipv6');

/** Whether an address leads into a private network, to this machine, or nowhere public. */
export function isInternalAddress(address: string): boolean {
  const family = isIP(address);
  return family === 4 ? ipv4.check(address) : family === 0 || ipv6.check(address, 'ipv6');
}
