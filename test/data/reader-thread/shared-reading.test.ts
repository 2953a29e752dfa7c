import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { type Help, openEventSource } from '../../../src/data/event-source.ts';
import { type Answer, Ledger, STATE } from '../../../src/data/reader-thread/protocol.ts';
import { ReadAhead } from '../../../src/data/reader-thread/read-ahead.ts';
import { ReaderThread, serving } from '../../../src/data/reader-thread/reader-thread.ts';
import type { Helper } from '../../../src/data/reader-thread/shared-reading.ts';
import type { Capture } from '../../../src/data/scan/capture.ts';
import { captureValues } from '../../../src/data/scan/captures.ts';
import { threadReaders } from '../../../src/data/readers/in-ranges.ts';
import type { ReadOptions } from '../../../src/data/record.ts';
import { temporaryFile } from '../temporary-file.ts';

const thread = ReaderThread.start();
afterAll(() => thread?.close());

const OPEN: readonly number[] = [STATE.free, STATE.there];

/** The thread is given time for half of the ranges at first, and for all once it was asked for values. */
function patient(): Helper {
  let finish = (_share: number): void => undefined;
  const real = thread as ReaderThread;
  return {
    begin: (reading) => {
      const id = real.begin(reading);
      const ranges = reading.ranges.length;
      const ledger = new Ledger(reading.shared, ranges);
      finish = (share) => {
        const isOpen = (range: number): boolean => OPEN.includes(ledger.state(range));
        for (;;) {
          const { finished } = ledger;
          if (finished >= Math.floor((ranges - 1) * share) || ![...reading.ranges.keys()].some(isOpen)) return;
          if (!ledger.waitForMore(finished, 30_000)) throw new Error('The thread does nothing.');
        }
      };
      finish(0.5);
      return id;
    },
    ask: (asked) => {
      real.ask(asked);
      finish(1);
    },
    answers: () => real.answers(),
  };
}

const EVENT = (data: string): string => `<Event a="1"><System/><Data>${data}</Data></Event>`;
const FIRST = `${EVENT('first')}\n`;
const PIECES = [
  `${EVENT('7844')}\n`,
  `${EVENT('Needle\r\nover lines')}\r\n`,
  EVENT('nEEdle'),
  `${EVENT('\u20ac')}\n`,
  '<Event a="2"><System><Data>not well-formed</Event>\n',
  '<Event a="1">',
  '</Event>',
  `<![CDATA[ ${EVENT('7844')} ]]>`,
  'text',
];

/** What stands in the first `Data` element. */
const DATA: Capture = {
  steps: [
    { text: '<Data>' },
    { bytes: new Uint8Array(256).fill(1, 0x20), least: 0, most: 1000, captured: true, taking: 'few' },
    { text: '</Data>' },
  ],
  empty: 'value',
};

function readAll(path: string, help?: Help, needles?: ReadOptions['needles']): unknown {
  const records: unknown[] = [];
  const problems: string[] = [];
  let count: number | undefined;
  const options: ReadOptions = {
    batchSize: 3,
    ...(needles && { needles }),
    report: ({ message }) => problems.push(message),
    onEnd: (number) => {
      count = number;
    },
  };
  for (const batch of openEventSource([{ name: 'log', path }], help).read(0, options)) {
    const codes = batch.spans && captureValues(batch.spans, [DATA]);
    for (let at = 0; at < batch.length; at += 1) {
      const captured = codes?.value(codes.numbers[at] as number);
      records.push([batch.record(at), batch.raw(at), batch.document(at).kind, batch.timeText?.(at), captured]);
    }
  }
  return { records, problems, count };
}

test('a thread and the run together read what the run reads alone, whatever is damaged', () => {
  expect(thread).toBeDefined();
  const needles = fc.constantFrom(undefined, [['7844']], [['needle', 'first'], ['<data>']]);
  const pieces = fc.array(fc.constantFrom(...PIECES.slice(0, 4), ...PIECES), { maxLength: 40 });
  const property = fc.property(pieces, fc.integer({ min: 50, max: 400 }), needles, (texts, rangeSize, wanted) => {
    const path = temporaryFile('log.xml', FIRST + texts.join(''));
    expect(readAll(path, { thread: patient(), rangeSize }, wanted)).toEqual(readAll(path, undefined, wanted));
  });
  fc.assert(property, { numRuns: 150 });
});

/** Reads ranges ahead, then takes no part any more. */
function readingAhead(path: string, texts: readonly string[], rangeSize: number, most: number): Helper {
  const ahead = ReadAhead.of(path, texts, threadReaders, { rangeSize, rare: 1 });
  for (let read = 0; read < most && ahead?.readOn(); read += 1);
  const answers: Answer[] = [];
  return {
    readAhead: (log, needles) => ahead && serving(ahead.what, log, needles),
    begin: (reading) => {
      const ledger = new Ledger(reading.shared, reading.ranges.length);
      const known = reading.isGuessed ? [...(ahead?.answers(reading) ?? [])] : [];
      for (const [range, { records, batches }] of known.entries()) {
        answers.push({ reading: 1, range, batches, kilobytes: 0 });
        ledger.finish(range, records === undefined ? STATE.broken : STATE.sent, records ?? 0);
      }
      return 1;
    },
    ask: () => undefined,
    answers: () => answers.splice(0),
  };
}

test('what was read ahead for a guess is what the run reads alone, whether the guess was right or not', () => {
  const needles = fc.constantFrom(undefined, [['7844']], [['needle', 'first'], ['<data>']], [['Needle'], ['d']]);
  const guesses = fc.subarray(['7844', '784', 'needle', 'firs', 'zzz']);
  const pieces = fc.array(fc.constantFrom(...PIECES.slice(0, 4), ...PIECES), { maxLength: 40 });
  const sizes = fc.integer({ min: 50, max: 400 });
  const property = fc.property(pieces, sizes, needles, guesses, fc.nat(20), (texts, rangeSize, wanted, guess, most) => {
    const path = temporaryFile('log.xml', FIRST + texts.join(''));
    const thread = readingAhead(path, guess, rangeSize, most);
    expect(readAll(path, { thread, rangeSize }, wanted)).toEqual(readAll(path, undefined, wanted));
  });
  fc.assert(property, { numRuns: 100 });
});

test('a thread reads ahead before anything is asked of it', () => {
  const path = temporaryFile('log.xml', EVENT('_').repeat(250_000) + EVENT('7844') + EVENT('_').repeat(10));
  const guessing = ReaderThread.start({ path, language: 'spl', query: 'port=7844' }) as ReaderThread;
  const isServed: boolean[] = [];
  const helper: Helper = {
    readAhead: (log, needles) => {
      const wait = new Int32Array(new SharedArrayBuffer(4));
      let found = guessing.readAhead(log, needles);
      for (let tries = 0; !found && tries < 300; tries += 1) {
        Atomics.wait(wait, 0, 0, 10);
        found = guessing.readAhead(log, needles);
      }
      isServed.push(found !== undefined);
      return found;
    },
    begin: (reading) => guessing.begin(reading),
    ask: (asked) => guessing.ask(asked),
    answers: () => guessing.answers(),
  };
  expect(readAll(path, { thread: helper }, [['7844']])).toEqual(readAll(path, undefined, [['7844']]));
  expect(isServed).toEqual([true]);
  void guessing.close();
});

test('reading may be given up, and another log read with the same thread', () => {
  const log = (data: string): string => temporaryFile(`${data}.xml`, `${EVENT(data)}\n`.repeat(500));
  const help = { thread: thread as ReaderThread, rangeSize: 1000 };
  for (const _ of openEventSource([{ name: 'log', path: log('one') }], help).read(0, {
    batchSize: 3,
    report: () => undefined,
  })) {
    break;
  }
  expect(readAll(log('two'), help)).toEqual(readAll(log('two')));
});

/** Takes part in no reading, but claims a range of it. */
const claiming = (range: number, state?: number): Helper => ({
  begin: ({ shared, ranges }) => {
    const ledger = new Ledger(shared, ranges.length);
    ledger.claim(range, STATE.there);
    if (state !== undefined) ledger.finish(range, state, 7);
    return 1;
  },
  ask: () => undefined,
  answers: () => [],
});

test.each([
  ['does not answer', claiming(1)],
  ['could not read', claiming(2, STATE.broken)],
  ['has lost what it read', claiming(2, STATE.sent)],
])('the run reads a range by itself that a thread claimed and %s', (_, helper) => {
  const path = temporaryFile('log.xml', `${EVENT('7844')}\n`.repeat(50));
  expect(readAll(path, { thread: helper, rangeSize: 300 })).toEqual(readAll(path));
});

test('a thread that has ended is not missed', async () => {
  const ended = ReaderThread.start() as ReaderThread;
  await ended.close();
  const path = temporaryFile('log.xml', `${EVENT('7844')}\n`.repeat(50));
  expect(readAll(path, { thread: ended, rangeSize: 300 })).toEqual(readAll(path));
});
