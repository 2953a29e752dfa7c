import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { sendHttps } from '../../src/deploy/https.ts';
import { type Emulator, startEmulator } from '../emulators/server.ts';

let service: Emulator;
let proxy: Server;
let asked: { readonly target: string; readonly authorization: string | undefined }[] = [];
let status = 200;
const sockets = new Set<Socket>();

beforeEach(async () => {
  asked = [];
  status = 200;
  service = await startEmulator(({ path }) => ({ status: 200, body: { path } }));
  proxy = createServer();
  proxy.on('connect', (request: IncomingMessage, socket: Socket) => {
    asked.push({ target: request.url ?? '', authorization: request.headers['proxy-authorization'] });
    sockets.add(socket);
    if (status !== 200) {
      socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
      return;
    }
    const [host = '', port = ''] = (request.url ?? '').split(':');
    const there = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connected\r\n\r\n');
      there.pipe(socket);
      socket.pipe(there);
    });
    sockets.add(there);
    there.on('error', () => socket.destroy());
    socket.on('error', () => there.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await service.close();
  await new Promise((resolve) => proxy.close(resolve));
});

const send = (proxyUrl: string, more: { readonly ca?: string } = { ca: service.ca }) =>
  sendHttps(
    new URL('/x', service.url),
    { method: 'GET', headers: {} },
    { timeoutMs: 3_000, ...more, proxyFor: () => new URL(proxyUrl) },
  );
const address = (credentials = ''): string => `http://${credentials}127.0.0.1:${(proxy.address() as AddressInfo).port}`;

it('goes through a proxy, with its password, to a verified service', async () => {
  const answer = await send(address('user:p%40ss@'));
  expect([answer.status, answer.text]).toEqual([200, '{"path":"/x"}']);
  expect(asked).toEqual([
    { target: new URL(service.url).host, authorization: `Basic ${Buffer.from('user:p@ss').toString('base64')}` },
  ]);
  await expect(send(address(), {})).rejects.toThrow(
    /leads to no trusted connection: (SELF_SIGNED|UNABLE_TO|DEPTH_ZERO)/,
  );
});

it('says what is wrong with a proxy, and not its password', async () => {
  status = 407;
  const refused = await send(address('user:proxy-canary@')).catch((error: Error) => error);
  expect(String(refused)).toMatch(/^TransportError: The proxy 127\.0\.0\.1:\d+ answers 407\.$/);
  await expect(send('http://user:proxy-canary@127.0.0.1:1')).rejects.toThrow(
    'The proxy 127.0.0.1:1 cannot be reached: ECONNREFUSED.',
  );
});

it('stops when it is told to', async () => {
  service.fault = () => 'silent';
  const controller = new AbortController();
  setTimeout(() => controller.abort(new Error('enough')), 30);
  const options = { timeoutMs: 3_000, ca: service.ca, signal: controller.signal, proxyFor: () => undefined };
  await expect(sendHttps(new URL(service.url), { method: 'GET', headers: {} }, options)).rejects.toThrow('enough');
});
