import type { RecordBatch, WindowsEvent } from '../../../src/data/record.ts';

/** A Windows event with what a test does not care about filled in. */
export const windowsEvent = (
  channel: string,
  eventId: number,
  data: Readonly<Record<string, string>> = {},
  more: Partial<WindowsEvent> = {},
): WindowsEvent => ({
  provider: 'Example-Provider',
  eventId,
  timeCreated: '2024-03-06T07:08:09.010Z',
  channel,
  computer: 'host1.example.com',
  data: Object.entries(data).map(([name, value]) => ({ name, value })),
  ...more,
});

export const SYSMON = 'Microsoft-Windows-Sysmon/Operational';

export const windowsRecords = (events: readonly WindowsEvent[]): RecordBatch => ({
  length: events.length,
  record: (index) => index + 1,
  raw: (index) =>
    `<Event>${(events[index] as WindowsEvent).data.map(({ name, value }) => `<Data Name='${name}'>${value.replace(/&/g, '&amp;').replace(/</g, '&lt;')}</Data>`).join('')}</Event>`,
  document: (index) => ({ kind: 'windows', event: events[index] as WindowsEvent }),
});
