import { productOf } from '../../../data/products/index.ts';
import type { EventDocument, IndexedAs, LogFile } from '../../../data/record.ts';
import type { EventKind } from '../props/stanza-selection.ts';

/** What replayed events say about themselves where neither test nor command says it. */
export const DEFAULT_HOST = 'replay';
export const DEFAULT_INDEX = 'main';

interface Guess {
  readonly source?: string;
  readonly sourcetype: string;
}

/** By the format of a line of text. */
const TEXT_FORMATS: Readonly<Record<string, Guess | undefined>> = {
  auditd: { source: '/var/log/audit/audit.log', sourcetype: 'linux:audit' },
  syslog: { sourcetype: 'syslog' },
  cef: { sourcetype: 'cef' },
  leef: { sourcetype: 'leef' },
};

/**
 * Source, sourcetype and host of an event: as the run says, as Splunk said when it was exported, else told by the event. Windows events are
 * `XmlWinEventLog` with the channel in their source, Sysmon for Linux is told by its provider, other records by the
 * product whose shape they have.
 */
export function eventKind(file: LogFile, raw: string, document: () => EventDocument, told: IndexedAs = {}): EventKind {
  const source = file.source ?? told.source;
  const sourcetype = file.sourcetype ?? told.sourcetype;
  const guess = source === undefined || sourcetype === undefined ? guessed(raw, document) : undefined;
  return {
    source: source ?? guess?.source ?? file.name,
    sourcetype: sourcetype ?? guess?.sourcetype ?? 'unknown',
    host: file.host ?? told.host ?? DEFAULT_HOST,
  };
}

function guessed(raw: string, document: () => EventDocument): Guess | undefined {
  if (raw.includes('Linux-Sysmon')) return { source: 'Syslog:Linux-Sysmon/Operational', sourcetype: 'sysmon:linux' };
  if (/^\s*<Event[\s>]/.test(raw)) {
    const channel = /<Channel>([^<]*)<\/Channel>/.exec(raw)?.[1] ?? '';
    return { source: `XmlWinEventLog:${channel}`, sourcetype: 'XmlWinEventLog' };
  }
  const told = document();
  switch (told.kind) {
    case 'object':
      return (
        productOf(told.value)?.splunk(told.value, told.cells !== undefined) ??
        (told.cells ? undefined : { sourcetype: '_json' })
      );
    case 'text':
      return told.format === 'windows-text' ? windowsText(told.value) : TEXT_FORMATS[told.format ?? ''];
    case 'windows':
      return { sourcetype: '_json' };
  }
}

/** What forwarders call events that they send as text. */
function windowsText(value: Readonly<Record<string, unknown>> = {}): Guess {
  const { LogName: log, Logfile: wmiLog } = value;
  if (typeof wmiLog === 'string') return { source: 'WMI:WinEventLog', sourcetype: `WMI:WinEventLog:${wmiLog}` };
  return { ...(typeof log === 'string' && { source: `WinEventLog:${log}` }), sourcetype: 'WinEventLog' };
}

/** Whether every event of a file is of one kind that is known without reading it. */
export const hasFixedKind = (file: LogFile): boolean => file.source !== undefined && file.sourcetype !== undefined;
