import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cause, type DataSourceFigures, figuresText, readFigures, writeFigures } from './data-source-figures.ts';
import { runFiredrill } from './run-firedrill.ts';
import { type SuiteResult, zero } from './score.ts';

interface DataSource {
  readonly name: string;
  readonly source: string;
  readonly sourcetype: string;
  readonly format: string;
  readonly example_log: string;
  readonly truncated: boolean;
  readonly fields: readonly string[];
}

interface Answer {
  readonly columns?: readonly { readonly name: string }[];
  readonly rows?: readonly (readonly unknown[])[];
  readonly message?: string;
}

/** What the platform says of every event, whatever its text is: having it proves nothing about an add-on. */
const METADATA = new Set(['_time', 'host', 'index', 'source', 'sourcetype', 'splunk_server', 'splunk_server_group']);
/** An example of which nothing but the first line is left: the date of a classic Windows event. */
const ONLY_DATE = /^\s*\d{1,2}\/\d{1,2}\/\d{4} [\d:]+ [AP]M\s*$/;
/** Values that say nothing unless the event itself holds them, so a field that holds only them counts as missing. */
const FILLERS = new Set(['unknown', '-', 'null']);

/**
 * Example events with the fields that an add-on gives them: a field that comes out with a value is right, another is
 * unsupported. A suite per sourcetype and per Windows log. What is cut off an example cannot come out of it: the suites
 * that end in `/whole` leave those examples out.
 */
export function runDataSourceSuite(folder: string, update = false): readonly SuiteResult[] {
  const sources = readFileSync(join(folder, 'escu-data-sources.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as DataSource);
  const answers = ask(sources);
  const results = new Map<string, SuiteResult & { readonly details: string[] }>();
  const figures: DataSourceFigures[] = [];
  const all = { suite: 'data-sources', score: zero(), details: [] as string[] };
  sources.forEach((source, at) => {
    const whole = !source.truncated && !ONLY_DATE.test(source.example_log);
    const logs = windowsLog(source.source);
    const inWhole = whole ? ['', ...logs].map((name) => `${name}/whole`.replace(/^\//, '')) : [];
    const names = [source.sourcetype.toLowerCase(), ...logs, ...inWhole].map((name) => `data-sources/${name}`);
    const own = names.map((suite) => results.get(suite) ?? { suite, score: zero(), details: [] as string[] });
    for (const result of own) results.set(result.suite, result);
    const answer = answers[at] ?? {};
    const documented = [...new Set(source.fields)].filter((field) => !METADATA.has(field));
    const causes = missesOf(documented, answer, source.example_log, whole);
    const missing = Object.keys(causes);
    figures.push({
      name: source.name,
      sourcetype: source.sourcetype,
      source: source.source,
      documented: documented.length,
      whole,
      missing: causes,
    });
    for (const { score } of [...own, all]) {
      score.right += documented.length - missing.length;
      score.unsupported += missing.length;
      if (!answer.rows) score.error++;
    }
    for (const { details } of own.slice(0, 1)) {
      if (answer.message !== undefined) details.push(`${source.name}: ${answer.message}`);
      if (missing.length > 0) details.push(`${source.name}: ${missing.join(' ')}`);
    }
  });
  if (update) writeFigures(figures);
  else if (figuresText(figures) !== figuresText(readFigures())) {
    all.details.push(
      'The figures of docs/reference/data-sources.md are out of date: run with --update, then "npm run docs".',
    );
  }
  return [...results.values(), all];
}

/** Windows logs have a measure each besides that of their sourcetype. */
function windowsLog(source: string): readonly string[] {
  const [, channel] = /^(?:Xml)?WinEventLog:(.+)$/i.exec(source) ?? [];
  return channel === undefined ? [] : [`windows/${channel.replace(/^Microsoft-Windows-/, '').toLowerCase()}`];
}

function ask(sources: readonly DataSource[]): readonly Answer[] {
  const work = mkdtempSync(join(tmpdir(), 'firedrill-conformance-'));
  try {
    const cases = sources.map(({ source, sourcetype, example_log: text }, at) => {
      const path = join(work, `${at}.log`);
      writeFileSync(path, `${text}\n`);
      return JSON.stringify({
        id: `${at}`,
        lang: 'spl',
        query: 'search * | table *',
        data: [{ path, source, sourcetype }],
      });
    });
    const batch = join(work, 'batch.jsonl');
    writeFileSync(batch, `${cases.join('\n')}\n`);
    const lines = runFiredrill(['query', '--batch', batch]).split('\n');
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Answer);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The documented fields that the first event does not have with a value that says something, and why. */
function missesOf(
  documented: readonly string[],
  { columns = [], rows = [] }: Answer,
  sample: string,
  whole: boolean,
): Readonly<Record<string, Cause>> {
  const row = rows[0] ?? [];
  const values = new Map(columns.map(({ name }, at) => [name, row[at]]));
  const misses: Record<string, Cause> = {};
  for (const field of documented) {
    const cause = missOf(values.get(field), sample);
    if (cause !== undefined) misses[field] = cause === 'absent' && !whole ? 'cut' : cause;
  }
  return misses;
}

function missOf(value: unknown, sample: string): Exclude<Cause, 'cut'> | undefined {
  if (Array.isArray(value)) {
    const causes = value.map((one) => missOf(one, sample));
    return causes.includes(undefined) ? undefined : (causes[0] ?? 'absent');
  }
  if (value === null || value === undefined) return 'absent';
  if (value === '') return 'empty';
  return !FILLERS.has(String(value)) || holdsValue(sample, String(value)) ? undefined : 'constant';
}

/** Whether a text stands in an event as a whole value: between quotes, brackets of tags, tabs or commas. */
const holdsValue = (sample: string, value: string): boolean =>
  [
    `"${value}"`,
    `'${value}'`,
    `>${value}<`,
    `\t${value}\t`,
    `=${value} `,
    `,${value},`,
    `: ${value},`,
    `:${value},`,
    `: ${value}}`,
    `:${value}}`,
  ].some((text) => sample.includes(text));
