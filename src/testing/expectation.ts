import type { Expectation } from '../content/model.ts';
import type { JsonValue } from '../languages/front-end.ts';

type Row = Readonly<Record<string, JsonValue>>;

/** Why the rows are not what the test expects, a sentence each; empty when they are. */
export function judge(expect: Expectation, rows: readonly Row[]): readonly string[] {
  return [...judgeCount(expect, rows.length), ...judgeRows(expect, rows), ...judgeFields(expect, rows)];
}

function judgeCount({ results }: Expectation, count: number): readonly string[] {
  const rows = (number: number) => `${number} result row${number === 1 ? '' : 's'}`;
  if (results.min !== undefined && count < results.min) {
    return [
      results.min === 1
        ? 'It should fire, and found nothing.'
        : `Expected at least ${rows(results.min)}, got ${count}.`,
    ];
  }
  if (results.max !== undefined && count > results.max) {
    return [
      results.max === 0
        ? `It should stay quiet, and found ${rows(count)}.`
        : `Expected at most ${rows(results.max)}, got ${count}.`,
    ];
  }
  return [];
}

function judgeRows({ rows: expected, ordered }: Expectation, rows: readonly Row[]): readonly string[] {
  const reasons: string[] = [];
  if (ordered && expected.every((wanted) => rows.some((row) => differences(wanted, row).length === 0))) {
    return judgeOrder(expected, rows);
  }
  for (const wanted of expected) {
    if (rows.some((row) => differences(wanted, row).length === 0)) continue;
    const closest = rows
      .map((row) => differences(wanted, row))
      .reduce<readonly string[] | undefined>(
        (best, next) => (!best || next.length < best.length ? next : best),
        undefined,
      );
    const gap = closest ? ` The closest row differs in ${closest.join(', ')}.` : '';
    reasons.push(`No row matches ${JSON.stringify(wanted)}.${gap}`);
  }
  return reasons;
}

/** Each expected row below the one before; other rows may stand between. */
function judgeOrder(expected: Expectation['rows'], rows: readonly Row[]): readonly string[] {
  let from = 0;
  for (const wanted of expected) {
    const at = rows.findIndex((row, place) => place >= from && differences(wanted, row).length === 0);
    if (at < 0) return [`${JSON.stringify(wanted)} comes before the rows that should stand above it.`];
    from = at + 1;
  }
  return [];
}

function differences(wanted: Readonly<Record<string, unknown>>, row: Row): readonly string[] {
  return Object.entries(wanted)
    .filter(([name, value]) => !sameCell(value, Object.hasOwn(row, name) ? (row[name] ?? null) : null))
    .map(([name]) => `${name} (${JSON.stringify(Object.hasOwn(row, name) ? row[name] : null)})`);
}

/** Cells are equal as text; arrays as sets; null is absence. */
function sameCell(wanted: unknown, actual: JsonValue): boolean {
  if (wanted === null || wanted === undefined) return actual === null;
  if (Array.isArray(wanted)) {
    const list = Array.isArray(actual) ? actual : actual === null ? [] : [actual];
    return (
      wanted.every((item) => list.some((cell) => sameCell(item, cell))) &&
      list.every((cell) => wanted.some((item) => sameCell(item, cell)))
    );
  }
  if (Array.isArray(actual)) return actual.length === 1 && sameCell(wanted, actual[0] as JsonValue);
  return actual !== null && textOf(wanted) === textOf(actual);
}

const textOf = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value));

function judgeFields({ fields }: Expectation, rows: readonly Row[]): readonly string[] {
  const empty = (cell: JsonValue | undefined) => cell === undefined || cell === null || cell === '' || cell === 'null';
  return fields
    .map((field) => ({
      field,
      lacking: rows.filter((row) => empty(Object.hasOwn(row, field) ? row[field] : undefined)).length,
    }))
    .filter(({ lacking }) => lacking > 0)
    .map(({ field, lacking }) => `"${field}" has no value in ${lacking} of ${rows.length} rows.`);
}
