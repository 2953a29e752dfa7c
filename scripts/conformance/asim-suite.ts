import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inventedLinuxEvents, inventedWindowsEvents, rawEvents } from './asim-events.ts';
import { ASIM_EXPECTATIONS, type AsimExpectation, type RawEvent } from './asim-fields.ts';
import { runFiredrill } from './run-firedrill.ts';
import { type SuiteResult, zero } from './score.ts';

interface Answer {
  readonly id: string;
  readonly columns?: readonly { readonly name: string }[];
  readonly rows?: readonly (readonly unknown[])[];
  readonly error?: { readonly name: string; readonly message: string };
}

/** Fewer events than so many prove nothing. */
const LEAST_EVENTS = 3;

/**
 * Microsoft's parsers over replayed logs: every raw event that is a parser's must come out as a row whose ASIM fields
 * say what the event says. A parser is right when all its events do, and there are at least three.
 */
export function runAsimSuite(folder: string): SuiteResult {
  const work = mkdtempSync(join(tmpdir(), 'firedrill-asim-'));
  try {
    mkdirSync(join(work, 'knowledge'));
    symlinkSync(join(folder, 'sentinel', 'parsers'), join(work, 'knowledge', 'parsers'));
    writeFileSync(join(work, 'firedrill.yml'), 'knowledge:\n  sentinel: [knowledge]\n');
    writeFileSync(join(work, 'windows.xml'), inventedWindowsEvents());
    writeFileSync(join(work, 'linux.log'), inventedLinuxEvents());
    const recorded = readdirSync(join(folder, 'evtx')).filter((file) => file.endsWith('.xml'));
    const evtx = recorded.map((file) => join(folder, 'evtx', file.replace(/\.xml$/, '.evtx')));
    const events = [
      ...recorded.map((file) => join(folder, 'evtx', file)),
      join(work, 'windows.xml'),
      join(work, 'linux.log'),
    ].flatMap((file) => rawEvents(readFileSync(file, 'utf8')));
    const data = [...evtx, join(work, 'windows.xml'), join(work, 'linux.log')].map((path) => ({ path }));
    const cases = ASIM_EXPECTATIONS.map(({ parser }) =>
      JSON.stringify({ id: parser, lang: 'kql', query: `${parser}()`, data }),
    );
    writeFileSync(join(work, 'batch.jsonl'), `${cases.join('\n')}\n`);
    const output = runFiredrill([
      'query',
      '--batch',
      join(work, 'batch.jsonl'),
      '--config',
      join(work, 'firedrill.yml'),
    ]);
    const answers = output
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Answer);
    return judged(answers, events);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function judged(answers: readonly Answer[], events: readonly RawEvent[]): SuiteResult {
  const score = zero();
  const details: string[] = [];
  ASIM_EXPECTATIONS.forEach((expectation, at) => {
    const answer = answers[at];
    const own = events.filter(expectation.events);
    if (!answer?.rows || answer.error) {
      if (answer?.error?.name.startsWith('unsupported-')) score.unsupported += 1;
      else score.error += 1;
      details.push(`${expectation.parser}: ${answer?.error?.message ?? 'no answer'}`);
      return;
    }
    const missed = missedEvents(expectation, own, answer);
    if (missed.length === 0 && own.length >= LEAST_EVENTS) score.right += 1;
    else score.wrong += 1;
    const agree = `${own.length - missed.length} of ${own.length} events agree, ${answer.rows.length} rows`;
    details.push(`${expectation.parser}: ${agree}${missed[0] === undefined ? '' : `; ${missed[0]}`}`);
  });
  return { suite: 'asim', score, details };
}

/** What is wrong with the events that no row of their own agrees with: the closest row's differences. */
function missedEvents({ fields }: AsimExpectation, events: readonly RawEvent[], answer: Answer): readonly string[] {
  const names = (answer.columns ?? []).map(({ name }) => name);
  const rows = (answer.rows ?? []).map((cells) => new Map(names.map((name, at) => [name, textOf(cells[at])])));
  const taken = new Set<number>();
  return events.flatMap((event) => {
    const wanted = Object.entries(fields(event)).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const differences = rows.map((row) => wanted.filter(([name, value]) => row.get(name) !== value));
    const found = differences.findIndex((list, at) => list.length === 0 && !taken.has(at));
    if (found >= 0) {
      taken.add(found);
      return [];
    }
    const closest = differences.reduce(
      (least, list, at) => (list.length < (differences[least]?.length ?? 99) ? at : least),
      0,
    );
    const shown = (differences[closest] ?? wanted).map(
      ([name, value]) => `${name} is ${JSON.stringify(rows[closest]?.get(name))}, not ${JSON.stringify(value)}`,
    );
    return [`event ${event.id}: ${shown.join(', ')}`];
  });
}

const textOf = (value: unknown): string =>
  value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);
