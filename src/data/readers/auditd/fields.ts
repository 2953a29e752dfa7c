/** `type=SYSCALL msg=audit(1777996862.123:4711): …`, `node=` before it where several hosts share a log. */
const HEADER = /(?:^|\s)type=[A-Z][A-Z0-9_]* msg=audit\((\d{1,12}\.\d{1,3}):(\d{1,20})\)/;
/** With `log_format = ENRICHED`, a group separator comes before the fields that auditd explains. */
const PAIR = /([\w-]+)=(?:"([^"]*)"|'([^']*)'|([^\s\x1d]*))/g;

/**
 * `key=value` and `key="a value"` of a line of the Linux audit log, as they stand; undefined when it is none. The first
 * of a name counts; what a program wrote stands in single quotes as pairs of its own (`msg='op=… cmd=…'`).
 *
 * @see https://github.com/linux-audit/audit-documentation/wiki/SPEC-Audit-Event-Enrichment
 */
export function auditFields(line: string): Readonly<Record<string, string>> | undefined {
  if (!HEADER.test(line)) return undefined;
  const fields: Record<string, string> = Object.create(null);
  addPairs(line, fields);
  return fields;
}

/** What tells audit events apart: time and serial number, and the host where the log says it. */
export function auditId(line: string): string | undefined {
  const header = HEADER.exec(line);
  if (!header) return undefined;
  const [, node = ''] = /(?:^|\s)node=(\S+) type=/.exec(line.slice(0, header.index + header[0].length)) ?? [];
  return `${node}|${header[1]}:${header[2]}`;
}

export const auditType = (line: string): string | undefined => /(?:^|\s)type=([A-Z][A-Z0-9_]*) msg=/.exec(line)?.[1];

function addPairs(text: string, fields: Record<string, string>): void {
  for (const [, key, quoted, single, bare] of text.matchAll(PAIR)) {
    if (key === undefined) continue;
    if (!Object.hasOwn(fields, key)) fields[key] = quoted ?? single ?? bare ?? '';
    if (single !== undefined) addPairs(single, fields);
  }
}

/** Fields whose text the kernel writes in hexadecimal when it holds blanks, quotes or control characters. */
const MAY_BE_HEXADECIMAL = /^(?:a\d+|proctitle|comm|exe|name|cwd|cmd|path|key|data|acct|new-name|old-name)$/;

/** The fields of a line with such texts decoded, as `ausearch --interpret` shows them; NULs between arguments are blanks. */
export function interpretedFields(line: string): Readonly<Record<string, string>> {
  const fields: Record<string, string> = Object.create(null);
  const isSyscall = auditType(line) === 'SYSCALL';
  for (const [key, value] of Object.entries(auditFields(line) ?? {})) {
    // The arguments of SYSCALL are numbers.
    const decodes = MAY_BE_HEXADECIMAL.test(key) && !(isSyscall && /^a\d$/.test(key)) && !line.includes(`${key}="`);
    fields[key] = decodes && /^(?:[0-9A-F]{2})+$/.test(value) ? fromHexadecimal(value) : value;
  }
  return fields;
}

const fromHexadecimal = (value: string): string =>
  Buffer.from(value, 'hex').toString('utf8').replace(/\0+$/, '').replaceAll('\0', ' ');
