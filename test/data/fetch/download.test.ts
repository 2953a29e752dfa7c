import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentPath, partialPath } from '../../../src/data/fetch/cache.ts';
import { download, type DownloadOptions } from '../../../src/data/fetch/download.ts';
import { fetchAll } from '../../../src/data/fetch/fetch-all.ts';
import type { Network } from '../../../src/data/fetch/network.ts';
import { proxyFor } from '../../../src/util/proxy.ts';
import { temporaryFolder } from '../temporary-file.ts';
import { HOSTS, type LogServer, startLogServer, startProxy } from './log-server.ts';

const LOG = Buffer.from('an event of invented.example\n'.repeat(20_000));
const hashOf = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex');

let server: LogServer;
let pauses: number[] = [];
let caches = 0;

beforeAll(async () => {
  server = await startLogServer();
});
afterAll(() => server.close());

const network = (changes: Partial<Network> = {}): Network => ({
  resolve: async () => [{ address: '127.0.0.1', family: 4 }],
  refuses: () => false,
  proxyFor: () => undefined,
  authority: server.authority,
  pause: async (milliseconds) => {
    pauses.push(milliseconds);
  },
  random: () => 0.5,
  ...changes,
});

const options = (changes: Partial<DownloadOptions> = {}): DownloadOptions => {
  caches += 1;
  pauses = [];
  return {
    cache: join(temporaryFolder, `cache-${caches}`),
    allowedHosts: HOSTS,
    network: network(),
    maximumBytes: 10_000_000,
    ...changes,
  };
};

const at = (path: string, host = 'logs.example.com'): string => `https://${host}:${server.port}${path}`;

const whole = (path: string, bytes: Buffer | string = LOG): void =>
  server.answer(path, (_request, response) => response.end(bytes));

const failure = async (url: string, given: DownloadOptions): Promise<string> =>
  download(url, given).then(
    () => 'no failure',
    (error: Error) => `${error.name}: ${error.message}`,
  );

describe('download', () => {
  it('keeps a log under its hash', async () => {
    whole('/a.log');
    const given = options();
    const seen: number[] = [];
    const got = await download(at('/a.log'), { ...given, progress: (received) => seen.push(received) });
    expect(got).toEqual({
      path: contentPath(given.cache, hashOf(LOG)),
      sha256: hashOf(LOG),
      size: LOG.length,
      retries: 0,
    });
    expect(readFileSync(got.path).equals(LOG)).toBe(true);
    expect(seen.at(-1)).toBe(LOG.length);
    expect(existsSync(partialPath(given.cache, at('/a.log')))).toBe(false);
  });

  it('goes on where the connection was reset', async () => {
    server.answer('/broken.log', (request, response, count) => {
      const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
      const headers = { etag: '"one"', 'content-length': LOG.length - from };
      if (count === 0) {
        response.writeHead(200, headers);
        response.write(LOG.subarray(0, 200_000), () => setTimeout(() => request.socket.destroy(), 50));
      } else {
        expect(request.headers['if-range']).toBe('"one"');
        response.writeHead(206, { ...headers, 'content-range': `bytes ${from}-${LOG.length - 1}/${LOG.length}` });
        response.end(LOG.subarray(from));
      }
    });
    const got = await download(at('/broken.log'), options());
    expect([got.sha256, got.retries, pauses]).toEqual([hashOf(LOG), 1, [750]]);
    expect(server.requests.at(-1)?.range).toMatch(/^bytes=\d+-$/);
  });

  it('begins anew when the file has changed meanwhile, or the server gives no tag', async () => {
    const other = Buffer.from('other events\n'.repeat(50_000));
    server.answer('/changed.log', (request, response, count) => {
      if (count === 0) {
        response.writeHead(200, { etag: '"one"', 'content-length': LOG.length });
        response.write(LOG.subarray(0, 100_000), () => setTimeout(() => request.socket.destroy(), 50));
      } else response.writeHead(200, { etag: '"two"' }).end(other);
    });
    expect((await download(at('/changed.log'), options())).sha256).toBe(hashOf(other));
    server.answer('/untagged.log', (request, response, count) => {
      expect(request.headers.range).toBeUndefined();
      response.writeHead(200, { 'content-length': LOG.length });
      if (count === 0) response.write(LOG.subarray(0, 100_000), () => setTimeout(() => request.socket.destroy(), 50));
      else response.end(LOG);
    });
    expect((await download(at('/untagged.log'), options())).sha256).toBe(hashOf(LOG));
  });

  it('tries again after 500 and 429, as long as the server asks to wait', async () => {
    server.answer('/busy.log', (_request, response, count) => {
      if (count === 0) response.writeHead(500).end();
      else if (count === 1) response.writeHead(429, { 'retry-after': '7' }).end();
      else response.end(LOG);
    });
    const got = await download(at('/busy.log'), options());
    expect([got.retries, pauses]).toEqual([2, [750, 7000]]);
  });

  it('gives up after five attempts, at once on 404, and when it should wait too long', async () => {
    server.answer('/down.log', (_request, response) => response.writeHead(503).end());
    expect(await failure(at('/down.log'), options())).toBe('FetchProblem: the server answers 503 (5 attempts)');
    expect(pauses).toEqual([750, 1500, 3000, 6000]);
    expect(await failure(at('/absent.log'), options())).toBe('FetchProblem: the server answers 404');
    server.answer('/patience.log', (_request, response) => response.writeHead(429, { 'retry-after': '3600' }).end());
    expect(await failure(at('/patience.log'), options())).toBe(
      'FetchProblem: the server answers 429, and asks to wait 3600 seconds',
    );
  });

  it('keeps nothing that has another hash than the pinned one', async () => {
    whole('/wrong.log');
    const given = options({ pinned: { sha256: 'a'.repeat(64) } });
    expect(await failure(at('/wrong.log'), given)).toContain(`it has the SHA-256 ${hashOf(LOG)}`);
    expect(existsSync(contentPath(given.cache, hashOf(LOG)))).toBe(false);
    expect(existsSync(partialPath(given.cache, at('/wrong.log')))).toBe(false);
  });

  it('stops at the limit, whether the server says the size or not', async () => {
    whole('/large.log');
    expect(await failure(at('/large.log'), options({ maximumBytes: 1000 }))).toContain('more than the limit of 1000');
    server.answer('/endless.log', (_request, response) => {
      const more = (): void => {
        if (!response.destroyed) response.write(LOG, (error) => error ?? setImmediate(more));
      };
      more();
    });
    expect(await failure(at('/endless.log'), options({ maximumBytes: 1_000_000 }))).toContain('more than the limit');
  });

  it('follows redirects to allowed hosts only', async () => {
    const redirect = (path: string, to: string): void =>
      server.answer(path, (_request, response) => response.writeHead(302, { location: to }).end());
    whole('/target.log');
    redirect('/moved.log', at('/target.log', 'raw.githubusercontent.com'));
    expect((await download(at('/moved.log'), options())).sha256).toBe(hashOf(LOG));
    for (const [to, why] of [
      [`https://127.0.0.1:${server.port}/target.log`, '"127.0.0.1" is an address'],
      ['https://169.254.169.254/latest/meta-data', '"169.254.169.254" is an address'],
      [`https://[::1]:${server.port}/target.log`, '"::1" is an address'],
      ['https://other.example.com/a.log', 'the host "other.example.com" is not allowed'],
      ['http://logs.example.com/target.log', 'only https is allowed'],
      ['https://user:secret@logs.example.com/target.log', 'it carries credentials'],
    ] as const) {
      redirect('/astray.log', to);
      const before = server.requests.length;
      expect(await failure(at('/astray.log'), options())).toContain(why);
      expect(server.requests.length).toBe(before + 1);
    }
    redirect('/circle.log', at('/circle.log'));
    expect(await failure(at('/circle.log'), options())).toContain('redirected more than 5 times');
  });

  it('makes no connection when a name leads to an internal address, whatever it led to before', async () => {
    whole('/rebound.log');
    let asked = 0;
    const rebinding = network({
      resolve: async () => [
        { address: '203.0.114.7', family: 4 },
        ...(asked++ >= 0 ? [{ address: '127.0.0.1', family: 4 }] : []),
      ],
      refuses: (address) => address === '127.0.0.1',
    });
    const before = server.requests.length;
    expect(await failure(at('/rebound.log'), options({ network: rebinding }))).toBe(
      'FetchProblem: "logs.example.com" leads to the internal address 127.0.0.1',
    );
    expect([asked, server.requests.length]).toEqual([1, before]);
  });

  it('trusts no certificate of an unknown authority', async () => {
    whole('/untrusted.log');
    const { authority: _authority, ...untrusting } = network();
    expect(await failure(at('/untrusted.log'), options({ network: untrusting }))).toMatch(/certificate/);
    expect(pauses).toEqual([]);
  });

  it('lets one process at a time grow a file', async () => {
    whole('/claimed.log');
    const given = options();
    await download(at('/claimed.log'), given);
    writeFileSync(`${partialPath(given.cache, at('/claimed.log'))}.claim`, '1');
    expect(await failure(at('/claimed.log'), given)).toBe('FetchProblem: process 1 is fetching it already');
    writeFileSync(`${partialPath(given.cache, at('/claimed.log'))}.claim`, '999999999');
    expect((await download(at('/claimed.log'), given)).size).toBe(LOG.length);
  });
});

describe('Git-LFS pointers', () => {
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${hashOf(LOG)}\nsize ${LOG.length}\n`;
  const raw = (): string => `https://raw.githubusercontent.com/splunk/attack_data/master/datasets/a.log`;

  it('lead to the file, which must be what the pointer says', async () => {
    const proxy = await startProxy(server.port);
    const through = network({ proxyFor: () => new URL(`http://user:secret@127.0.0.1:${proxy.port}`) });
    whole('/splunk/attack_data/master/datasets/a.log', pointer);
    whole('/media/splunk/attack_data/master/datasets/a.log');
    expect((await download(raw(), options({ network: through }))).sha256).toBe(hashOf(LOG));
    whole('/media/splunk/attack_data/master/datasets/a.log', 'something else');
    expect(await failure(raw(), options({ network: through }))).toContain('not the pinned');
    whole('/media/splunk/attack_data/master/datasets/a.log', pointer);
    expect(
      await failure(
        raw().replace('raw.githubusercontent.com/', 'media.githubusercontent.com/media/'),
        options({ network: through }),
      ),
    ).toContain('a Git-LFS pointer instead of the file');
    expect(proxy.asked[0]).toEqual({
      target: 'raw.githubusercontent.com:443',
      credentials: `Basic ${Buffer.from('user:secret').toString('base64')}`,
    });
    await proxy.close();
  });
});

it('fetches many side by side, and one failure stops no other', async () => {
  for (const name of ['1', '2', '3', '4', '5', '6']) whole(`/many-${name}.log`, `events of ${name}\n`);
  const wanted = ['1', '2', 'absent', '3', '4', '5', '6'].map((name) => ({ url: at(`/many-${name}.log`) }));
  const results = await fetchAll(wanted, options());
  expect(results.map(({ download: got, problem }) => got?.size ?? problem)).toEqual([
    12,
    12,
    'the server answers 404',
    12,
    12,
    12,
    12,
  ]);
});

it('says that the disk cannot take it, and does not try again', async () => {
  whole('/disk.log');
  const given = options();
  mkdirSync(partialPath(given.cache, at('/disk.log')), { recursive: true });
  const [result] = await fetchAll([{ url: at('/disk.log') }], given);
  expect(result?.problem).toMatch(/^the cache cannot be written: EISDIR/);
  expect(pauses).toEqual([]);
});

it('takes the proxy of the environment, unless the host is exempt', () => {
  const url = new URL('https://media.githubusercontent.com/a');
  const proxy = (environment: Record<string, string>): string | undefined => proxyFor(url, environment)?.host;
  expect(proxy({})).toBeUndefined();
  expect(proxy({ HTTPS_PROXY: 'http://proxy.example.com:3128' })).toBe('proxy.example.com:3128');
  expect(proxy({ https_proxy: 'proxy.example.com:3128' })).toBe('proxy.example.com:3128');
  expect(proxy({ ALL_PROXY: 'http://proxy.example.com:3128' })).toBe('proxy.example.com:3128');
  const exempt = (list: string): boolean =>
    proxy({ HTTPS_PROXY: 'http://p.example.com', NO_PROXY: list }) === undefined;
  expect(
    ['*', 'githubusercontent.com', '.githubusercontent.com', 'a.example, media.githubusercontent.com:443'].map(exempt),
  ).toEqual([true, true, true, true]);
  expect(['content.com', 'media.githubusercontent.com:8443', 'example.com'].map(exempt)).toEqual([false, false, false]);
});
