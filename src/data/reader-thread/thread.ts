import { receiveMessageOnPort, type MessagePort, workerData } from 'node:worker_threads';
import { threadReaders } from '../readers/in-ranges.ts';
import { likelyTexts } from './likely-texts.ts';
import { type Answer, type Asked, Ledger, type PackedBatch, type Reading, type ReadRange, STATE } from './protocol.ts';
import { ReadAhead } from './read-ahead.ts';
import { readRange } from './read-range.ts';

/** What a reader thread does: it takes part in one reading after the other. */
const { port, guess } = workerData as {
  readonly port: MessagePort;
  /** A log that will probably be read, and for what. */
  readonly guess?: { readonly path: string; readonly language: string; readonly query: string };
};
const HELD_KILOBYTES = 32 << 10;

/** Messages that came while a reading went on. */
const later: Reading[] = [];
/** What was asked of each reading. */
const asked = new Map<number, Asked[]>();

const ahead = guess && readAhead(guess);

port.on('message', (message: Reading | Asked) => {
  take(message);
  goOn();
});
goOn();

function goOn(): void {
  for (let reading = later.shift(); reading; reading = later.shift()) {
    takePart(reading);
    asked.delete(reading.id);
  }
}

/** Until the run begins a reading, or there is nothing more to guess. */
function readAhead({ path, language, query }: NonNullable<typeof guess>): ReadAhead | undefined {
  try {
    const ahead = ReadAhead.of(path, likelyTexts(language, query), threadReaders);
    takeMessages();
    if (!ahead || later.length > 0) return undefined;
    port.postMessage(ahead.what);
    while (later.length === 0 && ahead.readOn()) takeMessages();
    return ahead;
  } catch {
    // The run finds out by itself what is wrong with the log.
    return undefined;
  }
}

function takePart(reading: Reading): void {
  const reader = threadReaders.find(({ name }) => name === reading.format);
  const ledger = new Ledger(reading.shared, reading.ranges.length);
  const known = reading.isGuessed ? [...(ahead?.answers(reading) ?? [])] : [];
  for (const [range, read] of known.entries()) answer(reading.id, range, read, ledger);
  if (!reader) return;
  for (let range = known.length; range < reading.ranges.length; range += 1) {
    ledger.waitForRoom(HELD_KILOBYTES);
    if (ledger.isStopped) return;
    if (!ledger.claim(range, STATE.there)) continue;
    takeMessages();
    try {
      answer(reading.id, range, readRange(reader, reading, range, asked.get(reading.id) ?? []), ledger);
    } catch {
      // The run reads it by itself and finds out.
      ledger.finish(range, STATE.broken, 0);
    }
  }
}

function takeMessages(): void {
  for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port)) take(next.message);
}

function take(message: Reading | Asked): void {
  if ('ranges' in message) later.push(message);
  else asked.set(message.reading, [...(asked.get(message.reading) ?? []), message]);
}

function answer(reading: number, range: number, { records, batches }: ReadRange, ledger: Ledger): void {
  if (records !== undefined && batches.length > 0) send(reading, range, batches, ledger);
  const state = records === undefined ? STATE.broken : batches.length > 0 ? STATE.sent : STATE.counted;
  ledger.finish(range, state, records ?? 0);
}

function send(reading: number, range: number, batches: readonly PackedBatch[], ledger: Ledger): void {
  const buffers = new Set<ArrayBuffer>();
  for (const { bytes, starts, ends, numbers, found } of batches) {
    for (const { buffer } of [bytes, starts, ends, numbers]) buffers.add(buffer as ArrayBuffer);
    for (const texts of found) {
      for (const { buffer } of texts ? [texts.numbers, texts.places] : []) buffers.add(buffer as ArrayBuffer);
    }
  }
  let size = 0;
  for (const { byteLength } of buffers) size += byteLength;
  const kilobytes = size >> 10;
  ledger.hold(kilobytes);
  const answer: Answer = { reading, range, batches, kilobytes };
  port.postMessage(answer, [...buffers]);
}
