import { createRequire } from 'node:module';
import type * as Fflate from 'fflate';

let library: typeof Fflate | undefined;

/** Unpacks step by step. It computes its tables when it is loaded, so it is loaded for the first log that is packed. */
export function fflate(): typeof Fflate {
  library ??= createRequire(import.meta.url)('fflate') as typeof Fflate;
  return library;
}
