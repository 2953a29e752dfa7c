import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readerFor } from '../../src/data/readers/index.ts';
import type { WindowsEvent } from '../../src/data/record.ts';
import { type SuiteResult, zero } from './score.ts';

/** Logs as EVTX and as XML: a log is right when both give the same events with the same decoded values, in order. */
export function runEvtxSuite(folder: string): SuiteResult {
  const root = join(folder, 'evtx');
  const score = zero();
  const details: string[] = [];
  const names = readdirSync(root).filter((name) => name.endsWith('.evtx'));
  for (const name of names.sort()) {
    const binary = eventsOf(join(root, name));
    const text = eventsOf(join(root, name.replace(/\.evtx$/, '.xml')));
    const difference = firstDifference(binary, text);
    if (difference === undefined) score.right += 1;
    else {
      score.wrong += 1;
      details.push(`${name}: ${difference}`);
    }
  }
  return { suite: 'evtx', score, details };
}

function eventsOf(path: string): readonly (WindowsEvent | string)[] {
  const reader = readerFor({ path });
  if (!reader) return ['unknown format'];
  const events: (WindowsEvent | string)[] = [];
  const report = ({ message }: { message: string }) => events.push(message);
  for (const batch of reader.read({ name: path, path }, { batchSize: 1024, report })) {
    for (let index = 0; index < batch.length; index += 1) {
      const document = batch.document(index);
      events.push(document.kind === 'windows' ? document.event : `record ${batch.record(index)} is no Windows event`);
    }
  }
  return events;
}

function firstDifference(
  binary: readonly (WindowsEvent | string)[],
  text: readonly (WindowsEvent | string)[],
): string | undefined {
  if (text.length === 0) return 'the XML holds no events';
  if (binary.length !== text.length) return `${binary.length} events, not ${text.length}`;
  for (const [index, event] of binary.entries()) {
    const [found, expected] = [partsOf(event), partsOf(text[index] as WindowsEvent | string)];
    const key = [...new Set([...Object.keys(expected), ...Object.keys(found)])].find(
      (name) => found[name] !== expected[name],
    );
    if (key !== undefined) return `event ${index + 1}: ${key} is ${found[key]}, not ${expected[key]}`;
  }
  return undefined;
}

/** Every part of an event as text, by its name. */
function partsOf(event: WindowsEvent | string): Readonly<Record<string, string>> {
  if (typeof event === 'string') return { problem: event };
  return Object.fromEntries(Object.entries(event).map(([name, value]) => [name, JSON.stringify(value)]));
}
