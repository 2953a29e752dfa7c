import { crc32 } from 'node:zlib';
import type { FlateError, Gunzip } from 'fflate';
import { ContainerProblem, type StreamContainer } from './container.ts';
import { fflate } from './fflate.ts';
import type { UnpackBudget } from './unpack-budget.ts';

/** Small, so that one step gives megabytes at most. */
const STEP = 16 << 10;
const TRAILER = 8;

/**
 * gzip, members one after another too. The checksum of each member is compared.
 *
 * @see https://www.rfc-editor.org/rfc/rfc1952
 */
export const gzipContainer: StreamContainer = {
  name: 'gzip',
  summary: 'gzip, several members too',
  reference: 'https://www.rfc-editor.org/rfc/rfc1952',
  detects: (head) => head[0] === 0x1f && head[1] === 0x8b && head[2] === 0x08,
  *unpack(packed, budget) {
    const member = new Member(budget);
    const gunzip = new (fflate().Gunzip)((data) => member.add(data));
    gunzip.onmember = (start) => member.end(start);
    for (const chunk of packed) {
      for (let at = 0; at < chunk.length; at += STEP) {
        const step = chunk.subarray(at, at + STEP);
        member.read(step);
        push(gunzip, step, false, member);
        yield* member.taken();
      }
    }
    push(gunzip, Buffer.alloc(0), true, member);
    yield* member.taken();
    member.end(member.position);
  },
};

function push(gunzip: Gunzip, bytes: Buffer, final: boolean, member: Member): void {
  try {
    gunzip.push(bytes, final);
  } catch (error) {
    if (error instanceof ContainerProblem) throw error;
    throw new ContainerProblem(`it is damaged at about byte ${member.position}: ${(error as FlateError).message}`);
  }
}

/** The member that is being unpacked: what came out of it, and the last bytes that went in. */
class Member {
  position = 0;
  readonly #budget: UnpackBudget;
  #out: Buffer[] = [];
  #checksum = 0;
  #size = 0;
  #recent: Buffer = Buffer.alloc(0);

  constructor(budget: UnpackBudget) {
    this.#budget = budget;
  }

  read(bytes: Buffer): void {
    this.#recent = Buffer.concat([this.#recent.subarray(-STEP), bytes]);
    this.position += bytes.length;
  }

  add(data: Uint8Array): void {
    if (data.length === 0) return;
    this.#budget.give(data.length);
    this.#checksum = crc32(data, this.#checksum);
    this.#size = (this.#size + data.length) >>> 0;
    this.#out.push(Buffer.from(data.buffer, data.byteOffset, data.byteLength));
  }

  taken(): readonly Buffer[] {
    const out = this.#out;
    this.#out = [];
    return out;
  }

  /** The member's trailer stands before `end`: its checksum and its size. */
  end(end: number): void {
    const at = end - TRAILER - (this.position - this.#recent.length);
    if (at < 0) throw new ContainerProblem(`it ends at byte ${this.position}, before its checksum`);
    const right = this.#recent.readUInt32LE(at) === this.#checksum && this.#recent.readUInt32LE(at + 4) === this.#size;
    if (!right) throw new ContainerProblem(`its checksum before byte ${end} is not that of what came out`);
    this.#checksum = 0;
    this.#size = 0;
  }
}
