import type { EventDocument } from '../record.ts';
import { auditFields } from './auditd/fields.ts';
import { parseCef } from './cef/parse.ts';
import { parseLeef } from './leef/parse.ts';
import { parseSyslog, type SyslogHeader } from './syslog/header.ts';
import { parseWindowsEvent } from './xml/windows-event.ts';

/**
 * What a line of text says: the event that Sysmon for Linux writes as XML, the parts of a syslog, auditd, CEF or LEEF
 * line, whichever stands behind a syslog header; else the text alone.
 */
export function textDocument(raw: string): EventDocument {
  const start = raw.indexOf('<Event>');
  const event = start >= 0 && raw.endsWith('</Event>') ? parseWindowsEvent(raw.slice(start)) : undefined;
  if (event) return { kind: 'windows', event };
  const header = parseSyslog(raw);
  const cef = parseCef(raw);
  if (cef) return { kind: 'text', format: 'cef', value: withSyslog(cef, header) };
  const leef = parseLeef(raw);
  if (leef) return { kind: 'text', format: 'leef', value: withSyslog(leef, header) };
  const audit = auditFields(raw);
  if (audit) return { kind: 'text', format: 'auditd', value: withSyslog(audit, header) };
  return header ? { kind: 'text', format: 'syslog', value: { ...header } } : { kind: 'text' };
}

type Value = Readonly<Record<string, unknown>>;

/** The line's syslog header stands apart, so that its names are not taken for those of the format. */
function withSyslog(value: Value, header: SyslogHeader | undefined): Value {
  if (!header) return value;
  const { message: _, ...syslog } = header;
  return { ...value, syslog };
}
