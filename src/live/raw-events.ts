import type { JsonValue } from '../languages/front-end.ts';
import type { LiveResult } from './engine.ts';

/** Raw events of one kind, as a log that tests can replay. */
export interface RecordedLog {
  /** Behind the name of the file: `1`, `2` … when there are several kinds; empty for one. */
  readonly suffix: string;
  readonly extension: 'log' | 'json';
  readonly text: string;
  readonly events: number;
  readonly source?: string;
  readonly sourcetype?: string;
  readonly table?: string;
}

/**
 * The events behind a result: their raw texts by source and sourcetype, where rows have `_raw`; else the rows as JSON
 * Lines, whose values that are missing are left out.
 */
export function rawEvents({ columns, rows }: Pick<LiveResult, 'columns' | 'rows'>): readonly RecordedLog[] {
  const at = new Map(columns.map(({ name }, index) => [name, index]));
  const cell = (row: readonly JsonValue[], name: string): JsonValue => {
    const index = at.get(name);
    return index === undefined ? null : (row[index] ?? null);
  };
  if (!at.has('_raw')) {
    const lines = rows.map((row) =>
      JSON.stringify(
        Object.fromEntries(
          columns.flatMap(({ name }, index) => {
            const value = row[index] ?? null;
            return value === null || value === '' ? [] : [[name, value]];
          }),
        ),
      ),
    );
    const types = new Set(rows.map((row) => cell(row, 'Type')).filter((type) => typeof type === 'string'));
    const [table] = types;
    return [
      {
        suffix: '',
        extension: 'json',
        text: lines.map((line) => `${line}\n`).join(''),
        events: rows.length,
        ...(types.size === 1 && table !== undefined && { table }),
      },
    ];
  }
  const groups = new Map<string, { source: JsonValue; sourcetype: JsonValue; texts: string[] }>();
  for (const row of rows) {
    const raw = cell(row, '_raw');
    if (typeof raw !== 'string') continue;
    const [source, sourcetype] = [cell(row, 'source'), cell(row, 'sourcetype')];
    const key = JSON.stringify([source, sourcetype]);
    const group = groups.get(key) ?? { source, sourcetype, texts: [] };
    groups.set(key, group);
    group.texts.push(raw);
  }
  const sorted = [...groups].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, group]) => group);
  return sorted.map(({ source, sourcetype, texts }, index) => ({
    suffix: sorted.length === 1 ? '' : String(index + 1),
    extension: texts.every((text) => /^\s*\{/.test(text)) ? 'json' : 'log',
    // A search gives the newest first; a log begins with the oldest.
    text: texts
      .reverse()
      .map((text) => `${text}\n`)
      .join(''),
    events: texts.length,
    ...(typeof source === 'string' && { source }),
    ...(typeof sourcetype === 'string' && { sourcetype }),
  }));
}
