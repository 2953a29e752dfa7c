import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { ZipEntry } from './containers/zip-entry.ts';
import type { Capture } from './scan/capture.ts';
import type { TextCodes } from './scan/text-codes.ts';

/** A log as a test or a command names it, resolved to a file. */
export interface LogFile {
  /** As shown to people: relative where it can be. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  /** The file is a zip archive, and this one of the logs in it. */
  readonly entry?: ZipEntry;
  readonly source?: string;
  readonly sourcetype?: string;
  readonly host?: string;
  readonly index?: string;
  /** Sentinel: the mapped workspace that it lies in; absent for the one that the replay fills. */
  readonly workspace?: string;
}

/** Parts of a Windows event, decoded: what EVTX holds, and what its XML says after entities are resolved. */
export interface WindowsEvent {
  readonly provider: string;
  readonly providerGuid?: string;
  readonly eventId: number;
  readonly qualifiers?: string;
  readonly version?: string;
  readonly level?: string;
  readonly task?: string;
  readonly opcode?: string;
  readonly keywords?: string;
  /** As written: `2025-03-13T10:00:00.1234567Z`, up to nine digits. */
  readonly timeCreated: string;
  readonly eventRecordId?: string;
  readonly activityId?: string;
  readonly processId?: string;
  readonly threadId?: string;
  readonly channel: string;
  readonly computer: string;
  readonly userSid?: string;
  /** `EventData`'s `Data` elements in order; without a `Name` attribute the name is absent. */
  readonly data: readonly { readonly name?: string; readonly value: string }[];
  /** `UserData`: its leaf elements in order, by local name. */
  readonly userData?: readonly { readonly name: string; readonly value: string }[];
}

/** What a record says, parsed when first asked for. */
export type EventDocument =
  | { readonly kind: 'windows'; readonly event: WindowsEvent }
  | {
      readonly kind: 'object';
      readonly value: Readonly<Record<string, unknown>>;
      /** A row of a table: its cells as they stand, under the names of the table's head. */
      readonly cells?: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'text';
      /** The parts of a text whose format has parts: the reader's name, and what it read. */
      readonly format?: string;
      readonly value?: Readonly<Record<string, unknown>>;
      /** The records of the event that begins here, decoded, where a format spreads events over records (auditd). */
      readonly records?: readonly Readonly<Record<string, unknown>>[];
    };

/** One sample of a format, in its definition: a whole small log, and what is read from it. Samples run as tests. */
export interface FormatSample {
  readonly title: string;
  /** The log; `encoding` says how its bytes are written here. */
  readonly log: string;
  readonly encoding?: 'utf8' | 'base64';
  /** What `document` gives, record by record; a part of a Windows event stands for the whole. */
  readonly documents: readonly EventDocument[];
  /** Messages of diagnostics, by what they hold. */
  readonly problems?: readonly string[];
}

/** Where records stand in a run of UTF-8 bytes. */
export interface ByteSpans {
  readonly bytes: Buffer;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  /** What `captureValues` would give, where another thread was asked for it: null for its undefined. */
  ahead?(captures: readonly Capture[]): TextCodes | null | undefined;
}

/** What Splunk said of an event besides its text, where a log was exported from it. */
export interface IndexedAs {
  readonly time?: string;
  readonly host?: string;
  readonly source?: string;
  readonly sourcetype?: string;
  readonly index?: string;
}

/** A run of records of one file. Reading is lazy: `raw` is sliced and `document` parsed when first asked for. */
export interface RecordBatch {
  readonly length: number;
  /** The record's number in its file, from 1. */
  record(index: number): number;
  /** The event's text as Splunk indexes it. */
  raw(index: number): string;
  document(index: number): EventDocument;
  /** The event's own time as text, where it is cheaper to find than the document is to parse. */
  timeText?(index: number): string | undefined;
  /** A platform's settings say where the time stands: `timeText` tells more than the bytes. */
  readonly isTimed?: boolean;
  /** The records were events of Splunk, and it said this of them. */
  indexedAs?(index: number): IndexedAs;
  /** The records are metric data points: searches over events do not see them. */
  readonly areMetrics?: boolean;
  /** The bytes of the records' texts (`raw` decodes them), for who can do without a text for each. */
  readonly spans?: ByteSpans;
}

/**
 * A part of a plain log that begins where a record begins and ends where another does. What is read from it holds only if
 * `onEnd` was called and nothing was reported: else damage may reach across its end, and the log has to be read from
 * `start` on in one piece (`end` infinite).
 */
export interface ByteRange {
  readonly start: number;
  /** Infinite: the log's end. */
  readonly end: number;
  /** The number of the record before the first, where it is known; else records are counted from 1. */
  readonly recordsBefore?: number;
}

export interface ReadOptions {
  readonly batchSize: number;
  /**
   * Texts of which each record must contain at least one of every group, without regard to (ASCII) case; a reader may
   * skip others unparsed. Record numbers count skipped records too.
   */
  readonly needles?: readonly (readonly string[])[];
  report(diagnostic: Diagnostic): void;
  /** Called once the file is read to its end, with the number of its records, skipped ones included. */
  onEnd?(records: number): void;
  /** EVTX: also what stands in the slack of chunks. */
  readonly recover?: boolean;
  /** Only this part of the log; one of those that `EventSource.ranges` gives. */
  readonly range?: ByteRange;
}

/** One log format: one file under `readers/`. */
export interface LogReader {
  readonly name: string;
  readonly summary: string;
  /** The page that defines the format. */
  readonly reference: string;
  readonly samples: readonly FormatSample[];
  /** Whether the file's first bytes look like this format. */
  detects(head: Buffer): boolean;
  /**
   * Streams the records. A malformed record is reported (FD510, with its number) and left out, or given as text where
   * its text is told from its neighbours'; the rest is read.
   */
  read(file: LogFile, options: ReadOptions): Iterable<RecordBatch>;
  /**
   * Where the first record begins that follows another one in some bytes of a log, which may begin within a record;
   * undefined: not in these. Absent: the format is read in one piece. `head` is how the log begins.
   */
  nextRecord?(bytes: Buffer, head: Buffer): number | undefined;
  /** How the text of a record is parsed, for a format whose batches show their records' bytes in ranges. */
  parser?(file: LogFile, options: Pick<ReadOptions, 'report'>): (raw: string, number: number) => EventDocument;
}

/** The logs of one run, in order; the index of a file is the `file` of its events' ids. */
export interface EventSource {
  readonly files: readonly LogFile[];
  read(file: number, options: ReadOptions): Iterable<RecordBatch>;
  /**
   * A log cut into ranges of about so many bytes, one behind another, that may be read apart. Absent, or fewer than two
   * ranges: the log is read in one piece.
   */
  ranges?(file: number, size: number): readonly ByteRange[];
}
