import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import {
  ChunkBuilder,
  instance,
  raw,
  type Substitution,
  type TemplateElement,
  text,
  uint16,
  uint64,
} from '../test/data/readers/evtx-builder.ts';
import { type CorpusEvent, Corpus } from './corpus.ts';

const CHUNK_SIZE = 0x10000;
const HEADER_SIZE = 0x1000;
/** Room that one record may need at the end of a chunk, its template included. */
const RECORD_ROOM = 12_000;
const FILETIME_OF_EPOCH = 116_444_736_000_000_000n;

const system: TemplateElement = {
  name: 'Event',
  attributes: { xmlns: 'http://schemas.microsoft.com/win/2004/08/events/event' },
  dependsOn: 6,
  children: [
    {
      name: 'System',
      children: [
        { name: 'Provider', attributes: { Name: 'Microsoft-Windows-Sysmon' } },
        { name: 'EventID', children: [0] },
        { name: 'Version', children: [1] },
        { name: 'Level', children: ['4'] },
        { name: 'TimeCreated', attributes: { SystemTime: 2 } },
        { name: 'EventRecordID', children: [3] },
        { name: 'Execution', attributes: { ProcessID: 4 } },
        { name: 'Channel', children: ['Microsoft-Windows-Sysmon/Operational'] },
        { name: 'Computer', children: ['ws-042.corp.example.com'] },
        { name: 'Security', attributes: { UserID: 5 } },
      ],
    },
    6,
  ],
};

/** As Windows keeps events: names in templates, values beside them, one template around that of each event id. */
const dataOf = ({ data }: CorpusEvent): TemplateElement => ({
  name: 'EventData',
  children: data.map(([name], at) => ({ name: 'Data', attributes: { Name: name }, children: [at] })),
});

const valuesOf = (event: CorpusEvent, data: TemplateElement): readonly Substitution[] => [
  uint16(event.id),
  uint16(5),
  uint64(BigInt(event.time) * 10_000n + FILETIME_OF_EPOCH, 0x11),
  uint64(BigInt(event.record)),
  uint16(3128),
  raw(0x13, '010100000000000512000000'),
  instance(
    data,
    event.data.map(([, value]) => text(value)),
  ),
];

/** An EVTX file of about `bytes` bytes with the events of the corpus; made once. */
export function evtxFile(folder: string, bytes: number): string {
  const path = join(folder, `sysmon-${bytes}-2.evtx`);
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  const draft = `${path}.${process.pid}`;
  const handle = openSync(draft, 'w');
  const corpus = new Corpus();
  const templates = new Map<string, TemplateElement>();
  const count = Math.min(0xffff, Math.ceil(bytes / CHUNK_SIZE));
  const header = Buffer.alloc(HEADER_SIZE);
  header.write('ElfFile\0', 0, 'latin1');
  header.writeUInt32LE(128, 0x20);
  header.writeUInt16LE(HEADER_SIZE, 0x28);
  header.writeUInt16LE(count, 0x2a);
  writeSync(handle, header);
  for (let chunk = 0; chunk < count; chunk += 1) {
    const builder = new ChunkBuilder();
    while (builder.end + RECORD_ROOM < CHUNK_SIZE) {
      const event = corpus.next();
      const shape = event.data.map(([name]) => name).join();
      const data = templates.get(shape) ?? dataOf(event);
      templates.set(shape, data);
      builder.record(system, valuesOf(event, data));
    }
    writeSync(handle, builder.bytes);
  }
  closeSync(handle);
  renameSync(draft, path);
  return path;
}
