import { createDiagnostic } from '../../diagnostics/create.ts';
import { FILE_START } from '../../diagnostics/diagnostic.ts';
import { readChunks } from '../chunks.ts';
import type { EventDocument, LogFile, LogReader, ReadOptions, RecordBatch } from '../record.ts';
import { CHUNK_SIZE, type ChunkRecord, recordsOf } from './evtx/chunk.ts';
import { filledXml } from './evtx/compiled-template.ts';
import { windowsEventOf } from './evtx/document.ts';
import { fixedParts } from './evtx/fixed-parts.ts';
import { elementOf, printXml } from './evtx/render.ts';
import type { XmlElement } from './evtx/tree.ts';
import { parseRegularEvent } from './xml/regular-event.ts';

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
  reference: 'https://learn.microsoft.com/openspecs/windows_protocols/ms-even6/c73573ae-1c90-43a2-a65f-ad7501155956',
  samples: [
    {
      title: 'Two events of one template (compressed with gzip, as any log may be)',
      encoding: 'base64',
      log:
        'H4sIAAAAAAACA+3YTWsTURSA4XeSSVu11C9EcFVEuii0qaIogkipEYRaBd0KjcnURPNFEq2udOfWf2F/ju5c6NqtS1GhMtOZSVI/' +
        't8r7rHIz555z7r25WUyltXW92Yr4lRfZhyMBkiRJkiTp31Rpba01Oo/+GJe9B/hUcs/+J4uL8KoI+9/uHA4CZoPzx2Ch8POZ3wp7' +
        'Uau7u/HwZh5WosITIjoM02+mHo49fEqbFh0G8Si4QIMhQ3pcpkyZATUaRLSpMmCZNk1q9OkyoMsWQ5ap0aVNmW2adChzjhVWOE+Z' +
        'FS5RJsrLDyZGhWCv1c95N1Pc4RkDhklFKKSLOVXMIma4nVR/QpM6Ef1s5pU8JGSDKm2iZEFHqPA0GfdoEbH0Q4Ji2sbzPMP02I7d' +
        '4FrcyBwEYdrNTh54iLs0k1Jr9ImoJp3Xs57e5oEHJxaWTYK5gCCrvztWf40GVTp0iGjF9UvB8X0LKXOLXrKAuGqTLh2qtAjTdBvh' +
        'aM/WkhPq8ThpoL+X8CTbDFhihbNcTI+xT49loolC2QGHWeadPPOBsY26lvRRHTu1N+HoSEZP89MqBYfSxtrJWuusJz+giMJcYbTb' +
        'WZZ0zjTrdHmQLPcGdQpzRYIwDInDCkwxw1HOEDDDCQJerr7+cu/D+6BGm3q6tIh5ytSY5zRV5llgnvuc5mNx8kbF9zC+j5tJ5t/d' +
        'x/Has2ntEtPvrn6Na2/ToJtsaHOixqZ/d5IkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIk' +
        'SZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIk6S98B70yuY0AEAEA',
      documents: [
        {
          kind: 'windows',
          event: {
            provider: 'Example-Provider',
            eventId: 1,
            timeCreated: '2026-05-06T13:41:02.123456700Z',
            channel: 'Example/Operational',
            computer: 'ws-017.corp.example.com',
            data: [
              { name: 'CommandLine', value: 'cmd.exe /c "a & b"' },
              { name: 'LogonId', value: '0x3e7' },
            ],
          },
        },
        {
          kind: 'windows',
          event: {
            provider: 'Example-Provider',
            eventId: 5,
            timeCreated: '2026-05-06T13:41:03.123456700Z',
            channel: 'Example/Operational',
            computer: 'ws-017.corp.example.com',
            data: [
              { name: 'CommandLine', value: 'whoami' },
              { name: 'LogonId', value: '0x3e7' },
            ],
          },
        },
      ],
    },
  ],
  detects: (head) => head.toString('latin1', 0, 8) === FILE_SIGNATURE,
  *read(file, options) {
    yield* inBatches(readRecords(file, options), options.batchSize);
  },
};

function* readRecords(file: LogFile, options: ReadOptions): Iterable<ChunkRecord> {
  const recover = options.recover === true;
  const lost = (record: number, why: string): void => {
    const message = `Record ${record} could not be read: ${why}.`;
    options.report(createDiagnostic('malformed-event', file.name, FILE_START, message));
  };
  const parts = fixedParts(readChunks(file, options), HEADER_SIZE, CHUNK_SIZE)[Symbol.iterator]();
  const header = Buffer.alloc(HEADER_SIZE);
  (parts.next().value as Buffer | undefined)?.copy(header);
  const dirty = (header.readUInt32LE(0x78) & DIRTY) !== 0;
  const stated = header.readUInt16LE(0x2a);
  // A log that was not closed counts fewer chunks than it holds.
  const counts = !dirty && !recover && stated > 0;
  let number = 1;
  let present = 0;
  while (!counts || present < stated) {
    const { value: chunk, done } = parts.next();
    if (done) break;
    present += 1;
    if (isUnused(chunk)) continue;
    number = yield* recordsOf(chunk, { firstNumber: number, dirty, recover, lost });
  }
  parts.return?.();
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
    return this.#filled(index) ?? printXml(this.#element(index));
  }

  document(index: number): EventDocument {
    let document = this.#documents[index];
    if (!document) {
      const text = this.#filled(index);
      const regular = text === undefined ? undefined : parseRegularEvent(text);
      const event = regular ?? windowsEventOf(this.#element(index));
      document = { kind: 'windows', event };
      this.#documents[index] = document;
    }
    return document;
  }

  /** The text put together from the templates, where that is possible. */
  #filled(index: number): string | undefined {
    const { chunk, content } = this.#at(index);
    return filledXml(chunk, content);
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
