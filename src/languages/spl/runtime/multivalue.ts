import type { ScalarFunction, TableFunction } from '../../../plan/library.ts';
import { concatenate } from '../../../table/concatenate.ts';
import { RowBuilder } from '../../../table/rows.ts';
import type { Value } from '../../../table/value.ts';
import { delimiterOf, joinedBy } from '../delimiters.ts';
import { compilePcre } from '../regex/index.ts';
import { asList, fromList, toText } from '../values.ts';
import { cellsOf } from './support.ts';
import { append } from '../../../util/append.ts';

interface MakemvOptions {
  readonly delim: string;
  readonly tokenizer?: string | undefined;
  readonly allowEmpty: boolean;
}

/** Several values out of one text: between delimiters, or what the first group of a regular expression finds. */
export const makemv: ScalarFunction = {
  name: 'spl.makemv',
  compile: ({ arguments: [field], options }) => {
    const { delim, tokenizer, allowEmpty } = options as MakemvOptions;
    const split = tokenizer === undefined ? byDelimiter(delim, allowEmpty) : byTokenizer(tokenizer);
    return (row) => {
      const value = field?.evaluate(row) ?? null;
      return value === null ? null : fromList(asList(value).flatMap((element) => split(toText(element))));
    };
  },
};

const byDelimiter =
  (delim: string, allowEmpty: boolean) =>
  (text: string): readonly string[] =>
    text.split(delim).filter((part) => allowEmpty || part !== '');

function byTokenizer(pattern: string): (text: string) => readonly string[] {
  const regex = compilePcre(pattern);
  return (text) => {
    const parts: string[] = [];
    let from = 0;
    for (;;) {
      const match = from <= text.length ? regex.exec(text, from) : null;
      if (!match) return parts;
      const part = match.groups[0];
      if (part !== undefined && match.end > match.index) parts.push(part);
      from = match.end > match.index ? match.end : match.end + 1;
    }
  };
}

/** The values of a field in one: by newline, or by what mvcombine or stats said. */
export const nomv: ScalarFunction = {
  name: 'spl.nomv',
  compile:
    ({ arguments: [field] }) =>
    (row) => {
      const value = field?.evaluate(row) ?? null;
      if (!Array.isArray(value)) return value;
      return value.map((element: Value) => toText(element)).join(delimiterOf(value));
    },
};

/** One row of those that differ in one field alone, where the first of them stood. */
export const mvcombine: TableFunction = {
  name: 'spl.mvcombine',
  preservesOrder: false,
  needsAllInput: true,
  *run(input, { options }) {
    const { field, delim } = options as { readonly field: string; readonly delim: string };
    const all = concatenate(input);
    const names = all.columns.names();
    const others = names.filter((name) => name !== field);
    const groups = new Map<string, { readonly rows: number[]; readonly values: Value[] }>();
    for (const row of all.rows()) {
      const key = JSON.stringify(cellsOf(all, others, row).map(([name, value]) => [name, asList(value).map(toText)]));
      let group = groups.get(key);
      if (!group) {
        group = { rows: [], values: [] };
        groups.set(key, group);
      }
      group.rows.push(row);
      append(group.values, asList(all.columns.get(field)?.at(row) ?? null));
    }
    const builder = new RowBuilder(names);
    for (const { rows, values } of groups.values()) {
      const value = joinedBy(fromList(values), delim);
      const cells = new Map(cellsOf(all, others, rows[0] as number));
      if (value !== null) cells.set(field, value);
      builder.add(
        cells,
        rows.flatMap((row) => all.originsAt(row)),
      );
    }
    yield builder.build();
  },
};
