import { structuredData } from './structured-data.ts';

/** What stands before a syslog message, by RFC 5424's words. */
export interface SyslogHeader {
  readonly facility?: string;
  readonly severity?: string;
  readonly timestamp?: string;
  readonly hostname?: string;
  readonly app_name?: string;
  readonly proc_id?: string;
  readonly msg_id?: string;
  /** A parameter that an element has twice is a list. */
  readonly structured_data?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
  readonly message: string;
}

const FACILITIES =
  'kern user mail daemon auth syslog lpr news uucp cron authpriv ftp ntp audit alert clock local0 local1 local2 local3 local4 local5 local6 local7'.split(
    ' ',
  );
const SEVERITIES = 'emerg alert crit err warning notice info debug'.split(' ');
const HIGHEST_PRIORITY = 191;

const RFC_5424 =
  /^<(\d{1,3})>\d{1,3} (-|\d{4}-\d\d-\d\dT\S{1,40}) (\S{1,255}) (\S{1,48}) (\S{1,128}) (\S{1,32}) (?=[-[])/;
/** What LEEF asks for, and CEF often has: the version and no more than the host before the message. */
const RFC_5424_SHORT =
  /^<(?<priority>\d{1,3})>\d{1,3} (?<timestamp>-|\d{4}-\d\d-\d\dT\S{1,40}) (?<hostname>\S{1,255}) (?=(?:CEF|LEEF):)/;
/** The time as RFC 3164 has it (many write the day with one digit, some add the year), or as rsyslog writes it today. */
const TIME = String.raw`[A-Z][a-z]{2} (?: ?\d|\d\d) (?:\d{4} )?\d\d:\d\d:\d\d(?:\.\d{1,6})?|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)`;
const TAG_TEXT = String.raw`([^\s:[\]]{1,64})(?:\[([^\s\]]{0,64})\])?:`;
/**
 * Cisco's devices number messages, mark clocks that are not synchronised, and put a colon behind the time. A tag in the
 * place of the host: there is none.
 */
const RFC_3164 = new RegExp(
  String.raw`^(?:<(?<priority>\d{1,3})>)?(?:\d{1,10}: )?[*.]?(?<timestamp>${TIME})(?:(?: [A-Z]{3,4})?: | (?:(?!${TAG_TEXT} )(?<hostname>\S{1,255}) (?:: )?)?)`,
);
const TAG = new RegExp(String.raw`^(?!\d+:)${TAG_TEXT}(?!\/\/) ?`);
/** RFC 6587: how long the message is, where it was sent over TCP. */
const OCTET_COUNT = /^\d{1,7} (?=<\d{1,3}>)/;

/**
 * The parts of a syslog line; undefined when it has no syslog header.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5424
 * @see https://www.rfc-editor.org/rfc/rfc3164
 */
export function parseSyslog(text: string): SyslogHeader | undefined {
  const line = text.replace(OCTET_COUNT, '');
  const modern = RFC_5424.exec(line);
  if (modern) return parse5424(modern, line.slice(modern[0].length));
  const classic = RFC_5424_SHORT.exec(line) ?? RFC_3164.exec(line);
  if (!classic) return withPriorityAlone(line);
  const { priority, timestamp = '-', hostname } = classic.groups ?? {};
  return {
    ...parsePriority(priority),
    ...(timestamp !== '-' && { timestamp }),
    ...(hostname !== undefined && { hostname }),
    ...parseTag(line.slice(classic[0].length)),
  };
}

/** RFC 3164 takes a message without time and host as it comes. */
function withPriorityAlone(line: string): SyslogHeader | undefined {
  const [whole, priority] = /^<(\d{1,3})>(?=\S)/.exec(line) ?? [];
  if (whole === undefined || Number(priority) > HIGHEST_PRIORITY) return undefined;
  return { ...parsePriority(priority), ...parseTag(line.slice(whole.length)) };
}

/** `sshd[4721]: message` */
function parseTag(text: string): Pick<SyslogHeader, 'app_name' | 'proc_id' | 'message'> {
  const [whole = '', appName, procId] = TAG.exec(text) ?? [];
  return {
    ...(appName !== undefined && { app_name: appName }),
    ...(procId !== undefined && procId !== '' && { proc_id: procId }),
    message: text.slice(whole.length),
  };
}

function parse5424([, priority, timestamp = '', ...names]: RegExpExecArray, rest: string): SyslogHeader {
  const [hostname, appName, procId, msgId] = names.map((name) => (name === '-' ? undefined : name));
  const { data, end } = structuredData(rest);
  return {
    ...parsePriority(priority),
    ...(timestamp !== '-' && { timestamp }),
    ...(hostname !== undefined && { hostname }),
    ...(appName !== undefined && { app_name: appName }),
    ...(procId !== undefined && { proc_id: procId }),
    ...(msgId !== undefined && { msg_id: msgId }),
    ...(data && { structured_data: data }),
    message: rest.slice(end).replace(/^ (?:\ufeff)?/, ''),
  };
}

function parsePriority(text: string | undefined): Pick<SyslogHeader, 'facility' | 'severity'> {
  const priority = Number(text);
  const facility = FACILITIES[priority >> 3];
  const severity = SEVERITIES[priority & 7];
  return text === undefined || facility === undefined || severity === undefined ? {} : { facility, severity };
}
