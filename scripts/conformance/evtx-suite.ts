import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readerFor } from '../../src/data/readers/index.ts';
import type { WindowsEvent } from '../../src/data/record.ts';
import { type EventForms, writeForms } from './event-forms.ts';
import { runFiredrill } from './run-firedrill.ts';
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

const EVERY_FIELD = 'search * | table *';
const EVERY_COLUMN = 'WindowsEvent | sort by TimeGenerated asc, Channel asc, EventRecordId asc';

/** All logs at once: SPL sees the same in EVTX and in XML, KQL also in JSON. (Sigma's cases run in all three forms anyway.) */
export function runEvtxFormsSuite(folder: string): SuiteResult {
  const root = join(folder, 'evtx');
  const made = mkdtempSync(join(tmpdir(), 'firedrill-forms-'));
  const score = zero();
  const details: string[] = [];
  try {
    const names = readdirSync(root).filter((name) => name.endsWith('.evtx'));
    const forms = names.map((name) => writeForms(join(root, name), made));
    const answer = (language: 'spl' | 'kql', form: keyof EventForms): readonly string[] => {
      const query = language === 'spl' ? EVERY_FIELD : EVERY_COLUMN;
      const logs = forms.map((log) => log[form]);
      return cellsOf(
        runFiredrill(['query', '--lang', language, '--text', query, '--data', ...logs, '--format', 'json']),
      );
    };
    const compare = (language: 'spl' | 'kql', form: keyof EventForms, wanted: readonly string[]): void => {
      const found = answer(language, form);
      const wrong = wanted.findIndex((row, index) => row !== found[index]);
      if (wrong < 0 && wanted.length === found.length && wanted.length > names.length) score.right += 1;
      else {
        score.wrong += 1;
        details.push(`${language}, ${form}: row ${wrong + 1} is ${found[wrong]}, not ${wanted[wrong]}`);
      }
    };
    compare('spl', 'xml', answer('spl', 'evtx'));
    const table = answer('kql', 'evtx');
    compare('kql', 'xml', table);
    compare('kql', 'json', table);
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
  return { suite: 'evtx/forms', score, details };
}

/** Each row as text, its cells by name: the order in which columns are met depends on the form. */
function cellsOf(output: string): readonly string[] {
  const { columns, rows } = JSON.parse(output) as {
    columns: readonly ({ name: string } | string)[];
    rows: unknown[][];
  };
  const names = columns.map((column) => (typeof column === 'string' ? column : column.name));
  return rows.map((row) => JSON.stringify(row.map((cell, at) => [names[at], cell] as const).sort(byName)));
}

const byName = (
  [left = '']: readonly [string | undefined, unknown],
  [right = '']: readonly [string | undefined, unknown],
) => (left < right ? -1 : left > right ? 1 : 0);

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
