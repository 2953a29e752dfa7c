import type { JsonValue } from '../languages/front-end.ts';
import type { ResultColumn } from '../plan/plan.ts';

export interface ComparableResult {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly JsonValue[])[];
}

type Row = Readonly<Record<string, JsonValue>>;

/** Where two results over the same data differ. Order counts for nothing: a query that wants one sorts. */
export interface ResultDifference {
  readonly same: number;
  readonly columnsOnlyHere: readonly string[];
  readonly columnsOnlyThere: readonly string[];
  readonly onlyHere: readonly Row[];
  readonly onlyThere: readonly Row[];
}

export function compareResults(here: ComparableResult, there: ComparableResult): ResultDifference {
  const left = rowsOf(here);
  const [namesHere, namesThere] = [filledIn(left), filledIn(rowsOf(there))];
  const right = new Map<string, Row[]>();
  for (const row of rowsOf(there)) {
    const key = keyOf(row);
    const group = right.get(key);
    if (group) group.push(row);
    else right.set(key, [row]);
  }
  const onlyHere = left.filter((row) => right.get(keyOf(row))?.pop() === undefined);
  return {
    same: left.length - onlyHere.length,
    columnsOnlyHere: namesHere.filter((name) => !namesThere.includes(name)),
    columnsOnlyThere: namesThere.filter((name) => !namesHere.includes(name)),
    onlyHere,
    onlyThere: [...right.values()].flat(),
  };
}

export const isSameResult = (difference: ResultDifference): boolean =>
  difference.columnsOnlyHere.length +
    difference.columnsOnlyThere.length +
    difference.onlyHere.length +
    difference.onlyThere.length ===
  0;

const rowsOf = ({ columns, rows }: ComparableResult): readonly Row[] =>
  rows.map((cells) =>
    Object.fromEntries(
      columns.flatMap(({ name }, at) => {
        const cell = cells[at] ?? null;
        return cell === null ? [] : [[name, cell] as const];
      }),
    ),
  );

/** A column without any value is as good as none. */
const filledIn = (rows: readonly Row[]): readonly string[] => [...new Set(rows.flatMap((row) => Object.keys(row)))];

/** Equal rows have equal keys: fields in order of their names, the time of an event to the millisecond that Splunk shows. */
function keyOf(row: Row): string {
  const fields = Object.entries(row).sort(([left], [right]) => (left < right ? -1 : 1));
  return JSON.stringify(fields.map(([name, value]) => [name, name === '_time' ? milliseconds(value) : value]));
}

const milliseconds = (value: JsonValue): JsonValue =>
  typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Math.floor(Number(value) * 1000) : value;
