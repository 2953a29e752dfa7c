import { type Agent, request } from 'node:https';
import type { Message, Response } from 'splunk-sdk';
import { retryAfterOf, TransportError } from '../transport-error.ts';

export interface TransportOptions {
  readonly timeoutMs: number;
  /** Certificates that are trusted in place of the system's (PEM). */
  readonly ca?: string;
  /** Keeps connections. */
  readonly agent?: Agent;
}

const LARGEST_ANSWER = 256 * 1024 * 1024;

/**
 * One request of the SDK over HTTPS with the certificate verified. The SDK's own transport verifies none, follows
 * redirects with the token, and fails with objects that are no errors.
 *
 * @throws TransportError for every answer from 400 on, and for no or half an answer.
 */
export function sendSplunkRequest(url: string, message: Message, options: TransportOptions): Promise<Response> {
  const target = new URL(url);
  const what = `${message.method} ${target.pathname}`;
  const body = message.body ?? '';
  return new Promise((resolve, reject) => {
    const fail = (problem: 'network' | 'timeout' | 'truncated', reason: string): void => {
      reject(new TransportError(`${what}: ${reason}`, { problem }));
    };
    const sent = request(
      target,
      {
        method: message.method,
        headers: { ...message.headers, 'Content-Length': String(Buffer.byteLength(body)), Accept: 'application/json' },
        ...(options.agent && { agent: options.agent }),
        rejectUnauthorized: true,
        minVersion: 'TLSv1.2',
        ...(options.ca !== undefined && { ca: options.ca }),
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
          const status = answer.statusCode ?? 0;
          const text = Buffer.concat(chunks).toString('utf8');
          if (status >= 300) {
            const retryAfterMs = retryAfterOf(answer.headers['retry-after'], Date.now());
            const details = { problem: 'status' as const, status, ...(retryAfterMs !== undefined && { retryAfterMs }) };
            reject(new TransportError(`${what}: ${status}${reasonIn(text)}`, details));
            return;
          }
          let data: unknown;
          try {
            data = text === '' ? {} : JSON.parse(text);
          } catch {
            fail('truncated', 'the answer is no complete JSON');
            return;
          }
          resolve({ response: { headers: answer.headers, statusCode: status }, status, data, error: null });
        });
      },
    );
    const timer = setTimeout(() => {
      fail('timeout', `no answer within ${options.timeoutMs} ms`);
      sent.destroy();
    }, options.timeoutMs);
    sent.on('close', () => clearTimeout(timer));
    sent.on('error', (error: NodeJS.ErrnoException) => fail('network', error.code ?? 'the connection failed'));
    sent.end(body);
  });
}

/** What Splunk says about a failure; clipped, and only its own messages. */
function reasonIn(text: string): string {
  try {
    const { messages } = JSON.parse(text) as { readonly messages?: readonly { readonly text?: unknown }[] };
    const said = (messages ?? []).flatMap(({ text: message }) => (typeof message === 'string' ? [message.trim()] : []));
    return said.length > 0 ? ` ${said.join(' ').slice(0, 300)}` : '';
  } catch {
    return '';
  }
}
