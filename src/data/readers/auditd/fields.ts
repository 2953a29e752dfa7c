/** `type=SYSCALL msg=audit(1777996862.123:4711): …`, `node=` before it where several hosts share a log. */
const HEADER = /(?:^|\s)type=[A-Z][A-Z0-9_]*(?:\[\d+\])? msg=audit\((\d{1,12}\.\d{1,3}):(\d{1,20})\)/;
/** What a program wrote: it may hold single quotes itself. */
const PROGRAM_TEXT = /\smsg='(.*)'(?=$|[\s\x1d]|[A-Z]+=)/;
/** With `log_format = ENRICHED`, a group separator comes before the fields that auditd explains. */
const PAIR = /([\w-]+(?:\[\d+\])?)=(?:"([^"]*)"|'([^']*)'|([^\s\x1d]*))/g;

/**
 * `key=value` and `key="a value"` of a line of the Linux audit log, as they stand; undefined when it is none. The first
 * of a name counts; what a program wrote stands in single quotes as pairs of its own (`msg='op=… cmd=…'`).
 *
 * @see https://github.com/linux-audit/audit-documentation/wiki/SPEC-Audit-Event-Enrichment
 */
export function auditFields(line: string): Readonly<Record<string, string>> | undefined {
  if (!HEADER.test(line)) return undefined;
  const fields: Record<string, string> = Object.create(null);
  for (const { key, text } of pairsOf(line)) if (!Object.hasOwn(fields, key)) fields[key] = text;
  return fields;
}

interface Pair {
  readonly key: string;
  readonly text: string;
  readonly quoted: boolean;
}

function* pairsOf(line: string): Iterable<Pair> {
  const program = PROGRAM_TEXT.exec(line);
  const parts = program
    ? [line.slice(0, program.index), program[1] as string, line.slice(program.index + program[0].length)]
    : [line];
  for (const part of parts) {
    for (const [, key = '', quoted, single, bare = ''] of part.matchAll(PAIR)) {
      yield { key, text: quoted ?? single ?? bare, quoted: quoted !== undefined };
    }
  }
}

/** What tells audit events apart: time and serial number, and the host where the log says it. */
export function auditId(line: string): string | undefined {
  const header = HEADER.exec(line);
  if (!header) return undefined;
  const [, node = ''] = /(?:^|\s)node=(\S+) type=/.exec(line.slice(0, header.index + header[0].length)) ?? [];
  return `${node}|${header[1]}:${header[2]}`;
}

export const auditType = (line: string): string | undefined =>
  /(?:^|\s)type=([A-Z][A-Z0-9_]*(?:\[\d+\])?) msg=/.exec(line)?.[1];

/** Fields whose text the kernel writes in hexadecimal when it holds blanks, quotes or control characters. */
const MAY_BE_HEXADECIMAL = /^(?:a\d+|proctitle|comm|exe|name|cwd|cmd|path|key|data|acct|new-name|old-name)$/;

/**
 * The fields of a line with such texts decoded, as `ausearch --interpret` shows them; NULs between arguments are blanks. An
 * argument that the kernel cut into parts (`a1[0]=…`) is one.
 */
export function interpretedFields(line: string): Readonly<Record<string, string>> {
  const fields: Record<string, string> = Object.create(null);
  const isSyscall = auditType(line) === 'SYSCALL';
  for (const { key, text, quoted } of HEADER.test(line) ? wholeArguments(pairsOf(line)) : []) {
    if (Object.hasOwn(fields, key)) continue;
    // The arguments of SYSCALL are numbers.
    const decodes = !quoted && MAY_BE_HEXADECIMAL.test(key) && !(isSyscall && /^a\d$/.test(key));
    fields[key] = decodes && /^(?:[0-9A-F]{2})+$/.test(text) ? fromHexadecimal(text) : text;
  }
  return fields;
}

function* wholeArguments(pairs: Iterable<Pair>): Iterable<Pair> {
  let open: Pair | undefined;
  for (const pair of pairs) {
    const [, key] = /^(a\d+)\[\d+\]$/.exec(pair.key) ?? [];
    if (key !== undefined && open?.key === key) {
      open = { ...open, text: open.text + pair.text };
      continue;
    }
    if (open) yield open;
    open = key === undefined ? undefined : { ...pair, key };
    if (!open) yield pair;
  }
  if (open) yield open;
}

const fromHexadecimal = (value: string): string =>
  Buffer.from(value, 'hex').toString('utf8').replace(/\0+$/, '').replaceAll('\0', ' ');
