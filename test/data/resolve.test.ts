import { createHash } from 'node:crypto';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadDataLock, type ResolveOptions, resolveData } from '../../src/data/resolve.ts';
import { contentPath, urlPath } from '../../src/data/fetch/cache.ts';
import { FILE_START } from '../../src/diagnostics/diagnostic.ts';
import { temporaryFile, temporaryFolder } from './temporary-file.ts';

const root = join(temporaryFolder, 'repository');
const log = temporaryFile('repository/test/attack_data/datasets/T1/a.log', 'an event\n');
const sha256 = createHash('sha256').update('an event\n').digest('hex');
const url = 'https://media.githubusercontent.com/media/splunk/attack_data/master/datasets/T1/a.log';
const options: ResolveOptions = {
  root,
  folders: [join(root, 'test/attack_data')],
  cache: join(root, '.cache'),
  allowedHosts: ['media.githubusercontent.com'],
  lock: { entries: new Map() },
};

const resolve = (data: string, changes: Partial<ResolveOptions> = {}) =>
  resolveData(
    { data, file: 'detections/splunk/a.yml', range: FILE_START, sourcetype: 'test' },
    { ...options, ...changes },
  );

const problems = (data: string, changes: Partial<ResolveOptions> = {}) =>
  resolve(data, changes).diagnostics.map(({ name, message }) => `${name}: ${message}`);

describe('resolveData', () => {
  it('finds the mirror of a URL, a path in a data folder and a path beside the file', () => {
    temporaryFile('repository/detections/splunk/beside.log', 'x');
    expect(resolve(url)).toEqual({
      log: { name: 'test/attack_data/datasets/T1/a.log', path: log, sourcetype: 'test' },
      standIn: false,
      sha256,
      size: 9,
      diagnostics: [],
    });
    expect(resolve('datasets/T1/a.log').log?.path).toBe(log);
    expect(resolve('beside.log').log?.name).toBe('detections/splunk/beside.log');
  });

  it('finds what was downloaded', () => {
    const other = url.replace('a.log', 'fetched.log');
    const hash = createHash('sha256').update('x').digest('hex');
    const path = contentPath(options.cache, hash);
    const inFolder = (name: string): string => name.slice(temporaryFolder.length + 1);
    temporaryFile(inFolder(path), 'x');
    temporaryFile(inFolder(urlPath(options.cache, other)), JSON.stringify({ url: other, sha256: hash, size: 1 }));
    expect(resolve(other).log?.path).toBe(path);
    const pinned = (sha256: string) => ({ entries: new Map(), urls: new Map([[other, { sha256, size: 1 }]]) });
    expect(resolve(other, { lock: pinned(hash) }).log?.path).toBe(path);
    expect(resolve(other, { lock: pinned('0'.repeat(64)) }).unavailable).toBe(true);
    temporaryFile(inFolder(path), 'y');
    expect(problems(other)[0]).toContain('not the pinned');
  });

  it('says that a log is a stand-in, and that one is not what was pinned', () => {
    const lock = (hash: string) => ({
      entries: new Map([['datasets/T1/a.log', { sha256: hash, size: 9, standIn: true }]]),
    });
    expect(resolve(url, { lock: lock(sha256) }).standIn).toBe(true);
    expect(problems(url, { lock: lock('00') })).toEqual([
      `data-hash: "${url}" has the SHA-256 ${sha256}, not the pinned 00.`,
    ]);
  });

  it('needs the network for a URL that stands nowhere', () => {
    const missing = url.replace('a.log', 'b.log');
    expect(resolve(missing)).toMatchObject({ unavailable: true, standIn: false, sha256: '', size: 0 });
    expect(problems(missing)).toEqual([`data-missing: "${missing}" is not available offline.`]);
  });

  it.each([
    ['missing.log', 'data-missing: There is no attack data "missing.log".'],
    ['../../../../etc/passwd', 'data-outside: "../../../../etc/passwd" leads out of the repository.'],
    ['/etc/passwd', 'data-outside: "/etc/passwd" leads out of the repository.'],
    ['http://127.0.0.1/a.log', 'data-host-refused: "http://127.0.0.1/a.log" is not fetched: only https is allowed.'],
    ['file:///etc/passwd', 'data-host-refused: "file:///etc/passwd" is not fetched: only https is allowed.'],
    [
      'https://127.0.0.1/a.log',
      'data-host-refused: "https://127.0.0.1/a.log" is not fetched: "127.0.0.1" is an address, not an allowed host.',
    ],
    [
      'https://logs.example.com/a.log',
      'data-host-refused: "https://logs.example.com/a.log" is not fetched: the host "logs.example.com" is not allowed.',
    ],
  ])('refuses or misses %s', (data, expected) => {
    expect(problems(data)).toEqual([expected]);
  });

  it('refuses a link that leads out of the repository', () => {
    temporaryFile('outside.log', 'secret');
    symlinkSync(join(temporaryFolder, 'outside.log'), join(root, 'test/attack_data/link.log'));
    expect(problems('link.log')).toEqual(['data-outside: "link.log" leads out of the repository.']);
  });

  it('tells a Git-LFS pointer and an empty log', () => {
    temporaryFile(
      'repository/test/attack_data/pointer.log',
      'version https://git-lfs.github.com/spec/v1\noid sha256:0\n',
    );
    temporaryFile('repository/test/attack_data/empty.log', '');
    expect(problems('pointer.log')).toEqual(['data-lfs-pointer: "pointer.log" is a Git-LFS pointer, not the log.']);
    expect(problems('empty.log')).toEqual(['data-empty: "empty.log" is empty.']);
  });

  it('says so when the lock cannot be read', () => {
    const path = temporaryFile('broken.lock', '{');
    expect(problems(url, { lock: loadDataLock(path) })).toEqual([`data-hash: "${path}" is not valid JSON.`]);
    expect(loadDataLock(join(root, 'none.lock'))).toEqual({ entries: new Map() });
  });
});
