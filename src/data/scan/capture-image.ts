import type { ByteClass, Capture, CaptureStep, RunStep } from './capture.ts';
import { fingerprint } from './fingerprint.ts';
import { SLACK } from './memory.ts';

const INTEGER = 4;
const STEP_INTEGERS = 5;
const CLASS_SIZE = 256;
const MOST = 0x7fffffff;

/** Where the steps of a capture stand in memory, their classes behind them, then their texts. */
export const PROGRAM = 1024;
const MOST_STEPS = 16;
const CLASSES = PROGRAM + MOST_STEPS * STEP_INTEGERS * INTEGER;
export const TEXTS = CLASSES + MOST_STEPS * CLASS_SIZE;
const MOST_TEXT = 8 << 10;
/** Where the memory behind a capture begins. */
export const BEHIND_PROGRAM = TEXTS + MOST_TEXT + SLACK;

/** Kinds of steps, see `wasm/capture.as`. */
const KIND = { text: 0, run: 1, few: 2, until: 3, find: 4, option: 5, many: 6, reach: 7 } as const;

/** What a capture's steps look like in memory from `PROGRAM` on. */
export interface CaptureImage {
  readonly bytes: Uint8Array;
  /** The places that tell the first text. */
  readonly fingerprint: readonly [number, number];
}

const images = new WeakMap<Capture['steps'], CaptureImage>();

export function captureImage(steps: Capture['steps']): CaptureImage {
  let image = images.get(steps);
  if (!image) {
    image = makeImage(steps);
    images.set(steps, image);
  }
  return image;
}

/** Whether a capture fits into the memory laid out for one. */
export const isUsableCapture = ({ steps }: Capture): boolean =>
  steps.length <= MOST_STEPS &&
  steps.reduce((sum, step) => sum + ('text' in step ? step.text.length : 0), 0) <= MOST_TEXT;

function makeImage(steps: Capture['steps']): CaptureImage {
  const length = steps.reduce((sum, step) => sum + ('text' in step ? step.text.length : 0), 0);
  const bytes = new Uint8Array(TEXTS - PROGRAM + length);
  const program = new Int32Array(bytes.buffer, 0, MOST_STEPS * STEP_INTEGERS);
  let text = TEXTS;
  steps.forEach((step, at) => {
    const place = at * STEP_INTEGERS;
    const table = CLASSES + at * CLASS_SIZE;
    if ('text' in step) {
      bytes.set(Buffer.from(step.text, 'latin1'), text - PROGRAM);
      program.set([KIND.text, text, step.text.length, step.startsWord ? 1 : 0, 0], place);
      text += step.text.length;
    } else if ('opens' in step) {
      bytes.set(step.opens, table - PROGRAM);
      program.set([KIND.option, table, step.steps, 0, 0], place);
    } else {
      bytes.set(step.bytes, table - PROGRAM);
      program.set([...runOf(step, steps[at + 1], table), step.captured ? 1 : 0], place);
    }
  });
  const [first] = steps;
  return { bytes, fingerprint: first && 'text' in first ? fingerprint(first.text) : [0, 0] };
}

/** The kind of a run and its operands. */
function runOf(step: RunStep, next: CaptureStep | undefined, table: number): readonly number[] {
  const most = Math.min(step.most, MOST);
  if (step.taking === 'few' && next && 'text' in next && !next.startsWord && isAll(step)) {
    return [KIND.find, ...fingerprint(next.text), 0];
  }
  const stop = onlyMissing(step.bytes);
  if (step.taking === 'few' && stop >= 0 && next && 'text' in next && !next.startsWord) {
    const [offsetA, offsetB] = fingerprint(next.text);
    return [KIND.reach, stop | (offsetA << 8) | (offsetB << 16), step.least, most];
  }
  if (step.taking) return [step.taking === 'few' ? KIND.few : KIND.many, table, step.least, most];
  return stop < 0 ? [KIND.run, table, step.least, most] : [KIND.until, stop, step.least, most];
}

const isAll = ({ bytes, least, most }: RunStep): boolean =>
  least === 0 && most >= MOST && bytes.every((member) => member === 1);

/** The one byte that does not belong to a class; -1 when there are others, or none. */
function onlyMissing(bytes: ByteClass): number {
  const first = bytes.findIndex((member) => member !== 1);
  return first >= 0 && bytes.every((member, byte) => member === 1 || byte === first) ? first : -1;
}
