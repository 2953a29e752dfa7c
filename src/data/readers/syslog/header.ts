import { structuredData } from './structured-data.ts';

/** What stands before a syslog message, by RFC 5424's words. */
export interface SyslogHeader {
  readonly facility?: string;
  readonly severity?: string;
  readonly timestamp: string;
  readonly hostname?: string;
  readonly app_name?: string;
  readonly proc_id?: string;
  readonly msg_id?: string;
  readonly structured_data?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly message: string;
}

const FACILITIES =
  'kern user mail daemon auth syslog lpr news uucp cron authpriv ftp ntp audit alert clock local0 local1 local2 local3 local4 local5 local6 local7'.split(
    ' ',
  );
const SEVERITIES = 'emerg alert crit err warning notice info debug'.split(' ');

const RFC_5424 =
  /^<(\d{1,3})>\d{1,2} (-|\d{4}-\d\d-\d\dT\S{1,40}) (\S{1,255}) (\S{1,48}) (\S{1,128}) (\S{1,32}) (?=[-[])/;
/** The time as RFC 3164 has it, or as rsyslog writes it to files today. */
const RFC_3164 =
  /^(?:<(\d{1,3})>)?([A-Z][a-z]{2} [ \d]\d (?:\d{4} )?\d\d:\d\d:\d\d(?:\.\d{1,6})?|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)) (?:(\S{1,255}) )?/;
const TAG = /^([^\s:[\]]{1,64})(?:\[(\d{1,10})\])?: ?/;

/**
 * The parts of a syslog line; undefined when it has no syslog header.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5424
 * @see https://www.rfc-editor.org/rfc/rfc3164
 */
export function parseSyslog(line: string): SyslogHeader | undefined {
  const modern = RFC_5424.exec(line);
  if (modern) return parse5424(modern, line.slice(modern[0].length));
  const classic = RFC_3164.exec(line);
  if (!classic) return undefined;
  const [whole, priority, timestamp = '', hostname] = classic;
  const rest = line.slice(whole.length);
  const tag = TAG.exec(rest);
  return {
    ...parsePriority(priority),
    timestamp,
    ...(hostname !== undefined && { hostname }),
    ...(tag?.[1] !== undefined && { app_name: tag[1] }),
    ...(tag?.[2] !== undefined && { proc_id: tag[2] }),
    message: rest.slice(tag?.[0].length ?? 0),
  };
}

function parse5424([, priority, timestamp = '', ...names]: RegExpExecArray, rest: string): SyslogHeader {
  const [hostname, appName, procId, msgId] = names.map((name) => (name === '-' ? undefined : name));
  const { data, end } = structuredData(rest);
  return {
    ...parsePriority(priority),
    timestamp,
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
