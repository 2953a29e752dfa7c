import { readHead } from '../chunks.ts';
import type { LogFile, LogReader } from '../record.ts';
import { auditdReader } from './auditd.ts';
import { cefReader } from './cef.ts';
import { csvReader } from './csv.ts';
import { evtxReader } from './evtx.ts';
import { jsonReader } from './json.ts';
import { jsonDocument } from './json/line.ts';
import { leefReader } from './leef.ts';
import { firstLines } from './line-format.ts';
import { splunkCsvReader } from './splunk-csv.ts';
import { splunkJsonReader } from './splunk-json.ts';
import { splunkMetricsReader } from './splunk-metrics.ts';
import { syslogReader } from './syslog.ts';
import { textReader } from './text.ts';
import { vpcFlowReader } from './vpc-flow.ts';
import { w3cReader } from './w3c.ts';
import { windowsTextReader } from './windows-text.ts';
import { xmlReader } from './xml.ts';
import { zeekReader } from './zeek.ts';

/** Every log format, the most particular first: the first whose `detects` holds reads the file. */
export const readers: readonly LogReader[] = [
  evtxReader,
  xmlReader,
  splunkJsonReader,
  splunkMetricsReader,
  jsonReader,
  windowsTextReader,
  zeekReader,
  w3cReader,
  vpcFlowReader,
  auditdReader,
  cefReader,
  leefReader,
  syslogReader,
  splunkCsvReader,
  csvReader,
  textReader,
];

/** Formats of which a record is known wherever it stands: they are looked for behind a beginning that is damaged. */
const KNOWN_ANYWHERE: readonly LogReader[] = [
  windowsTextReader,
  zeekReader,
  w3cReader,
  vpcFlowReader,
  auditdReader,
  cefReader,
  leefReader,
  syslogReader,
];
const LINES_SKIPPED = 20;
const LINES_JUDGED = 5;

/** The reader for a file, told by its content. */
export function readerFor(file: Pick<LogFile, 'path' | 'entry'>): LogReader | undefined {
  const head = readHead(file);
  const reader = readers.find((known) => known.detects(head));
  return reader === textReader ? (readerPastDamage(head) ?? reader) : reader;
}

/** The format of what follows the first lines, where those are damaged. */
function readerPastDamage(head: Buffer): LogReader | undefined {
  let at = head.indexOf('\n') + 1;
  for (let skipped = 0; at > 0 && at < head.length && skipped < LINES_SKIPPED; skipped += 1) {
    const rest = head.subarray(at);
    const found = KNOWN_ANYWHERE.find((reader) => reader.detects(rest));
    if (found) return found;
    if (isJson(rest)) return jsonReader;
    if (isXml(rest)) return xmlReader;
    at = head.indexOf('\n', at) + 1;
  }
  return undefined;
}

/** Whether most of the first lines are objects: a text may mention one. */
function isJson(head: Buffer): boolean {
  const lines = firstLines(head).slice(0, LINES_JUDGED);
  return lines.filter((line) => jsonDocument(line) !== undefined).length * 2 > lines.length;
}

/** Two events, one behind the other. */
const isXml = (head: Buffer): boolean =>
  xmlReader.detects(head) && /<\/Event>\s*<Event[\s>]/.test(head.toString('latin1'));
