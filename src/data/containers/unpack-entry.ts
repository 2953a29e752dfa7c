import { crc32 } from 'node:zlib';
import type { FlateError } from 'fflate';
import { ContainerProblem } from './container.ts';
import { fflate } from './fflate.ts';
import type { UnpackBudget } from './unpack-budget.ts';
import { packedBytes } from './zip.ts';
import type { ZipEntry } from './zip-entry.ts';
import { zstdContainer } from './zstd.ts';

const STEP = 16 << 10;

type Method = (packed: Iterable<Buffer>, budget: UnpackBudget) => Iterable<Buffer>;

/** By the number that the archive's directory has. */
const METHODS: Readonly<Record<number, Method | undefined>> = {
  0: stored,
  8: inflated,
  93: (packed, budget) => zstdContainer.unpack(packed, budget),
};

/**
 * The content of a file in a zip archive; its size and checksum are compared.
 *
 * @throws ContainerProblem
 */
export function* unpackEntry(path: string, entry: ZipEntry, budget: UnpackBudget): Iterable<Buffer> {
  if (entry.encrypted) throw new ContainerProblem('it is encrypted', 'unsupported-compression');
  const method = METHODS[entry.method];
  if (!method)
    throw new ContainerProblem(`its compression method ${entry.method} is not read`, 'unsupported-compression');
  let checksum = 0;
  let size = 0;
  for (const bytes of method(counted(packedBytes(path, entry), budget), budget)) {
    checksum = crc32(bytes, checksum);
    size += bytes.length;
    if (size > entry.size)
      throw new ContainerProblem(`it is longer than the ${entry.size} bytes that its archive says`);
    yield bytes;
  }
  if (size < entry.size) throw new ContainerProblem(`it ends after ${size} of ${entry.size} bytes`);
  if (checksum !== entry.checksum) throw new ContainerProblem('its checksum is not that of what came out');
}

function* counted(packed: Iterable<Buffer>, budget: UnpackBudget): Iterable<Buffer> {
  for (const bytes of packed) {
    budget.take(bytes.length);
    yield bytes;
  }
}

function* stored(packed: Iterable<Buffer>, budget: UnpackBudget): Iterable<Buffer> {
  for (const bytes of packed) {
    budget.give(bytes.length);
    yield bytes;
  }
}

function* inflated(packed: Iterable<Buffer>, budget: UnpackBudget): Iterable<Buffer> {
  let out: Buffer[] = [];
  let position = 0;
  const inflate = new (fflate().Inflate)((data) => {
    if (data.length === 0) return;
    budget.give(data.length);
    out.push(Buffer.from(data.buffer, data.byteOffset, data.byteLength));
  });
  const push = (bytes: Buffer, final: boolean): readonly Buffer[] => {
    out = [];
    try {
      inflate.push(bytes, final);
    } catch (error) {
      if (error instanceof ContainerProblem) throw error;
      throw new ContainerProblem(`it is damaged at about byte ${position}: ${(error as FlateError).message}`);
    }
    position += bytes.length;
    return out;
  };
  for (const chunk of packed) {
    for (let at = 0; at < chunk.length; at += STEP) yield* push(chunk.subarray(at, at + STEP), false);
  }
  yield* push(Buffer.alloc(0), true);
}
