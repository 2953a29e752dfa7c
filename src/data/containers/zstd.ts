import { Decompress } from 'fzstd';
import { ContainerProblem, type StreamContainer } from './container.ts';
import type { UnpackBudget } from './unpack-budget.ts';
import { ZstdFrames } from './zstd-frames.ts';

const MAGIC = [0x28, 0xb5, 0x2f, 0xfd];

/**
 * Zstandard, frames one after another too. Frames are told apart here, so that what a header asks for is judged before
 * memory is made.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8878
 */
export const zstdContainer: StreamContainer = {
  name: 'zstd',
  summary: 'Zstandard, several frames too; windows up to 32 MiB, no dictionaries; content checksums are not compared',
  reference: 'https://www.rfc-editor.org/rfc/rfc8878',
  detects: (head) => MAGIC.every((byte, at) => head[at] === byte),
  *unpack(packed, budget) {
    const frames = new ZstdFrames();
    let frame: Frame | undefined;
    for (const chunk of packed) {
      frames.feed(chunk);
      for (let part = frames.next(); part; part = frames.next()) {
        if (part.kind === 'header') {
          budget.window(part.windowSize);
          frame = new Frame(budget);
        }
        yield* (frame as Frame).push(part.bytes, part.kind === 'last', frames.position);
      }
    }
    if (!frames.atEnd) throw new ContainerProblem(`it ends at byte ${frames.position}, inside of a frame`);
  },
};

class Frame {
  readonly #decompress: Decompress;
  #out: Buffer[] = [];

  constructor(budget: UnpackBudget) {
    this.#decompress = new Decompress((data) => {
      if (data.length === 0) return;
      budget.give(data.length);
      this.#out.push(Buffer.from(data.buffer, data.byteOffset, data.byteLength));
    });
  }

  push(bytes: Buffer, last: boolean, position: number): readonly Buffer[] {
    this.#out = [];
    try {
      this.#decompress.push(bytes, last);
    } catch (error) {
      if (error instanceof ContainerProblem) throw error;
      throw new ContainerProblem(`it is damaged at about byte ${position}: ${(error as Error).message}`);
    }
    return this.#out;
  }
}
