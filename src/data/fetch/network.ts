import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { setTimeout } from 'node:timers/promises';
import { isInternalAddress } from './internal-address.ts';
import { proxyFor } from '../../util/proxy.ts';

/** What a download touches of the outside world; tests bring their own. */
export interface Network {
  /** All addresses of a host. */
  resolve(host: string): Promise<readonly LookupAddress[]>;
  /** Whether no connection is made to an address. */
  refuses(address: string): boolean;
  /** The proxy that a URL goes through. */
  proxyFor(url: URL): URL | undefined;
  /** A certificate authority to trust beside the usual ones. */
  readonly authority?: string;
  pause(milliseconds: number): Promise<void>;
  /** Uniform in [0, 1). */
  random(): number;
}

export const systemNetwork: Network = {
  resolve: (host) => lookup(host, { all: true }),
  refuses: isInternalAddress,
  proxyFor: (url) => proxyFor(url, process.env),
  pause: async (milliseconds) => {
    await setTimeout(milliseconds);
  },
  random: Math.random,
};
