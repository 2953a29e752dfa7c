import type { RecordBatch } from '../../../data/record.ts';
import { isTrue, type Settings } from '../conf/conf-file.ts';

const MERGING = ['BREAK_ONLY_BEFORE', 'MUST_BREAK_AFTER', 'MUST_NOT_BREAK_AFTER', 'MUST_NOT_BREAK_BEFORE'];

/** An event for each line, as logs are read here. */
const LINES = new Set(['', '([\\r\\n]+)', '([\\n\\r]+)', '(\\r?\\n)', '(\\n)', '(\\n+)', '([\\n]+)', '(\\r\\n)']);

/** Tables and JSON documents have their fields by themselves. */
const isRead = (extractions: string, batch: RecordBatch, row: number): boolean => {
  const document = batch.document(row);
  if (document.kind === 'text') return false;
  return extractions === 'JSON' || (document.kind === 'object' && document.cells !== undefined);
};

/** Whether a setting has a part in where events begin and end, or reads their fields when they are indexed. */
export const isOfBreaking = (key: string): boolean =>
  MERGING.includes(key) || ['LINE_BREAKER', 'SHOULD_LINEMERGE', 'TRUNCATE', 'INDEXED_EXTRACTIONS'].includes(key);

/**
 * What `LINE_BREAKER`, `SHOULD_LINEMERGE`, `TRUNCATE` and `INDEXED_EXTRACTIONS` ask for that is not done to a record: an event
 * is a line of text, or a document of its format.
 */
export function eventBreaking(settings: Settings): (batch: RecordBatch, row: number) => readonly string[] {
  const setting = (name: string): string => settings.get(name)?.trim() ?? '';
  const ofLines: string[] = [];
  const refuse = (name: string): void => {
    ofLines.push(`${name} = ${setting(name)} is not followed: each line is an event.`);
  };
  if (!LINES.has(setting('LINE_BREAKER'))) refuse('LINE_BREAKER');
  if (isTrue(settings.get('SHOULD_LINEMERGE'), true)) {
    if (settings.has('SHOULD_LINEMERGE')) refuse('SHOULD_LINEMERGE');
    for (const name of MERGING) if (setting(name) !== '') refuse(name);
  }
  const most = Number(settings.get('TRUNCATE') ?? 0) || 0;
  const extractions = setting('INDEXED_EXTRACTIONS').toUpperCase();
  return (batch, row) => {
    const problems: string[] = ofLines.length > 0 && isLine(batch, row) ? [...ofLines] : [];
    if (most > 0 && isLonger(batch.raw(row), most)) {
      problems.push(`TRUNCATE = ${most} is not followed: events keep their length.`);
    }
    if (extractions !== '' && !isRead(extractions, batch, row)) {
      problems.push(`INDEXED_EXTRACTIONS = ${extractions} is not followed.`);
    }
    return problems;
  };
}

/** Text that no format tells where it ends. */
function isLine(batch: RecordBatch, row: number): boolean {
  const document = batch.document(row);
  return document.kind === 'text' && document.format !== 'windows-text';
}

const isLonger = (raw: string, most: number): boolean =>
  raw.length * 3 > most && raw.split('\n').some((line) => Buffer.byteLength(line) > most);
