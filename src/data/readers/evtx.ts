import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { CODES } from '../../diagnostics/codes.ts';
import { FILE_START } from '../../diagnostics/diagnostic.ts';
import type { EventDocument, LogFile, LogReader, ReadOptions, RecordBatch } from '../record.ts';
import { CHUNK_SIZE, type ChunkRecord, recordsOf } from './evtx/chunk.ts';
import { windowsEventOf } from './evtx/document.ts';
import { elementOf, printXml } from './evtx/render.ts';
import type { XmlElement } from './evtx/tree.ts';

const FILE_SIGNATURE = 'ElfFile\0';
const HEADER_SIZE = 0x1000;
const DIRTY = 0x1;

/**
 * Windows event logs as the system keeps them. Chunks of 64 KiB are read one after another; an event's text is the XML
 * that Windows renders (and Splunk's XmlWinEventLog indexes), made when it is first asked for.
 *
 * Needles are not used: most text of an EVTX is UTF-16, and part of it stands in templates.
 *
 * @see https://learn.microsoft.com/openspecs/windows_protocols/ms-even6/c73573ae-1c90-43a2-a65f-ad7501155956
 */
export const evtxReader: LogReader = {
  name: 'evtx',
  summary: 'Windows event log files (.evtx)',
  detects: (head) => head.toString('latin1', 0, 8) === FILE_SIGNATURE,
  *read(file, options) {
    const handle = openSync(file.path, 'r');
    try {
      yield* inBatches(readRecords(handle, file, options), options.batchSize);
    } finally {
      closeSync(handle);
    }
  },
};

function* readRecords(handle: number, file: LogFile, options: ReadOptions): Iterable<ChunkRecord> {
  const { size } = fstatSync(handle);
  const header = Buffer.alloc(HEADER_SIZE);
  readSync(handle, header, 0, HEADER_SIZE, 0);
  const dirty = (header.readUInt32LE(0x78) & DIRTY) !== 0;
  const stated = header.readUInt16LE(0x2a);
  const start = header.readUInt16LE(0x28) || HEADER_SIZE;
  const present = Math.ceil(Math.max(0, size - start) / CHUNK_SIZE);
  const recover = options.recover === true;
  // A log that was not closed counts fewer chunks than it holds.
  const chunks = dirty || recover || stated === 0 ? present : Math.min(present, stated);
  const lost = (record: number, why: string): void => {
    const { code, severity } = CODES['malformed-event'];
    const message = `Record ${record} could not be read: ${why}.`;
    options.report({ code, name: 'malformed-event', severity, message, file: file.name, range: FILE_START });
  };
  let number = 1;
  for (let index = 0; index < chunks; index += 1) {
    const chunk = Buffer.alloc(CHUNK_SIZE);
    const read = readSync(handle, chunk, 0, CHUNK_SIZE, start + index * CHUNK_SIZE);
    const part = chunk.subarray(0, read);
    if (isUnused(part)) continue;
    number = yield* recordsOf(part, { firstNumber: number, dirty, recover, lost });
  }
  if (!dirty && stated > present) lost(number, `the file ends after ${present} of its ${stated} chunks`);
  options.onEnd?.(number - 1);
}

const isUnused = (chunk: Buffer): boolean => chunk.every((byte) => byte === 0);

function* inBatches(records: Iterable<ChunkRecord>, size: number): Iterable<RecordBatch> {
  let batch: ChunkRecord[] = [];
  for (const record of records) {
    batch.push(record);
    if (batch.length === size) {
      yield new EvtxBatch(batch);
      batch = [];
    }
  }
  if (batch.length > 0) yield new EvtxBatch(batch);
}

class EvtxBatch implements RecordBatch {
  readonly #records: readonly ChunkRecord[];
  readonly #elements: (XmlElement | undefined)[] = [];
  readonly #documents: (EventDocument | undefined)[] = [];

  constructor(records: readonly ChunkRecord[]) {
    this.#records = records;
  }

  get length(): number {
    return this.#records.length;
  }

  record(index: number): number {
    return this.#at(index).number;
  }

  raw(index: number): string {
    return printXml(this.#element(index));
  }

  document(index: number): EventDocument {
    let document = this.#documents[index];
    if (!document) {
      document = { kind: 'windows', event: windowsEventOf(this.#element(index)) };
      this.#documents[index] = document;
    }
    return document;
  }

  #element(index: number): XmlElement {
    let element = this.#elements[index];
    if (!element) {
      const { chunk, content } = this.#at(index);
      element = elementOf(chunk, content) ?? { name: 'Event', attributes: [], children: [], selfClosing: true };
      this.#elements[index] = element;
    }
    return element;
  }

  #at(index: number): ChunkRecord {
    const record = this.#records[index];
    if (!record) throw new RangeError(`There is no record ${index} in this batch.`);
    return record;
  }
}
