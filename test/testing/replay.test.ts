import { expect, it } from 'vitest';
import { openEventSource } from '../../src/data/event-source.ts';
import type { EventSource } from '../../src/data/record.ts';
import { KeptEvents } from '../../src/testing/kept-events.ts';
import { Replay } from '../../src/testing/replay.ts';
import { temporaryFile } from '../data/temporary-file.ts';

const rows = [1, 2, 3].map((second) => ({
  result: {
    _time: `2026-05-06T13:41:0${second}.000Z`,
    sourcetype: `kind:${second}`,
    host: 'ws7',
    _raw: `event ${second}`,
  },
}));
const path = temporaryFile('export.json', rows.map((row) => JSON.stringify(row)).join('\n'));
const source = openEventSource([{ name: 'export.json', path }]);
const at = (time: string): bigint => BigInt(Date.parse(time)) * 1_000_000n;

function told(events: EventSource): readonly unknown[] {
  const found: unknown[] = [];
  for (const batch of events.read(0, { batchSize: 8, report: () => undefined })) {
    for (let index = 0; index < batch.length; index += 1) {
      found.push([batch.record(index), batch.raw(index), batch.indexedAs?.(index).sourcetype, batch.timeText?.(index)]);
    }
  }
  return found;
}

it('knows of the events in a time range what Splunk said of them', () => {
  const range = { earliest: at('2026-05-06T13:41:02Z'), latest: at('2026-05-06T13:41:03Z') };
  expect(told(new Replay(source, range))).toEqual([[2, 'event 2', 'kind:2', '2026-05-06T13:41:02.000Z']]);
});

it('knows it of events that were kept too', () => {
  expect(told(new KeptEvents(source))).toEqual(told(source));
  expect(told(source)).toHaveLength(3);
});
