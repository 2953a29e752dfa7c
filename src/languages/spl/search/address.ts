import { BlockList, isIP } from 'node:net';

/** A test for addresses inside `text`, when that is a CIDR block (`10.0.0.0/8`, `2001:db8::/32`). */
export function cidrMatcher(text: string): ((address: string) => boolean) | undefined {
  const match = /^([0-9a-fA-F.:]+)\/(\d{1,3})$/.exec(text);
  if (!match) return undefined;
  const [, network = '', bits = ''] = match;
  const version = isIP(network);
  if (version === 0 || Number(bits) > (version === 4 ? 32 : 128)) return undefined;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const block = new BlockList();
  block.addSubnet(network, Number(bits), family);
  return (address) => isIP(address) === version && block.check(address, family);
}
