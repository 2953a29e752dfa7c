import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { openTunnel } from '../../src/util/proxy-tunnel.ts';

const open: Array<() => void> = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

/** A proxy that answers a CONNECT with a text, and says nothing more. */
async function proxyThatSays(answer: string): Promise<URL> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    socket.once('data', () => socket.write(answer));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return new URL(`http://reader:secret@127.0.0.1:${(server.address() as AddressInfo).port}`);
}

const target = new URL('https://splunk.example.com:8089/');
const options = { tls: {}, silenceMs: 200 };

it('gives up behind a proxy that opens the tunnel and then falls silent', async () => {
  const proxy = await proxyThatSays('HTTP/1.1 200 Connection established\r\n\r\n');
  await expect(openTunnel(target, proxy, options)).rejects.toMatchObject({
    at: 'target',
    message: 'leads to no trusted connection: it fell silent',
  });
});

it('says what a proxy answers that opens no tunnel, without its password', async () => {
  const proxy = await proxyThatSays('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n');
  const problem = await openTunnel(target, proxy, options).catch((error: unknown) => error);
  expect(problem).toMatchObject({ at: 'answer', status: 407, message: 'answers 407' });
  expect(JSON.stringify(problem)).not.toContain('secret');
});

it('gives up a proxy that never answers', async () => {
  const proxy = await proxyThatSays('');
  await expect(openTunnel(target, proxy, options)).rejects.toMatchObject({
    at: 'proxy',
    message: 'cannot be reached: it fell silent',
  });
});
