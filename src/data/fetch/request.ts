import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { isIP, type LookupFunction, type Socket } from 'node:net';
import { connect as tlsConnect, rootCertificates } from 'node:tls';
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
function tunnel(url: URL, proxy: URL, network: Network): Promise<Socket> {
  const target = `${url.hostname}:${url.port || 443}`;
  const credentials = decodeURIComponent(`${proxy.username}:${proxy.password}`);
  const send = proxy.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const fail = (message: string, passing = false): void =>
      reject(new FetchProblem(`the proxy "${proxy.host}" ${message}`, { passing }));
    const asked = send({
      host: proxy.hostname.replace(/^\[|\]$/g, ''),
      port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
      method: 'CONNECT',
      path: target,
      agent: false,
      timeout: SILENCE_MS,
      headers: {
        host: target,
        ...(credentials !== ':' && { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` }),
      },
    });
    asked.on('connect', (response, socket) => {
      if (response.statusCode !== 200) {
        socket.destroy();
        fail(`answers ${response.statusCode}`, isPassingStatus(response.statusCode ?? 0));
        return;
      }
      const host = url.hostname.replace(/^\[|\]$/g, '');
      // TLS knows no name of a host that is an address.
      const named = isIP(host) === 0 ? { servername: host } : {};
      const secured = tlsConnect({ socket, host, ...named, ...trusted(network) });
      secured.once('secureConnect', () => resolve(secured));
      secured.once('error', (error) => reject(asProblem(error)));
    });
    asked.on('response', (response) => {
      response.destroy();
      fail(`answers ${response.statusCode}`);
    });
    asked.on('timeout', () => asked.destroy(new Error('it fell silent')));
    asked.on('error', (error) => fail(`cannot be reached: ${error.message}`, true));
    asked.end();
  });
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
