import { ContainerProblem } from './container.ts';

const MIB = 1 << 20;

/** What an archive may grow to, so that a few bytes cannot take all memory or time. */
export interface UnpackLimits {
  /** Bytes that may come out of one log. */
  readonly size: number;
  /** Bytes out per byte in, once more than `ratioFrom` bytes came out. Logs of equal lines reach about 300. */
  readonly ratio: number;
  readonly ratioFrom: number;
  /** Containers inside of one another. */
  readonly nesting: number;
  readonly entries: number;
  /** Bytes of windows that decompressors may be asked to make, all frames together. */
  readonly windows: number;
}

export const UNPACK_LIMITS: UnpackLimits = {
  size: 16 * 1024 * MIB,
  ratio: 1000,
  ratioFrom: 64 * MIB,
  nesting: 3,
  entries: 10_000,
  windows: 16 * 1024 * MIB,
};

/** Counts what goes into and comes out of the containers of one log. */
export class UnpackBudget {
  readonly limits: UnpackLimits;
  #packed = 0;
  #unpacked = 0;
  #windows = 0;

  constructor(limits: UnpackLimits = UNPACK_LIMITS) {
    this.limits = limits;
  }

  /** Bytes of the file on disk were read. */
  take(bytes: number): void {
    this.#packed += bytes;
  }

  /** @throws ContainerProblem beyond a limit. */
  give(bytes: number): void {
    this.#unpacked += bytes;
    const { size, ratio, ratioFrom } = this.limits;
    if (this.#unpacked > size) {
      throw new ContainerProblem(`it unpacks to more than ${Math.floor(size / MIB)} MiB`, 'data-limit');
    }
    if (this.#unpacked > ratioFrom && this.#unpacked > ratio * this.#packed) {
      throw new ContainerProblem(`it unpacks to more than ${ratio} times its size`, 'data-limit');
    }
  }

  /** @throws ContainerProblem beyond a limit. */
  window(bytes: number): void {
    this.#windows += bytes;
    if (this.#windows > this.limits.windows) {
      throw new ContainerProblem('its frames ask for more memory than any log needs', 'data-limit');
    }
  }
}
