import { cachedDataVersionTag } from 'node:v8';

/** Asked once: flags that are set later change it, though V8 goes on to accept the caches. */
const VERSION_TAG = cachedDataVersionTag();

/**
 * The file name of a V8 code cache. It is of one build of Node on one kind of processor: V8's own tag can be the same in two
 * patch versions of Node, and the one crashes on the cache of the other.
 */
export const codeCacheName = (name: string): string =>
  `${name}.${process.version}-${process.arch}-${VERSION_TAG}.cache`;
