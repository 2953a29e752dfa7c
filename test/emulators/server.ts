import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { throwAwayCertificates } from './certificates.ts';

export interface EmulatedRequest {
  /** From 1 on. */
  readonly number: number;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly bytes: Buffer;
}

export interface EmulatedResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Instead of a body: JSON values, one a line. */
  readonly lines?: readonly unknown[];
}

/**
 * What goes wrong with one request: an answer in place of the service's; the connection reset before the service sees it,
 * or after it did its work; half an answer; none; an answer from before the last change.
 */
export type Fault =
  | { readonly status: number; readonly retryAfter?: string }
  | 'reset-before'
  | 'reset-after'
  | 'truncated'
  | 'silent'
  | 'stale';

export interface Emulator {
  readonly url: string;
  readonly ca: string;
  readonly requests: EmulatedRequest[];
  fault: (request: EmulatedRequest) => Fault | undefined;
  close(): Promise<void>;
}

/** A mistake of the emulator itself is shown as such. */
const brokenEmulator = (error: unknown): EmulatedResponse => ({
  status: 599,
  body: { messages: [{ type: 'FATAL', text: `The emulator failed: ${(error as Error).stack}` }] },
});

/** A service as a real HTTPS server on loopback, under a throw-away certificate authority. */
export async function startEmulator(
  answer: (request: EmulatedRequest, stale: boolean) => EmulatedResponse | Promise<EmulatedResponse>,
): Promise<Emulator> {
  const { ca, certificate, key } = throwAwayCertificates();
  const sockets = new Set<Socket>();
  const requests: EmulatedRequest[] = [];
  const server: Server = createServer({ cert: certificate, key }, (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('error', () => undefined);
    outgoing.on('error', () => undefined);
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', async () => {
      const url = new URL(incoming.url ?? '/', 'https://localhost');
      const request: EmulatedRequest = {
        number: requests.length + 1,
        method: incoming.method ?? 'GET',
        path: url.pathname,
        query: url.searchParams,
        headers: incoming.headers as Readonly<Record<string, string>>,
        body: Buffer.concat(chunks).toString('utf8'),
        bytes: Buffer.concat(chunks),
      };
      requests.push(request);
      const fault = emulator.fault(request);
      if (fault === 'reset-before') {
        incoming.socket.destroy();
        return;
      }
      if (fault === 'silent') return;
      if (typeof fault === 'object') {
        const headers = fault.retryAfter === undefined ? {} : { 'Retry-After': fault.retryAfter };
        outgoing.writeHead(fault.status, { 'Content-Type': 'application/json', ...headers });
        outgoing.end('{}');
        return;
      }
      const { status, headers, body, lines } = await Promise.resolve(answer(request, fault === 'stale')).catch(
        brokenEmulator,
      );
      if (fault === 'reset-after') {
        incoming.socket.destroy();
        return;
      }
      const text = lines
        ? lines.map((line) => `${JSON.stringify(line)}\n`).join('')
        : body === undefined
          ? ''
          : JSON.stringify(body);
      outgoing.writeHead(status, {
        'Content-Type': 'application/json; charset=UTF-8',
        ...headers,
        'Content-Length': String(Buffer.byteLength(text)),
      });
      if (fault === 'truncated' && text.length > 1) {
        outgoing.write(text.slice(0, text.length >> 1), () => incoming.socket.destroy());
      } else if (fault === 'truncated') incoming.socket.destroy();
      else outgoing.end(text);
    });
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const emulator: Emulator = {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ca,
    requests,
    fault: () => undefined,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return emulator;
}
