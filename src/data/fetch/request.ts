import type { IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import type { LookupFunction, Socket } from 'node:net';
import { rootCertificates } from 'node:tls';
import { openTunnel, TunnelProblem } from '../../util/proxy-tunnel.ts';
import type { Network } from './network.ts';
import { FetchProblem } from './problem.ts';

/** A connection that says nothing for so long is given up. */
const SILENCE_MS = 30_000;

/** Sends one GET and resolves to the response once its head is there. The caller reads the body, or destroys it. */
export async function request(
  url: URL,
  headers: Readonly<Record<string, string>>,
  network: Network,
): Promise<IncomingMessage> {
  const proxy = network.proxyFor(url);
  const connection = proxy && (await tunnel(url, proxy, network));
  const options: RequestOptions = {
    method: 'GET',
    headers: { 'user-agent': 'firedrill', accept: '*/*', 'accept-encoding': 'identity', ...headers },
    lookup: guardedLookup(network),
    timeout: SILENCE_MS,
    ...trusted(network),
    ...(connection ? { createConnection: () => connection } : { agent: false }),
  };
  return new Promise((resolve, reject) => {
    const sent = httpsRequest(url, options, resolve);
    sent.on('timeout', () => sent.destroy(new FetchProblem('the server fell silent', { passing: true })));
    sent.on('error', (error) => reject(asProblem(error)));
    sent.end();
  });
}

const trusted = ({ authority }: Network): { ca?: string[] } =>
  authority === undefined ? {} : { ca: [...rootCertificates, authority] };

/**
 * Resolves a host for the very connection that is about to be made, so that an answer that changes between a check and
 * the connection cannot lead inside. One internal address among several is enough to refuse.
 */
function guardedLookup(network: Network): LookupFunction {
  return (host, options, callback) => {
    network.resolve(host).then(
      (addresses) => {
        const [first] = addresses;
        const refused = addresses.find(({ address }) => network.refuses(address));
        if (refused || !first) {
          const why = refused
            ? `"${host}" leads to the internal address ${refused.address}`
            : `"${host}" has no address`;
          callback(new FetchProblem(why), '', 0);
        } else if (options.all) callback(null, [...addresses]);
        else callback(null, first.address, first.family);
      },
      (error: Error) => callback(error, '', 0),
    );
  };
}

/** A TLS connection to the host of a URL through a proxy. */
async function tunnel(url: URL, proxy: URL, network: Network): Promise<Socket> {
  try {
    return await openTunnel(url, proxy, { tls: trusted(network), silenceMs: SILENCE_MS });
  } catch (error) {
    if (!(error instanceof TunnelProblem)) throw error;
    if (error.at === 'target') throw asProblem(error.cause);
    const passing = error.at === 'proxy' || isPassingStatus(error.status ?? 0);
    throw new FetchProblem(`the proxy "${proxy.host}" ${error.message}`, { passing });
  }
}

export const isPassingStatus = (status: number): boolean => [408, 425, 429, 500, 502, 503, 504].includes(status);

const PASSING = new Set([
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EAI_AGAIN',
  'ENETUNREACH',
]);

/** Any failure of a connection; those of the line pass, those of trust do not. */
export function asProblem(error: unknown): FetchProblem {
  if (error instanceof FetchProblem) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  return new FetchProblem(message || String(code), { passing: code !== undefined && PASSING.has(code) });
}
