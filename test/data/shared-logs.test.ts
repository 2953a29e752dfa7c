import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openEventSource } from '../../src/data/event-source.ts';
import type { EventSource, ReadOptions } from '../../src/data/record.ts';
import { SharedLogs } from '../../src/data/shared-logs.ts';
import { temporaryFile } from './temporary-file.ts';

const event = (text: string): string =>
  `<Event a='1'><System><EventID>1</EventID></System><EventData><Data Name='x'>${text}</Data></EventData></Event>\n`;

/** A source that counts how often it is read. */
function counted(path: string): EventSource & { reads: number } {
  const source = openEventSource([{ name: 'log', path }]);
  return {
    reads: 0,
    files: source.files,
    read(file, options) {
      this.reads += 1;
      return source.read(file, options);
    },
  };
}

function read(source: EventSource, more: Partial<ReadOptions> = {}) {
  const texts: string[] = [];
  const problems: string[] = [];
  let records = 0;
  const options: ReadOptions = {
    batchSize: 2,
    report: ({ message }) => problems.push(message),
    onEnd: (count) => {
      records = count;
    },
    ...more,
  };
  for (const batch of source.read(0, options)) {
    for (let at = 0; at < batch.length; at += 1) texts.push(`${batch.record(at)} ${batch.document(at).kind}`);
  }
  return { texts, problems, records };
}

test('a log is read once, and again when it has changed', () => {
  const path = temporaryFile('shared.log', event('a') + event('b') + event('c'));
  const shared = new SharedLogs(1 << 20);
  const source = counted(path);
  const first = read(shared.over(source));
  expect(first).toEqual({ texts: ['1 windows', '2 windows', '3 windows'], problems: [], records: 3 });
  expect(read(shared.over(source))).toEqual(first);
  expect(source.reads).toBe(1);
  writeFileSync(path, event('a'));
  expect(read(shared.over(source)).records).toBe(1);
  expect(source.reads).toBe(2);
});

test('a search reads the file, and so does a run over a log that is too large', () => {
  const path = temporaryFile('searched.log', event('a').repeat(100));
  const source = counted(path);
  const shared = new SharedLogs(200);
  read(shared.over(source));
  read(shared.over(source));
  read(new SharedLogs(1 << 20).over(source), { needles: [['zz']] });
  expect(source.reads).toBe(3);
});

test('what is wrong with a log is told every run', () => {
  const broken = "<Event a='1'><System></EventData></Event>\n";
  const path = temporaryFile('broken.log', event('a') + broken + event('b'));
  const shared = new SharedLogs(1 << 20);
  const source = counted(path);
  const first = read(shared.over(source));
  expect(first.problems).toHaveLength(1);
  expect(read(shared.over(source))).toEqual(first);
});
