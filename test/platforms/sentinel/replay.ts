import type { EventDocument, EventSource, WindowsEvent } from '../../../src/data/record.ts';

type Fields = Partial<WindowsEvent> & { readonly fields?: Readonly<Record<string, string>> };

/** A Sysmon event with the data under `fields`, in order. */
export function sysmonEvent(eventId: number, { fields = {}, ...system }: Fields = {}): WindowsEvent {
  return {
    provider: 'Microsoft-Windows-Sysmon',
    eventId,
    level: '4',
    version: '5',
    task: String(eventId),
    opcode: '0',
    keywords: '0x8000000000000000',
    timeCreated: '2025-03-13T10:00:00.1234567Z',
    eventRecordId: '17',
    processId: '2000',
    threadId: '3000',
    channel: 'Microsoft-Windows-Sysmon/Operational',
    computer: 'WS01.example.com',
    userSid: 'S-1-5-18',
    data: Object.entries(fields).map(([name, value]) => ({ name, value })),
    ...system,
  };
}

/** One log file of Windows events. */
export const windowsLog = (...events: readonly WindowsEvent[]): readonly EventDocument[] =>
  events.map((event) => ({ kind: 'windows', event }));

/** One log file of JSON objects. */
export const jsonLog = (...values: readonly Readonly<Record<string, unknown>>[]): readonly EventDocument[] =>
  values.map((value) => ({ kind: 'object', value }));

/** Logs in memory; needles filter by the record's JSON text, as a reader would by its raw text. */
export function eventSource(...files: readonly (readonly EventDocument[])[]): EventSource {
  return {
    files: files.map((_, index) => ({ name: `log${index}`, path: `/log${index}` })),
    *read(file, options) {
      const documents = (files[file] ?? []).map((document, index) => ({ document, record: index + 1 }));
      const kept = documents.filter(({ document }) => {
        const text = JSON.stringify(document).toLowerCase();
        return (options.needles ?? []).every((group) => group.some((needle) => text.includes(needle.toLowerCase())));
      });
      for (let start = 0; start < kept.length; start += options.batchSize) {
        const records = kept.slice(start, start + options.batchSize);
        yield {
          length: records.length,
          record: (index) => records[index]?.record ?? 0,
          raw: (index) => JSON.stringify(records[index]?.document),
          document: (index) => records[index]?.document ?? { kind: 'text' },
        };
      }
    },
  };
}
