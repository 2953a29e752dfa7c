import { QueryFailure } from '../../../plan/failure.ts';
import type { Batch } from '../../../table/batch.ts';
import { concatenate } from '../../../table/concatenate.ts';
import type { Value } from '../../../table/value.ts';
import type { SplLookup } from '../environment.ts';
import { LookupIndex } from '../runtime/lookup-index.ts';
import { columnOf } from '../runtime/support.ts';
import { asList, toText } from '../values.ts';
import { PAGES, type SplFunction } from './define.ts';
import { cellOf, isObject, parseDocument } from './json-path.ts';

/** What a call says beside its arguments: the table, resolved while the search is lowered. */
export interface LookupCallOptions {
  readonly name: string;
  readonly definition: Omit<SplLookup, 'file'>;
}

/** Asks a lookup table for one event; null where no row matches. */
export const lookupFunctions: readonly SplFunction[] = [
  {
    name: 'lookup',
    syntax: 'lookup("<lookup>", json_object("<field>", <value>, …), json_array("<output-field>", …))',
    summary: 'Fields of the rows of a lookup table that match, as a JSON object; several values make an array.',
    minimum: 3,
    maximum: 3,
    examples: [
      {
        fields: { user: 'alice' },
        eval: 'lookup("input", json_object("user", user), json_array("team"))',
        lookup: [
          { user: 'alice', team: 'red' },
          { user: 'bob', team: 'blue' },
        ],
        result: '{"team":"red"}',
      },
    ],
    reference: PAGES.comparison,
    scalar: {
      name: 'spl.lookup',
      deterministic: false,
      compile: ({ arguments: [keys, outputs], options, context }) => {
        const { name, definition } = options as LookupCallOptions;
        let table: Batch | undefined;
        const indexes = new Map<string, LookupIndex>();
        const indexOf = (over: Batch, fields: readonly string[]): LookupIndex => {
          const key = JSON.stringify(fields);
          const index = indexes.get(key) ?? new LookupIndex(over, fields, definition);
          indexes.set(key, index);
          return index;
        };
        return (row) => {
          const match = documentOf(keys?.evaluate(row) ?? null);
          const wanted = documentOf(outputs?.evaluate(row) ?? null);
          if (!isObject(match) || !Array.isArray(wanted)) {
            throw new QueryFailure('invalid-argument', 'lookup() takes a JSON object and a JSON array of field names.');
          }
          table ??= concatenate(context.execute({ op: 'Scan', source: 'splunk:lookup', options: { name } }));
          const fields = Object.keys(match);
          return found(table, indexOf(table, fields).find(fields.map((field) => textsOf(match[field]))), wanted);
        };
      },
    },
  },
];

const documentOf = (value: Value): unknown => (value === null ? undefined : parseDocument(toText(value))?.document);

const textsOf = (value: unknown): readonly string[] =>
  value === null ? [] : (Array.isArray(value) ? value : [value]).map((one) => toText(cellOf(one)));

function found(table: Batch, rows: readonly number[], outputs: readonly unknown[]): Value {
  if (rows.length === 0) return null;
  const members = outputs.flatMap((output) => {
    const cells = columnOf(table, String(output));
    const texts = rows.flatMap((row) => asList(cells.at(row)).map(toText));
    return texts.length === 0 ? [] : [[String(output), texts.length === 1 ? texts[0] : texts] as const];
  });
  return JSON.stringify(Object.fromEntries(members));
}
