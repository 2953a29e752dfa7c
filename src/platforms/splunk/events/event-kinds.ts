import type { LogFile } from '../../../data/record.ts';
import type { EventKind } from '../props/stanza-selection.ts';

/** What replayed events say about themselves where neither test nor command says it. */
export const DEFAULT_HOST = 'replay';
export const DEFAULT_INDEX = 'main';

interface Guess {
  readonly source?: string;
  readonly sourcetype: string;
}

const SHAPES: readonly { readonly pattern: RegExp; readonly guess: Guess }[] = [
  { pattern: /^type=\w+ msg=audit\(/, guess: { source: '/var/log/audit/audit.log', sourcetype: 'linux:audit' } },
  {
    pattern: /^\s*\{.*"eventSource"\s*:\s*"[a-z0-9.-]+\.amazonaws\.com"/s,
    guess: { source: 'aws_cloudtrail', sourcetype: 'aws:cloudtrail' },
  },
  {
    pattern: /^\s*\{.*"Workload"\s*:.*"RecordType"\s*:|^\s*\{.*"RecordType"\s*:.*"Workload"\s*:/s,
    guess: { source: 'o365', sourcetype: 'o365:management:activity' },
  },
  {
    pattern: /^\s*\{.*"operationName"\s*:.*"category"\s*:|^\s*\{.*"category"\s*:.*"operationName"\s*:/s,
    guess: { source: 'Azure AD', sourcetype: 'azure:monitor:aad' },
  },
  {
    pattern: /^\s*\{.*"kind"\s*:\s*"Event".*"apiVersion"\s*:\s*"audit\.k8s\.io/s,
    guess: { source: 'kubernetes', sourcetype: '_json' },
  },
  {
    pattern: /^\s*\{.*"event_type"\s*:.*"flow_id"\s*:|^\s*\{.*"flow_id"\s*:.*"event_type"\s*:/s,
    guess: { source: 'suricata', sourcetype: 'suricata' },
  },
  {
    pattern: /^\s*\{.*"actor"\s*:.*"eventType"\s*:\s*"[a-z_]+\.[a-z_.]+"/s,
    guess: { source: 'okta', sourcetype: 'OktaIM2:log' },
  },
  { pattern: /^\s*\{/, guess: { sourcetype: '_json' } },
];

/**
 * Source, sourcetype and host of an event: as the run says, else told by the event. Windows events are
 * `XmlWinEventLog` with the channel in their source, Sysmon for Linux is told by its provider.
 */
export function eventKind(file: LogFile, raw: string): EventKind {
  const guess = file.source === undefined || file.sourcetype === undefined ? guessed(raw) : undefined;
  return {
    source: file.source ?? guess?.source ?? file.name,
    sourcetype: file.sourcetype ?? guess?.sourcetype ?? 'unknown',
    host: file.host ?? DEFAULT_HOST,
  };
}

function guessed(raw: string): Guess | undefined {
  if (raw.includes('Linux-Sysmon')) return { source: 'Syslog:Linux-Sysmon/Operational', sourcetype: 'sysmon:linux' };
  if (/^\s*<Event[\s>]/.test(raw)) {
    const channel = /<Channel>([^<]*)<\/Channel>/.exec(raw)?.[1] ?? '';
    return { source: `XmlWinEventLog:${channel}`, sourcetype: 'XmlWinEventLog' };
  }
  const head = raw.slice(0, 16_384);
  return SHAPES.find(({ pattern }) => pattern.test(head))?.guess;
}

/** Whether every event of a file is of one kind that is known without reading it. */
export const hasFixedKind = (file: LogFile): boolean => file.source !== undefined && file.sourcetype !== undefined;
