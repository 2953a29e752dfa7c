import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo, connect, type Server } from 'node:net';
import { createCertificates } from './certificates.ts';

export const HOSTS = ['media.githubusercontent.com', 'raw.githubusercontent.com', 'logs.example.com'];

export type Handler = (request: IncomingMessage, response: ServerResponse, count: number) => void;

export interface LogServer {
  readonly port: number;
  readonly authority: string;
  /** Heads of the requests that came in. */
  readonly requests: { readonly url: string; readonly range: string | undefined; readonly host: string }[];
  /** What a path answers; `count` is how often it was asked before. */
  answer(path: string, handler: Handler): void;
  close(): Promise<void>;
}

const listening = (server: Server): Promise<number> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));

const closing = (server: Server & { closeAllConnections?: () => void }): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections?.();
  });

/** An HTTPS server on the loopback address for the hosts of attack data, with a certificate of its own authority. */
export async function startLogServer(): Promise<LogServer> {
  const { authority, certificate, key } = createCertificates(HOSTS);
  const handlers = new Map<string, Handler>();
  const counts = new Map<string, number>();
  const requests: LogServer['requests'] = [];
  const server = createServer({ key, cert: certificate }, (request, response) => {
    const url = request.url ?? '';
    const count = counts.get(url) ?? 0;
    counts.set(url, count + 1);
    requests.push({ url, range: request.headers.range, host: request.headers.host ?? '' });
    const handler = handlers.get(url);
    if (handler) handler(request, response, count);
    else response.writeHead(404).end();
  });
  const port = await listening(server);
  return {
    port,
    authority,
    requests,
    answer: (path, handler) => {
      handlers.set(path, handler);
      counts.delete(path);
    },
    close: () => closing(server),
  };
}

export interface TestProxy {
  readonly port: number;
  /** What it was asked to connect to, and with which credentials. */
  readonly asked: { readonly target: string; readonly credentials: string | undefined }[];
  close(): Promise<void>;
}

/** A CONNECT proxy that leads every host to one port of this machine. */
export async function startProxy(toPort: number): Promise<TestProxy> {
  const asked: TestProxy['asked'] = [];
  const server = createHttpServer();
  const sockets = new Set<{ destroy(): void }>();
  server.on('connect', (request, socket) => {
    sockets.add(socket);
    asked.push({ target: request.url ?? '', credentials: request.headers['proxy-authorization'] });
    const onward = connect(toPort, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.pipe(socket);
      socket.pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });
  const close = (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    return closing(server);
  };
  return { port: await listening(server), asked, close };
}
