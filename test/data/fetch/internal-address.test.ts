import { expect, it } from 'vitest';
import { isInternalAddress } from '../../../src/data/fetch/internal-address.ts';

it.each([
  '127.0.0.1',
  '10.1.2.3',
  '172.16.0.1',
  '192.168.0.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '224.0.0.1',
  '255.255.255.255',
  '::1',
  '::',
  'fe80::1',
  'fd00::1',
  'ff02::1',
  '::ffff:127.0.0.1',
  '::ffff:8.8.8.8',
  '::127.0.0.1',
  '64:ff9b::7f00:1',
  '2002:7f00:1::',
  '2001:db8::1',
  'no address',
])('%s is internal', (address) => expect(isInternalAddress(address)).toBe(true));

it.each(['8.8.8.8', '140.82.121.4', '172.32.0.1', '2606:50c0:8000::154', '2a00:1450:4001:80b::200e'])(
  '%s is public',
  (address) => expect(isInternalAddress(address)).toBe(false),
);
