import { receiveMessageOnPort, type MessagePort, workerData } from 'node:worker_threads';
import { type CompiledModule, useScanModule } from '../scan/memory.ts';
import { threadReaders } from '../readers/in-ranges.ts';
import { type Answer, type Asked, Ledger, type PackedBatch, type Reading, STATE } from './protocol.ts';
import { readRange } from './read-range.ts';

/** What a reader thread does: it takes part in one reading after the other. */
const { port, module } = workerData as { readonly port: MessagePort; readonly module: CompiledModule };
useScanModule(module);
const HELD_KILOBYTES = 32 << 10;

/** Messages that came while a reading went on. */
const later: Reading[] = [];

port.on('message', (message: Reading | Asked) => {
  if (!('ranges' in message)) return;
  later.push(message);
  for (let reading = later.shift(); reading; reading = later.shift()) takePart(reading);
});

function takePart(reading: Reading): void {
  const reader = threadReaders.find(({ name }) => name === reading.format);
  if (!reader) return;
  const ledger = new Ledger(reading.shared, reading.ranges.length);
  const asked: Asked[] = [];
  for (let range = 0; range < reading.ranges.length; range += 1) {
    ledger.waitForRoom(HELD_KILOBYTES);
    if (ledger.isStopped) return;
    if (!ledger.claim(range, STATE.there)) continue;
    takeMessages(reading.id, asked);
    try {
      const { records, batches } = readRange(reader, reading, range, asked);
      if (records !== undefined && batches.length > 0) send(reading.id, range, batches, ledger);
      const state = records === undefined ? STATE.broken : batches.length > 0 ? STATE.sent : STATE.counted;
      ledger.finish(range, state, records ?? 0);
    } catch {
      // The run reads it by itself and finds out.
      ledger.finish(range, STATE.broken, 0);
    }
  }
}

function takeMessages(reading: number, asked: Asked[]): void {
  for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port)) {
    const message = next.message as Reading | Asked;
    if ('ranges' in message) later.push(message);
    else if (message.reading === reading) asked.push(message);
  }
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
