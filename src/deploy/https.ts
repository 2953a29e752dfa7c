import { request as httpRequest } from 'node:http';
import { type Agent, request as httpsRequest } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { connect as tlsConnect } from 'node:tls';
import { proxyFor } from '../util/proxy.ts';
import { TransportError } from './transport-error.ts';

export interface HttpsMessage {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

export interface HttpsOptions {
  readonly timeoutMs: number;
  /** Certificates that are trusted in place of the system's (PEM). */
  readonly ca?: string;
  /** Keeps connections; a connection through a proxy is not kept. */
  readonly agent?: Agent;
  /** The proxy that a URL goes through; default: by `HTTPS_PROXY` and `NO_PROXY`. */
  readonly proxyFor?: (url: URL) => URL | undefined;
  readonly signal?: AbortSignal;
}

export interface HttpsAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
}

const LARGEST_ANSWER = 256 * 1024 * 1024;

/**
 * One request over HTTPS with the certificate verified, without redirects and without another try. An answer of any
 * status is an answer.
 *
 * @throws TransportError for no answer, or half of one. The message names method and path alone.
 */
export async function sendHttps(url: URL, message: HttpsMessage, options: HttpsOptions): Promise<HttpsAnswer> {
  const what = `${message.method} ${url.pathname}`;
  const body = message.body ?? '';
  const trusted = options.ca === undefined ? {} : { ca: options.ca };
  const proxy = options.proxyFor ? options.proxyFor(url) : proxyFor(url, process.env);
  const connection = proxy && (await openTunnel(url, proxy, trusted, options.timeoutMs));
  return new Promise((resolve, reject) => {
    const fail = (problem: 'network' | 'timeout' | 'truncated', reason: string): void => {
      reject(new TransportError(`${what}: ${reason}`, { problem }));
    };
    const sent = httpsRequest(
      url,
      {
        method: message.method,
        headers: { ...message.headers, 'Content-Length': String(Buffer.byteLength(body)) },
        ...(connection ? { createConnection: () => connection } : options.agent && { agent: options.agent }),
        rejectUnauthorized: true,
        minVersion: 'TLSv1.2',
        ...trusted,
        ...(options.signal && { signal: options.signal }),
      },
      (answer) => {
        const chunks: Buffer[] = [];
        let size = 0;
        answer.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > LARGEST_ANSWER) sent.destroy(new Error('the answer is too large'));
          else chunks.push(chunk);
        });
        answer.on('aborted', () => fail('truncated', 'the answer was cut off'));
        answer.on('error', () => fail('truncated', 'the answer was cut off'));
        answer.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text });
        });
      },
    );
    const timer = setTimeout(() => {
      fail('timeout', `no answer within ${options.timeoutMs} ms`);
      sent.destroy();
    }, options.timeoutMs);
    sent.on('close', () => clearTimeout(timer));
    sent.on('error', (error: NodeJS.ErrnoException) => {
      if (options.signal?.aborted) reject(options.signal.reason as Error);
      else fail('network', error.code ?? 'the connection failed');
    });
    sent.end(body);
  });
}

/** A TLS connection to the host of a URL through a proxy. Its password is in no message. */
function openTunnel(url: URL, proxy: URL, trusted: { readonly ca?: string }, timeoutMs: number): Promise<Socket> {
  const target = `${url.hostname}:${url.port || 443}`;
  const credentials = decodeURIComponent(`${proxy.username}:${proxy.password}`);
  const send = proxy.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const fail = (reason: string, details: ConstructorParameters<typeof TransportError>[1]): void =>
      reject(new TransportError(`The proxy ${proxy.host} ${reason}.`, details));
    const asked = send({
      host: proxy.hostname.replace(/^\[|\]$/g, ''),
      port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
      method: 'CONNECT',
      path: target,
      agent: false,
      timeout: timeoutMs,
      headers: {
        host: target,
        ...(credentials !== ':' && { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` }),
      },
    });
    asked.on('connect', (response, socket) => {
      if (response.statusCode !== 200) {
        socket.destroy();
        fail(`answers ${response.statusCode}`, { problem: 'status', status: response.statusCode ?? 0 });
        return;
      }
      const host = url.hostname.replace(/^\[|\]$/g, '');
      // By name, or by address where that is the host: TLS knows no name then.
      const named = isIP(host) === 0 ? { servername: host } : {};
      const secured = tlsConnect({ socket, host, ...named, minVersion: 'TLSv1.2', ...trusted });
      secured.once('secureConnect', () => resolve(secured));
      secured.once('error', (error: NodeJS.ErrnoException) =>
        fail(`leads to no trusted connection: ${error.code ?? 'it failed'}`, { problem: 'network' }),
      );
    });
    asked.on('response', (response) => {
      response.destroy();
      fail(`answers ${response.statusCode}`, { problem: 'status', status: response.statusCode ?? 0 });
    });
    asked.on('timeout', () => asked.destroy(new Error('it fell silent')));
    asked.on('error', (error: NodeJS.ErrnoException) =>
      fail(`cannot be reached: ${error.code ?? 'it fell silent'}`, { problem: 'network' }),
    );
    asked.end();
  });
}
