import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openEventSource } from '../../../src/data/event-source.ts';
import { evtxReader } from '../../../src/data/readers/evtx.ts';
import { readerFor } from '../../../src/data/readers/index.ts';
import { temporaryFile } from '../temporary-file.ts';

const EVENT =
  "<Event xmlns='x'><System><Provider Name='P'/><EventID>1</EventID><Channel>C</Channel><Computer>h</Computer></System></Event>";
const SYSLOG = '<34>May  6 13:41:02 ws-017 su: failed';
const OBJECT = '{"a": 1}';
const CEF = 'CEF:0|Example|Firewall|9|1|allow|3|src=192.0.2.7';

function kinds(content: string | Buffer) {
  const path = temporaryFile('mixed.log', content);
  const problems: string[] = [];
  const found: string[] = [];
  const options = { batchSize: 2, report: ({ message }: { message: string }) => problems.push(message) };
  for (const batch of openEventSource([{ name: 'mixed.log', path }]).read(0, options)) {
    for (let row = 0; row < batch.length; row += 1) {
      const document = batch.document(row);
      found.push(document.kind === 'text' ? (document.format ?? 'text') : document.kind);
    }
  }
  return { format: readerFor({ path })?.name, found, problems };
}

describe('logs of several formats put together', () => {
  it.each([
    [
      'windows-xml',
      [EVENT, EVENT, OBJECT, SYSLOG, EVENT, CEF],
      ['windows', 'windows', 'object', 'syslog', 'windows', 'cef'],
    ],
    ['json', [OBJECT, EVENT, SYSLOG, OBJECT, CEF], ['object', 'windows', 'syslog', 'object', 'cef']],
    [
      'syslog',
      [SYSLOG, SYSLOG, SYSLOG, OBJECT, EVENT, CEF],
      ['syslog', 'syslog', 'syslog', 'object', 'windows', 'cef'],
    ],
  ])('%s first', (format, lines, expected) => {
    expect(kinds(`${lines.join('\n')}\n`)).toEqual({ format, found: expected, problems: [] });
  });

  it('what no format explains is reported', () => {
    expect(kinds(`${OBJECT}\nsome text\nmore text\n${OBJECT}\n`)).toEqual({
      format: 'json',
      found: ['object', 'text', 'text', 'object'],
      problems: [2, 3].map((at) => `Record ${at} is no whole JSON: there is no JSON object. It is read as text.`),
    });
    expect(kinds(`${EVENT}\n${EVENT}\nsome text\n${EVENT}\n`).problems).toEqual([
      'Record 3 could not be read: text stands outside of any event.',
    ]);
  });
});

describe('a beginning that is damaged', () => {
  it.each([
    ['json', ['oken": 1}', OBJECT, OBJECT]],
    ['zeek', ['eparator \\x09', '#fields\tuid\tquery', 'C1\ta']],
    ['w3c', ['ersion: 1.0', '#Fields: date time cs-method', '2026-05-06 13:41:02 GET']],
    ['vpc-flow', ['count-id interface-id', 'version srcaddr dstaddr action', '2 192.0.2.7 198.51.100.9 ACCEPT']],
    ['auditd', ['garbage', 'type=EOE msg=audit(1778074862.123:1):']],
    ['windows-xml', ['garbage', 'more', EVENT, EVENT]],
    ['text', ['plain text', OBJECT, 'plain text', 'plain text', 'plain text']],
    ['text', ['plain text', EVENT, 'plain text']],
  ])('%s is looked for behind it', (format, lines) => {
    expect(kinds(`${lines.join('\n')}\n`).format).toBe(format);
  });

  const [sample] = evtxReader.samples;
  const log = gunzipSync(Buffer.from(sample?.log ?? '', 'base64'));

  it('EVTX: chunks are read without the header of their file', () => {
    expect(kinds(log.subarray(0x1000))).toEqual({
      format: 'evtx',
      found: ['windows', 'windows'],
      problems: ['The file has no header; its chunks were read all the same.'],
    });
  });

  it('EVTX: and when the header is damaged', () => {
    const damaged = Buffer.from(log);
    damaged.fill(0xff, 0, 0x80);
    expect(kinds(damaged)).toEqual({
      format: 'evtx',
      found: ['windows', 'windows'],
      problems: ['The header of the file, at byte 0, is damaged; its chunks were read all the same.'],
    });
  });
});
