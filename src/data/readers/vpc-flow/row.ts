import type { EventDocument } from '../../record.ts';

/** The fields of the default format, in their order. https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html */
const DEFAULT_FIELDS = [
  'version',
  'account-id',
  'interface-id',
  'srcaddr',
  'dstaddr',
  'srcport',
  'dstport',
  'protocol',
  'packets',
  'bytes',
  'start',
  'end',
  'action',
  'log-status',
] as const;
/** A line is a head when this many of its words are fields of the default format: custom formats name a few more, or fewer. */
const LEAST_FIELDS = 3;
/** Words that stand in no sentence: one of them at least. */
const TELLING = /(?:^| )(?:account-id|interface-id|srcaddr|dstaddr|log-status)(?: |$)/;
/** CloudWatch puts the time of ingestion before rows that it exports. */
const INGESTED = /^\d{4}-\d\d-\d\dT[\d:.]+Z (?=\S)/;

/** What the head of a log says about its rows. */
export interface FlowHeader {
  readonly names: readonly string[];
}

/** What holds where no line names the cells. */
export const DEFAULT_HEADER: FlowHeader = { names: DEFAULT_FIELDS };

/** The header that a line is; undefined for a row. Rows hold more than words in small letters. */
export function flowHeader(line: string): FlowHeader | undefined {
  if (!TELLING.test(line)) return undefined;
  const names = line.trim().split(' ');
  const known = names.filter((name) => (DEFAULT_FIELDS as readonly string[]).includes(name)).length;
  return known >= LEAST_FIELDS && names.every((name) => /^[a-z][a-z\d-]*$/.test(name)) ? { names } : undefined;
}

const cellsOf = (row: string): readonly string[] => row.replace(INGESTED, '').trim().split(' ');

/** Whether a line is a row of the default format. */
export function isDefaultRow(line: string): boolean {
  const cells = cellsOf(line);
  return (
    cells.length === DEFAULT_FIELDS.length &&
    /^\d{1,2}$/.test(cells[0] as string) &&
    /^(?:ACCEPT|REJECT|-)$/.test(cells[12] as string) &&
    /^(?:OK|NODATA|SKIPDATA)$/.test(cells[13] as string)
  );
}

/** What is wrong with a row: it was cut, or two were run together. */
export function complaintOf(row: string, { names }: FlowHeader): string | undefined {
  const { length } = cellsOf(row);
  return length === names.length ? undefined : `it has ${length} cells, the format ${names.length} fields`;
}

/** A row by the names of its head; `-`, which stands for nothing, stays. */
export function flowRow(row: string, { names }: FlowHeader): EventDocument {
  const value: Record<string, string> = Object.create(null);
  cellsOf(row).forEach((cell, at) => {
    const name = names[at];
    if (name !== undefined) value[name] = cell;
  });
  return { kind: 'object', value };
}

/** When the capture window began, in seconds since 1970; undefined where the format leaves it out. */
export function startOfRow(row: string, { names }: FlowHeader): string | undefined {
  const start = cellsOf(row)[names.indexOf('start')];
  return start !== undefined && /^\d+$/.test(start) ? start : undefined;
}
