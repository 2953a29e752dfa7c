import type { KqlColumn } from '../../../languages/kql/environment.ts';
import { RECORD_COLUMNS } from './records.ts';
import { TEXT_RECORD_COLUMNS } from './text-records.ts';
import { WINDOWS_EVENT_COLUMNS } from './windows-event-columns.ts';

/** What a connector may name as its input: the columns of `source` in its transform. */
export const INPUTS = {
  /** Events of Windows logs (event XML, EVTX), decoded. */
  'windows-events': WINDOWS_EVENT_COLUMNS.map(({ name, type }): KqlColumn => ({ name, type })),
  /** JSON objects. */
  records: RECORD_COLUMNS,
  /** Lines of syslog, CEF, LEEF and the Linux audit log, taken apart. */
  'text-records': TEXT_RECORD_COLUMNS,
} as const satisfies Record<string, readonly KqlColumn[]>;

export type InputName = keyof typeof INPUTS;

/** The source that a plan scans for an input. */
export const inputSource = (input: InputName): string => `sentinel:${input}`;
