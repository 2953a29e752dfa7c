import { readChunks } from '../chunks.ts';
import { NeedleSearch } from '../needles.ts';
import type { EventDocument, LogFile, LogReader, ReadOptions, RecordBatch } from '../record.ts';
import { auditFields, auditId, auditType, interpretedFields } from './auditd/fields.ts';
import type { ByteRecord } from './byte-batch.ts';
import { firstLines } from './line-format.ts';
import { linesOf } from './lines.ts';
import { textDocument } from './text-document.ts';

/** Records of an event may be mixed with those of others, but not by more lines than this. */
const LINES_WAITED_FOR = 512;

/**
 * The log of Linux's audit daemon. Each line is a record, as Splunk indexes it and Sigma's rules name it; those with the
 * same time and serial number belong to one event (the system call, its arguments, the paths it touched), and each
 * document has the records of its event beside its own fields.
 *
 * @see https://github.com/linux-audit/audit-documentation/wiki
 */
export const auditdReader: LogReader = {
  name: 'auditd',
  summary: 'Linux audit log; records of one event are joined by its id',
  reference: 'https://github.com/linux-audit/audit-documentation/wiki',
  samples: [
    {
      title: 'A system call with its arguments; another event stands between them',
      log: `type=SYSCALL msg=audit(1777996862.123:4711): arch=c000003e syscall=59 success=yes a0=55d1 a1=AB pid=900 comm="cat" exe="/usr/bin/cat" key="exec"
type=USER_CMD msg=audit(1777996862.124:4712): pid=901 uid=1000 msg='cwd="/home/alice" cmd=6C73202D6C exe="/usr/bin/sudo" res=success'
type=EXECVE msg=audit(1777996862.123:4711): argc=2 a0="cat" a1=2F746D702F6120622E747874
type=EOE msg=audit(1777996862.123:4711):
`,
      documents: [
        {
          kind: 'text',
          format: 'auditd',
          value: {
            type: 'SYSCALL',
            msg: 'audit(1777996862.123:4711):',
            arch: 'c000003e',
            syscall: '59',
            success: 'yes',
            a0: '55d1',
            a1: 'AB',
            pid: '900',
            comm: 'cat',
            exe: '/usr/bin/cat',
            key: 'exec',
          },
          records: [
            {
              type: 'SYSCALL',
              msg: 'audit(1777996862.123:4711):',
              arch: 'c000003e',
              syscall: '59',
              success: 'yes',
              a0: '55d1',
              a1: 'AB',
              pid: '900',
              comm: 'cat',
              exe: '/usr/bin/cat',
              key: 'exec',
            },
            { type: 'EXECVE', msg: 'audit(1777996862.123:4711):', argc: '2', a0: 'cat', a1: '/tmp/a b.txt' },
            { type: 'EOE', msg: 'audit(1777996862.123:4711):' },
          ],
        },
        {
          kind: 'text',
          format: 'auditd',
          value: {
            type: 'USER_CMD',
            msg: 'audit(1777996862.124:4712):',
            pid: '901',
            uid: '1000',
            cwd: '/home/alice',
            cmd: '6C73202D6C',
            exe: '/usr/bin/sudo',
            res: 'success',
          },
          records: [
            {
              type: 'USER_CMD',
              msg: 'audit(1777996862.124:4712):',
              pid: '901',
              uid: '1000',
              cwd: '/home/alice',
              cmd: 'ls -l',
              exe: '/usr/bin/sudo',
              res: 'success',
            },
          ],
        },
        {
          kind: 'text',
          format: 'auditd',
          value: {
            type: 'EXECVE',
            msg: 'audit(1777996862.123:4711):',
            argc: '2',
            a0: 'cat',
            a1: '2F746D702F6120622E747874',
          },
        },
        { kind: 'text', format: 'auditd', value: { type: 'EOE', msg: 'audit(1777996862.123:4711):' } },
      ],
    },
  ],
  detects: (head) => {
    const [first] = firstLines(head);
    return first !== undefined && /^(?:node=\S+ )?type=/.test(first) && auditId(first) !== undefined;
  },
  *read(file, options) {
    let batch: AuditRecord[] = [];
    for (const record of joined(file, options)) {
      batch.push(record);
      if (batch.length === options.batchSize) {
        yield new AuditBatch(batch);
        batch = [];
      }
    }
    if (batch.length > 0) yield new AuditBatch(batch);
  },
};

/** The lines of one event, in the order of the log. */
interface AuditEvent {
  readonly lines: Buffer[];
  complete: boolean;
}

interface AuditRecord extends ByteRecord {
  readonly event: AuditEvent;
  readonly wanted: boolean;
}

/** The lines in their order, each once its event is known to be complete, or has been waited for long enough. */
function* joined(file: LogFile, options: ReadOptions): Iterable<AuditRecord> {
  const search = NeedleSearch.of(options.needles);
  const { needles: _, ...unfiltered } = options;
  const open = new Map<string, AuditEvent>();
  const waiting: AuditRecord[] = [];
  for (const { number, bytes } of linesOf(readChunks(file, options), unfiltered, file)) {
    const head = bytes.toString('latin1', 0, 512);
    const id = auditId(head);
    const event = (id === undefined ? undefined : open.get(id)) ?? { lines: [], complete: id === undefined };
    event.lines.push(bytes);
    if (id !== undefined && auditType(head) === 'EOE') {
      event.complete = true;
      open.delete(id);
    } else if (id !== undefined) open.set(id, event);
    waiting.push({ number, bytes, event, wanted: !search || search.over(bytes)(0, bytes.length) });
    while (waiting.length > LINES_WAITED_FOR || waiting[0]?.event.complete) {
      const first = waiting.shift() as AuditRecord;
      if (!first.event.complete) close(first.event, open);
      if (first.wanted) yield first;
    }
  }
  for (const record of waiting) if (record.wanted) yield record;
}

function close(event: AuditEvent, open: Map<string, AuditEvent>): void {
  event.complete = true;
  for (const [id, known] of open) {
    if (known !== event) continue;
    open.delete(id);
    return;
  }
}

class AuditBatch implements RecordBatch {
  readonly #records: readonly AuditRecord[];

  constructor(records: readonly AuditRecord[]) {
    this.#records = records;
  }

  get length(): number {
    return this.#records.length;
  }

  record(index: number): number {
    return this.#at(index).number;
  }

  raw(index: number): string {
    return this.#at(index).bytes.toString('utf8');
  }

  document(index: number): EventDocument {
    const { bytes, event } = this.#at(index);
    const raw = bytes.toString('utf8');
    const value = auditFields(raw);
    if (!value) return textDocument(raw);
    // The event is told once, with its first record.
    const records =
      event.lines[0] === bytes ? event.lines.map((line) => interpretedFields(line.toString('utf8'))) : undefined;
    return { kind: 'text', format: 'auditd', value, ...(records && { records }) };
  }

  #at(index: number): AuditRecord {
    const record = this.#records[index];
    if (!record) throw new RangeError(`There is no record ${index} in this batch.`);
    return record;
  }
}
