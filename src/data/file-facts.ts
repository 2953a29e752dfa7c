import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

export interface FileFacts {
  readonly size: number;
  readonly sha256: string;
  /** The first bytes as text. */
  readonly head: string;
}

interface Known {
  readonly facts: FileFacts;
  readonly modified: number;
}

const PART = 1 << 20;
const HEAD = 256;
const known = new Map<string, Known>();

/** Size and hash of a file; a file that did not change is not read again. */
export function factsOf(path: string): FileFacts {
  const handle = openSync(path, 'r');
  try {
    const { size, mtimeMs } = fstatSync(handle);
    const before = known.get(path);
    if (before && before.modified === mtimeMs && before.facts.size === size) return before.facts;
    const hash = createHash('sha256');
    const part = Buffer.alloc(Math.min(PART, Math.max(size, HEAD)));
    let head = '';
    for (let read = readSync(handle, part); read > 0; read = readSync(handle, part)) {
      if (head === '') head = part.toString('latin1', 0, Math.min(read, HEAD));
      hash.update(part.subarray(0, read));
    }
    const facts = { size, sha256: hash.digest('hex'), head };
    known.set(path, { facts, modified: mtimeMs });
    return facts;
  } finally {
    closeSync(handle);
  }
}
