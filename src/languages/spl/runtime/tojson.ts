import type { TableFunction } from '../../../plan/library.ts';
import { namePattern } from '../../../plan/name-pattern.ts';
import { LazyColumn } from '../../../table/column.ts';
import type { Value } from '../../../table/value.ts';
import { parseDocument } from '../functions/json-path.ts';
import { asList, toNumber, toText } from '../values.ts';
import { columnOf } from './support.ts';

export type JsonType = 'auto' | 'num' | 'str' | 'bool' | 'json' | 'none';

export interface TojsonOptions {
  readonly fields: readonly { readonly pattern: string; readonly type: JsonType }[];
  readonly defaultType: JsonType;
  readonly fillNull: boolean;
  readonly includeInternal: boolean;
  readonly output: string;
}

/** Each row's fields as a JSON object. */
export const tojson: TableFunction = {
  name: 'spl.tojson',
  preservesOrder: true,
  needsAllInput: false,
  *run(input, { options }) {
    const { fields, defaultType, fillNull, includeInternal, output } = options as TojsonOptions;
    const wanted = fields.map(({ pattern, type }) => ({ matches: namePattern(pattern), type }));
    for (const batch of input) {
      const chosen = batch.columns.names().flatMap((name) => {
        const named = wanted.find(({ matches }) => matches(name));
        if (named) return [{ name, type: named.type }];
        const all = wanted.length === 0 && (includeInternal || !name.startsWith('_'));
        return all ? [{ name, type: defaultType }] : [];
      });
      const made = new LazyColumn(batch.baseLength, (row) => {
        const members = chosen.flatMap(({ name, type }): readonly (readonly [string, unknown])[] => {
          const value = columnOf(batch, name).at(row);
          const json = value === null ? undefined : jsonOf(value, type);
          if (json === undefined) return fillNull ? [[name, null]] : [];
          return [[name, json]];
        });
        return JSON.stringify(Object.fromEntries(members));
      });
      yield batch.extend(new Map([[output, made]]));
    }
  },
};

function jsonOf(value: Value, type: JsonType): unknown {
  const list = asList(value).map((one) => scalarOf(one, type));
  if (list.length > 1) return list.filter((one) => one !== undefined);
  return list[0];
}

/** Undefined when the value is none of that type. */
function scalarOf(value: Value, type: JsonType): unknown {
  const text = toText(value);
  switch (type) {
    case 'str':
      return text;
    case 'num':
      return toNumber(value) ?? undefined;
    case 'bool':
      return /^(?:true|t|1)$/i.test(text) ? true : /^(?:false|f|0)$/i.test(text) ? false : undefined;
    case 'json':
      return parseDocument(text)?.document;
    default: {
      const number = toNumber(value);
      if (number !== null && Number.isFinite(number)) return number;
      if (text === 'true' || text === 'false') return text === 'true';
      return parseDocument(text)?.document ?? text;
    }
  }
}
