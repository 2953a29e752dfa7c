import { type Agent, request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { openTunnel, TunnelProblem } from '../util/proxy-tunnel.ts';
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
  const connection = proxy && (await tunnel(url, proxy, trusted, options.timeoutMs));
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

async function tunnel(url: URL, proxy: URL, trusted: { readonly ca?: string }, timeoutMs: number): Promise<Socket> {
  try {
    return await openTunnel(url, proxy, { tls: { minVersion: 'TLSv1.2', ...trusted }, silenceMs: timeoutMs });
  } catch (error) {
    if (!(error instanceof TunnelProblem)) throw error;
    const { status } = error;
    throw new TransportError(
      `The proxy ${proxy.host} ${error.message}.`,
      status === undefined ? { problem: 'network' } : { problem: 'status', status },
    );
  }
}
