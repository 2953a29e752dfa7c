import type { StreamContainer } from './container.ts';
import { gzipContainer } from './gzip.ts';
import { zstdContainer } from './zstd.ts';

/** Containers from compressed files to the bytes of a log. Zip archives hold several logs: see `zip.ts`. */
export { ContainerProblem, type StreamContainer } from './container.ts';
export { UNPACK_LIMITS, UnpackBudget, type UnpackLimits } from './unpack-budget.ts';
export { unpackEntry } from './unpack-entry.ts';
export { isZip, zipEntries } from './zip.ts';
export type { ZipEntry } from './zip-entry.ts';

export const streamContainers: readonly StreamContainer[] = [gzipContainer, zstdContainer];
