import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { openEventSource } from '../../src/data/event-source.ts';
import { runFiredrill } from './run-firedrill.ts';
import { type SuiteResult, zero } from './score.ts';

interface ScanOutput {
  readonly rules: readonly {
    readonly id: string;
    readonly events: readonly { readonly file: string; readonly record: number }[];
  }[];
  readonly errors: readonly { readonly file: string; readonly name: string; readonly message: string }[];
}

type RecordIds = Readonly<Record<string, readonly number[]>>;

/** How the events of a case are given: as recorded, as a forwarder's XML, as JSON. */
type Shape = 'evtx' | 'xml' | 'json';

/** The cases straight from the EVTX, and again from the same events in other formats. */
export function runSigmaSuites(folder: string): readonly SuiteResult[] {
  const made = mkdtempSync(join(tmpdir(), 'firedrill-sigma-'));
  try {
    return (['evtx', 'xml', 'json'] as const).map((shape) => runSigmaSuite(folder, shape, made));
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}

/** The log of a case in a format; the folder is named after the case. */
function logOf(root: string, id: string, shape: Shape, made: string): string {
  const evtx = join(root, id, 'data.evtx');
  if (shape === 'evtx') return evtx;
  const path = join(made, shape, id, `data.${shape}`);
  mkdirSync(dirname(path), { recursive: true });
  if (shape === 'json') writeFileSync(path, readFileSync(join(root, id, 'expected.json')));
  else {
    const source = openEventSource([{ name: evtx, path: evtx }]);
    const events: string[] = [];
    for (const records of source.read(0, { batchSize: 64, report: () => undefined })) {
      for (let row = 0; row < records.length; row += 1) events.push(records.raw(row));
    }
    writeFileSync(path, `${events.join('\n')}\n`);
  }
  return path;
}

/**
 * SigmaHQ's regression data: each rule must match exactly the events that are its own, and of the other cases' events
 * only those that `cross-matches.json` lists. Every rule is run over every log.
 */
function runSigmaSuite(folder: string, shape: Shape, made: string): SuiteResult {
  const root = join(folder, 'sigma');
  const ids = readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  const cross = readJson<Record<string, RecordIds>>(join(root, 'cross-matches.json'));
  const output = runFiredrill([
    'scan',
    '--rules',
    ...ids.map((id) => join(root, id, 'rule.yml')),
    '--data',
    ...ids.map((id) => logOf(root, id, shape, made)),
    '--format',
    'json',
  ]);
  const { rules, errors } = JSON.parse(output) as ScanOutput;
  const hits = new Map(rules.map((rule) => [rule.id, rule.events]));
  const score = zero();
  const details = errors.map(({ file, name, message }) => `${file} ${name} ${message}`);
  const numbers = new Map(ids.map((id) => [id, recordIdsOf(join(root, id))]));
  for (const id of ids) {
    const unsupported = errors.find(({ file }) => file.includes(id))?.name.startsWith('unsupported-');
    const own = readJson<{ matching_record_ids: readonly number[] }>(join(root, id, 'case.json')).matching_record_ids;
    const wanted = new Set([
      ...own.map((record) => `${id}:${record}`),
      ...Object.entries(cross[id] ?? {}).flatMap(([other, records]) => records.map((record) => `${other}:${record}`)),
    ]);
    const found = new Set(
      (hits.get(id) ?? []).map(({ file, record }) => {
        const log = basename(dirname(file));
        return `${log}:${numbers.get(log)?.[record - 1]}`;
      }),
    );
    const same = wanted.size === found.size && [...wanted].every((item) => found.has(item));
    if (unsupported) score.unsupported += 1;
    else if (same) score.right += 1;
    else {
      score.wrong += 1;
      details.push(`${id}: found ${[...found].join(' ')}, expected ${[...wanted].join(' ')}`);
    }
  }
  return { suite: shape === 'evtx' ? 'sigma' : `sigma/${shape}`, score, details };
}

const readJson = <T>(file: string): T => JSON.parse(readFileSync(file, 'utf8')) as T;

/** `EventRecordID` of each event of a log, in order, from the JSON that stands beside it. */
function recordIdsOf(folder: string): readonly string[] {
  const text = readFileSync(join(folder, 'expected.json'), 'utf8');
  return [...text.matchAll(/"EventRecordID":\s*"?(\d+)/g)].map(([, number]) => number ?? '');
}
