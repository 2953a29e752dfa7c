import type { EventDocument } from '../record.ts';
import { auditFields } from './auditd/fields.ts';
import { parseCef } from './cef/parse.ts';
import { jsonDocument } from './json/line.ts';
import { parseLeef } from './leef/parse.ts';
import { parseSyslog, type SyslogHeader } from './syslog/header.ts';
import { parseWindowsEvent } from './xml/windows-event.ts';

/**
 * What a line of text says: the event that Sysmon for Linux writes as XML, the parts of a syslog, auditd, CEF or LEEF
 * line, whichever stands behind a syslog header, or a JSON object; else the text alone.
 */
export function textDocument(raw: string): EventDocument {
  const end = raw.endsWith('</Event>') ? raw.length : raw.trimEnd().length;
  const start = raw.endsWith('</Event>', end) ? raw.search(/<Event[\s>]/) : -1;
  const event = start >= 0 ? parseWindowsEvent(raw.slice(start, end)) : undefined;
  if (event) return { kind: 'windows', event };
  const header = parseSyslog(raw);
  const cef = parseCef(raw);
  if (cef) return { kind: 'text', format: 'cef', value: withSyslog(cef, header) };
  const leef = parseLeef(raw);
  if (leef) return { kind: 'text', format: 'leef', value: withSyslog(leef, header) };
  const audit = auditFields(raw);
  if (audit) return { kind: 'text', format: 'auditd', value: withSyslog(audit, header) };
  if (header) return { kind: 'text', format: 'syslog', value: { ...header } };
  return jsonDocument(raw) ?? { kind: 'text' };
}

/** Whether a line is of a format that is known by itself. */
export function isKnownText(raw: string): boolean {
  const document = textDocument(raw);
  return document.kind !== 'text' || document.format !== undefined;
}

type Value = Readonly<Record<string, unknown>>;

/** The line's syslog header stands apart, so that its names are not taken for those of the format. */
function withSyslog(value: Value, header: SyslogHeader | undefined): Value {
  if (!header) return value;
  const { message: _, ...syslog } = header;
  return { ...value, syslog };
}
