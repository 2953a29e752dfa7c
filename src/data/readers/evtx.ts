import { createDiagnostic } from '../../diagnostics/create.ts';
import { FILE_START } from '../../diagnostics/diagnostic.ts';
import { readChunks, readHead } from '../chunks.ts';
import { NeedleSearch } from '../needles.ts';
import type { EventDocument, LogFile, LogReader, ReadOptions, RecordBatch } from '../record.ts';
import { giveBackScanMemory, type ScanMemory, takeScanMemory } from '../scan/memory.ts';
import { CHUNK_SIZE, readChunk } from './evtx/chunk.ts';
import { fixedParts } from './evtx/fixed-parts.ts';
import { RecordOutput } from './evtx/record-output.ts';
import { parseWindowsEvent } from './xml/windows-event.ts';

const FILE_SIGNATURE = 'ElfFile\0';
const CHUNK_SIGNATURE = 'ElfChnk\0';
const HEADER_SIZE = 0x1000;
const DIRTY = 0x1;

/**
 * Windows event logs as the system keeps them. Chunks of 64 KiB are read one after another; their records become the bytes
 * of the XML that Windows renders (and Splunk's XmlWinEventLog indexes), and from there on are read as XML is.
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
  detects: (head) =>
    head.toString('latin1', 0, 8) === FILE_SIGNATURE || hasChunkAt(head, 0) || hasChunkAt(head, HEADER_SIZE),
  *read(file, options) {
    const memory = takeScanMemory();
    try {
      yield* readChunksOf(file, options, memory);
    } finally {
      giveBackScanMemory(memory);
    }
  },
};

const hasChunkAt = (head: Buffer, at: number): boolean =>
  head.toString('latin1', at, at + CHUNK_SIGNATURE.length) === CHUNK_SIGNATURE;

function* readChunksOf(file: LogFile, options: ReadOptions, memory: ScanMemory): Iterable<RecordBatch> {
  const complain = (message: string): void => {
    options.report(createDiagnostic('malformed-event', file.name, FILE_START, message));
  };
  const lost = (record: number, why: string): void => complain(`Record ${record} could not be read: ${why}.`);
  const parse = (raw: string, number: number): EventDocument => {
    const event = parseWindowsEvent(raw);
    if (event) return { kind: 'windows', event };
    lost(number, 'it is no Windows event');
    return { kind: 'text' };
  };
  const output = new RecordOutput(memory, NeedleSearch.of(options.needles), options.batchSize, parse);
  const recover = options.recover === true;
  // Chunks may have been carved out of a disk: they have no header before them.
  const headerSize = hasChunkAt(readHead(file), 0) ? 0 : HEADER_SIZE;
  const parts = fixedParts(readChunks(file, options), headerSize, CHUNK_SIZE)[Symbol.iterator]();
  const header = Buffer.alloc(HEADER_SIZE);
  (parts.next().value as Buffer | undefined)?.copy(header);
  const intact = header.toString('latin1', 0, FILE_SIGNATURE.length) === FILE_SIGNATURE;
  if (!intact) {
    complain(
      headerSize === 0
        ? 'The file has no header; its chunks were read all the same.'
        : 'The header of the file, at byte 0, is damaged; its chunks were read all the same.',
    );
  }
  // What the header says of the chunks cannot be trusted then.
  const dirty = !intact || (header.readUInt32LE(0x78) & DIRTY) !== 0;
  const stated = header.readUInt16LE(0x2a);
  // A log that was not closed counts fewer chunks than it holds.
  const counts = !dirty && !recover && stated > 0;
  let number = 1;
  let present = 0;
  try {
    while (!counts || present < stated) {
      const { value: chunk, done } = parts.next();
      if (done) break;
      present += 1;
      if (isUnused(chunk)) continue;
      const doubtful = (first: number, last: number, why: string): void =>
        complain(
          `Records ${first} to ${last}, in the chunk at byte ${headerSize + (present - 1) * CHUNK_SIZE}, may hold wrong values: ${why}.`,
        );
      number = readChunk(chunk, output, { firstNumber: number, dirty, recover, lost, doubtful });
      yield* output.ready.splice(0);
    }
  } finally {
    parts.return?.();
  }
  if (!dirty && stated > present) lost(number, `the file ends after ${present} of its ${stated} chunks`);
  output.end();
  yield* output.ready.splice(0);
  options.onEnd?.(number - 1);
}

const isUnused = (chunk: Buffer): boolean => chunk.every((byte) => byte === 0);
