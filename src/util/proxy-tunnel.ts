import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { type ConnectionOptions, connect as tlsConnect } from 'node:tls';

/** Why there is no tunnel: the proxy is not reached, it refuses, or no trusted connection lies behind it. */
export class TunnelProblem extends Error {
  readonly at: 'proxy' | 'answer' | 'target';
  /** What the proxy answered. */
  readonly status: number | undefined;

  constructor(message: string, at: TunnelProblem['at'], details: { status?: number; cause?: unknown } = {}) {
    super(message, { cause: details.cause });
    this.name = 'TunnelProblem';
    this.at = at;
    this.status = details.status;
  }
}

export interface TunnelOptions {
  /** How the certificate behind the proxy is trusted. */
  readonly tls: Pick<ConnectionOptions, 'ca' | 'minVersion'>;
  /** Silence after which the tunnel is given up, in milliseconds. */
  readonly silenceMs: number;
}

/**
 * A TLS connection to the host of a URL through a proxy (RFC 9110, section 9.3.6). The proxy's password is in no message.
 *
 * @throws TunnelProblem
 */
export async function openTunnel(url: URL, proxy: URL, options: TunnelOptions): Promise<Socket> {
  const socket = await connectThrough(proxy, `${url.hostname}:${url.port || 443}`, options.silenceMs);
  const host = bareHost(url);
  return new Promise((resolve, reject) => {
    // By name, or by address where that is the host: TLS knows no name then.
    const named = isIP(host) === 0 ? { servername: host } : {};
    const secured = tlsConnect({ socket, host, ...named, ...options.tls });
    const fail = (cause: NodeJS.ErrnoException): void => {
      socket.destroy();
      const message = `leads to no trusted connection: ${cause.code ?? cause.message}`;
      reject(new TunnelProblem(message, 'target', { cause }));
    };
    secured.setTimeout(options.silenceMs, () => secured.destroy(new Error('it fell silent')));
    secured.once('error', fail);
    secured.once('secureConnect', () => {
      secured.setTimeout(0);
      secured.off('error', fail);
      resolve(secured);
    });
  });
}

function connectThrough(proxy: URL, target: string, silenceMs: number): Promise<Socket> {
  const credentials = decodeURIComponent(`${proxy.username}:${proxy.password}`);
  const isSecure = proxy.protocol === 'https:';
  return new Promise((resolve, reject) => {
    const asked = (isSecure ? httpsRequest : httpRequest)({
      host: bareHost(proxy),
      port: proxy.port || (isSecure ? 443 : 80),
      method: 'CONNECT',
      path: target,
      agent: false,
      timeout: silenceMs,
      headers: {
        host: target,
        ...(credentials !== ':' && { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` }),
      },
    });
    const refuse = (status = 0): void => reject(new TunnelProblem(`answers ${status}`, 'answer', { status }));
    asked.on('connect', ({ statusCode }, socket) => {
      if (statusCode === 200) {
        resolve(socket);
        return;
      }
      socket.destroy();
      refuse(statusCode);
    });
    asked.on('response', (response) => {
      response.destroy();
      refuse(response.statusCode);
    });
    asked.on('timeout', () => asked.destroy(new Error('it fell silent')));
    asked.on('error', (cause: NodeJS.ErrnoException) =>
      reject(new TunnelProblem(`cannot be reached: ${cause.code ?? cause.message}`, 'proxy', { cause })),
    );
    asked.end();
  });
}

const bareHost = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');
