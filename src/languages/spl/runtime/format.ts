import type { TableFunction } from '../../../plan/library.ts';
import type { Batch } from '../../../table/batch.ts';
import { RowBuilder } from '../../../table/rows.ts';
import type { Value } from '../../../table/value.ts';
import { asList, toText } from '../values.ts';
import { columnOf, visibleFields } from './support.ts';
import { append } from '../../../util/append.ts';

export interface FormatOptions {
  /** Row prefix, column prefix, column separator, column end, row separator, row end. */
  readonly parts: readonly [string, string, string, string, string, string];
  readonly multivalue: string;
  readonly maximum: number;
  readonly empty: string;
}

const quoted = (value: Value): string => `"${toText(value).replace(/(["\\])/g, '\\$1')}"`;

/** All rows as one search expression, in the field `search`. */
export const format: TableFunction = {
  name: 'spl.format',
  preservesOrder: true,
  needsAllInput: true,
  *run(input, { options }) {
    const { parts, multivalue, maximum, empty } = options as FormatOptions;
    const [rowStart, columnStart, columnSeparator, columnEnd, rowSeparator, rowEnd] = parts;
    const rows: string[] = [];
    const origins: number[] = [];
    for (const batch of input) {
      const names = [...visibleFields(batch.columns.names())].sort();
      for (const row of batch.rows()) {
        if (maximum > 0 && rows.length >= maximum) continue;
        const terms = names.flatMap((name) => termOf(batch, name, row, multivalue));
        if (terms.length === 0) continue;
        rows.push(`${columnStart} ${terms.join(` ${columnSeparator} `)} ${columnEnd}`);
        append(origins, batch.originsAt(row));
      }
    }
    const built = new RowBuilder(['search']);
    built.add(
      [['search', rows.length === 0 ? empty : `${rowStart} ${rows.join(` ${rowSeparator} `)} ${rowEnd}`]],
      origins,
    );
    yield built.build();
  },
};

function termOf(batch: Batch, name: string, row: number, multivalue: string): readonly string[] {
  const values = asList(columnOf(batch, name).at(row));
  if (values.length === 0) return [];
  if (name === 'search' || name === 'query') return values.map(toText);
  const terms = values.map((value) => `${name}=${quoted(value)}`);
  return [terms.length === 1 ? (terms[0] as string) : `( ${terms.join(` ${multivalue} `)} )`];
}

export interface ReturnOptions {
  readonly count: number;
  readonly fields: readonly { readonly field: string; readonly alias: string; readonly bare: boolean }[];
}

/** The first rows as a search expression: `field="value"`, or the value alone. */
export const returnRows: TableFunction = {
  name: 'spl.return',
  preservesOrder: true,
  needsAllInput: true,
  *run(input, { options }) {
    const { count, fields } = options as ReturnOptions;
    const rows: string[] = [];
    const origins: number[] = [];
    for (const batch of input) {
      for (const row of batch.rows()) {
        if (rows.length >= count) break;
        const terms = fields.flatMap(({ field, alias, bare }) => {
          const value = columnOf(batch, field).at(row);
          if (value === null) return [];
          return asList(value).map((one) => (bare ? toText(one) : `${alias}=${quoted(one)}`));
        });
        if (terms.length === 0) continue;
        rows.push(terms.join(' '));
        append(origins, batch.originsAt(row));
      }
    }
    const built = new RowBuilder(['search']);
    const text = count === 1 ? (rows[0] ?? '') : rows.map((row) => `(${row})`).join(' OR ');
    built.add([['search', text === '' ? 'NOT ()' : text]], origins);
    yield built.build();
  },
};
