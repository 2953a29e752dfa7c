import { QueryFailure } from '../../../plan/failure.ts';
import type { TableFunction } from '../../../plan/library.ts';
import { RowBuilder } from '../../../table/rows.ts';
import type { Value } from '../../../table/value.ts';
import { csvRows } from '../../../util/csv.ts';

const NANOSECONDS = 1e9;

/** `makeresults format=csv|json data=…`. */
export const parseData: TableFunction = {
  name: 'spl.parse-data',
  preservesOrder: true,
  needsAllInput: false,
  *run(_input, { options, context }) {
    const { format, data } = options as { readonly format: string; readonly data: string };
    const rows = new RowBuilder();
    const now = Number(context.clock.now) / NANOSECONDS;
    for (const cells of format === 'json' ? jsonRows(data) : csvEvents(data))
      rows.add(format === 'json' ? [['_time', now], ...cells] : cells);
    yield rows.build();
  },
};

function* jsonRows(data: string): Iterable<readonly (readonly [string, Value])[]> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(data);
  } catch (error) {
    throw new QueryFailure('invalid-argument', `The data is no JSON: ${(error as Error).message}`);
  }
  for (const item of Array.isArray(parsed) ? parsed : [parsed]) {
    if (typeof item !== 'object' || item === null)
      throw new QueryFailure('invalid-argument', 'The data is no list of objects.');
    yield [
      ['_raw', JSON.stringify(item)],
      ...Object.entries(item).map(([name, value]) => [name, cellOf(value)] as const),
    ];
  }
}

function cellOf(value: unknown): Value {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value;
  if (Array.isArray(value)) return value.map((element) => cellOf(element) ?? '');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** RFC 4180; an empty cell is missing. Splunk's own example has blanks behind the commas of its head line. */
function* csvEvents(data: string): Iterable<readonly (readonly [string, Value])[]> {
  const [head = [], ...body] = csvRows(data).filter((cells) => cells.some((text) => text !== ''));
  for (const line of body)
    yield head.map((name, at) => [name.trim(), line[at] === '' ? null : (line[at] ?? null)] as const);
}
