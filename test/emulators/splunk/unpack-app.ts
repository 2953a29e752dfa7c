import { gunzipSync } from 'node:zlib';
import { parseConf } from '../../../src/platforms/splunk/conf/conf-file.ts';

/** The files of a gzipped tar, by path. */
export function unpackTarball(bytes: Uint8Array): ReadonlyMap<string, Buffer> {
  const tar = gunzipSync(bytes);
  const files = new Map<string, Buffer>();
  for (let at = 0; tar[at] !== 0 && at < tar.length;) {
    const field = (from: number, to: number): string => tar.toString('utf8', at + from, at + to).replace(/\0.*$/s, '');
    const size = Number.parseInt(field(124, 136), 8);
    const path = [field(345, 500), field(0, 100)].filter((part) => part !== '').join('/');
    if (field(156, 157) === '0') files.set(path, tar.subarray(at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

/** A package as Splunk takes it apart: its id, its `.conf` files, its lookups. */
export function unpackApp(bytes: Uint8Array) {
  const files = unpackTarball(bytes);
  const app = [...files.keys()][0]?.split('/')[0] ?? '';
  const conf = new Map<string, ReadonlyMap<string, ReadonlyMap<string, string>>>();
  const lookups = new Map<string, string>();
  for (const [path, content] of files) {
    const name = /\/default\/(\w+)\.conf$/.exec(path)?.[1];
    if (name !== undefined) conf.set(name, parseConf(content.toString('utf8')));
    const csv = /\/lookups\/([^/]+)$/.exec(path)?.[1];
    if (csv !== undefined) lookups.set(csv, content.toString('utf8'));
  }
  return { app, conf, lookups };
}
