import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { CODES } from '../diagnostics/codes.ts';
import { FILE_START } from '../diagnostics/diagnostic.ts';
import type { LogFile, ReadOptions } from './record.ts';

const CHUNK_SIZE = 4 << 20;
/** What a compressed log may grow to: beyond it lies an archive bomb, or a log that should be read uncompressed. */
const DECOMPRESSED_LIMIT = 1 << 30;
const HEAD_SIZE = 64 << 10;

const isGzip = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/**
 * A log's bytes as UTF-8, in runs of a few megabytes: gzip is unpacked, UTF-16 (what Event Viewer saves) is recoded, a
 * byte order mark is dropped.
 */
export function* readChunks(file: LogFile, options: Pick<ReadOptions, 'report'>): Iterable<Buffer> {
  let first = true;
  let recode: ((chunk: Buffer) => Buffer) | undefined;
  for (const chunk of rawChunks(file, options)) {
    let bytes = chunk;
    if (first) {
      first = false;
      recode = recoderFor(bytes);
      if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) bytes = bytes.subarray(3);
    }
    yield recode ? recode(bytes) : bytes;
  }
}

/** The first bytes of a log, unpacked and recoded: what its format is told by. */
export function readHead(path: string): Buffer {
  const handle = openSync(path, 'r');
  try {
    const head = Buffer.alloc(HEAD_SIZE);
    const raw = head.subarray(0, readSync(handle, head, 0, HEAD_SIZE, 0));
    const bytes = isGzip(raw) ? gunzipStart(path) : raw;
    const recode = recoderFor(bytes);
    if (recode) return recode(bytes);
    return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
  } finally {
    closeSync(handle);
  }
}

function gunzipStart(path: string): Buffer {
  try {
    return gunzipSync(readFileSync(path), { maxOutputLength: DECOMPRESSED_LIMIT }).subarray(0, HEAD_SIZE);
  } catch {
    return Buffer.alloc(0);
  }
}

function* rawChunks(file: LogFile, { report }: Pick<ReadOptions, 'report'>): Iterable<Buffer> {
  const handle = openSync(file.path, 'r');
  try {
    let first = true;
    for (;;) {
      const chunk = Buffer.allocUnsafe(CHUNK_SIZE);
      const read = readSync(handle, chunk, 0, CHUNK_SIZE, null);
      if (read === 0) return;
      if (first && isGzip(chunk)) {
        const unpacked = gunzip(file, report);
        for (let at = 0; at < unpacked.length; at += CHUNK_SIZE) yield unpacked.subarray(at, at + CHUNK_SIZE);
        return;
      }
      first = false;
      yield chunk.subarray(0, read);
    }
  } finally {
    closeSync(handle);
  }
}

function gunzip(file: LogFile, report: ReadOptions['report']): Buffer {
  try {
    return gunzipSync(readFileSync(file.path), { maxOutputLength: DECOMPRESSED_LIMIT });
  } catch (error) {
    const tooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    const name = tooLarge ? 'data-limit' : 'malformed-event';
    const message = tooLarge
      ? `The compressed log unpacks to more than ${DECOMPRESSED_LIMIT >> 20} MiB.`
      : 'The compressed log is damaged.';
    report({
      code: CODES[name].code,
      severity: CODES[name].severity,
      name,
      message,
      file: file.name,
      range: FILE_START,
    });
    return Buffer.alloc(0);
  }
}

function recoderFor(bytes: Buffer): ((chunk: Buffer) => Buffer) | undefined {
  const little = bytes[0] === 0xff && bytes[1] === 0xfe;
  const big = bytes[0] === 0xfe && bytes[1] === 0xff;
  if (!little && !big) return undefined;
  const decoder = new TextDecoder(little ? 'utf-16le' : 'utf-16be');
  return (chunk) => Buffer.from(decoder.decode(chunk, { stream: true }));
}
