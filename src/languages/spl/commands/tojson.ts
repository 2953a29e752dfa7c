import { isTrue } from '../command-arguments.ts';
import { unescapeQuoted } from '../cursor.ts';
import { defineCommand } from '../define-command.ts';
import type { JsonType, TojsonOptions } from '../runtime/tojson.ts';
import { quoted, printNames, printOptions, unless, words } from '../printer/text.ts';
import { append } from '../../../util/append.ts';

const unquoted = (name: string): string =>
  name.length > 1 && name.startsWith('"') && name.endsWith('"') ? unescapeQuoted(name.slice(1, -1)) : name;

const TYPES: readonly string[] = ['auto', 'num', 'str', 'bool', 'json', 'none'];

export const tojson = defineCommand<TojsonOptions>({
  name: 'tojson',
  kind: 'streaming',
  summary: 'The fields of each result as a JSON object.',
  syntax:
    'tojson [auto(<fields>) | num(…) | str(…) | bool(…) | json(…) | none(…)] … [default_type=<type>] [fill_null=<bool>] [include_internal=<bool>] [output_field=<field>]',
  reference: 'tojson',
  examples: [
    {
      title: 'A number and a text',
      query: '| tojson num(a) str(b) output_field=j | fields j',
      input: [{ a: '5', b: '6' }],
      output: [{ j: '{"a":5,"b":"6"}' }],
    },
  ],
  parse: (args) => {
    const options = new Map<string, string>();
    const fields: { pattern: string; type: JsonType }[] = [];
    while (!args.done) {
      const option = args.option('default_type', 'fill_null', 'include_internal', 'output_field');
      if (option) {
        options.set(option.name, option.value);
        continue;
      }
      const typed = args.cursor.takeMatch(/(auto|num|str|bool|json|none)\s*\(((?:"(?:[^"\\]|\\.)*"|[^)"])*)\)/isy);
      const type = (typed?.[1]?.toLowerCase() ?? options.get('default_type') ?? 'none') as JsonType;
      const names = typed
        ? ((typed[2] ?? '').match(/"(?:[^"\\]|\\.)*"|[^\s,]+/gs) ?? []).map(unquoted)
        : [args.field()];
      append(
        fields,
        names.map((pattern) => ({ pattern, type })),
      );
      args.cursor.skipSpaceAndCommas();
    }
    const defaultType = options.get('default_type') ?? 'none';
    if (!TYPES.includes(defaultType)) args.invalid(`There is no type "${defaultType}".`, args.start);
    return {
      fields,
      defaultType: defaultType as JsonType,
      fillNull: isTrue(options.get('fill_null'), false),
      includeInternal: isTrue(options.get('include_internal'), false),
      output: options.get('output_field') ?? '_raw',
    };
  },
  print: ({ fields, defaultType, fillNull, includeInternal, output }) =>
    words(
      printOptions({ default_type: unless('none', defaultType) }),
      ...fields.map(({ pattern, type }) => `${type}(${quoted(pattern)})`),
      printOptions({
        fill_null: unless(false, fillNull),
        include_internal: unless(false, includeInternal),
        output_field: unless('_raw', output),
      }),
    ),
  lower: (options, input) => ({ op: 'Reshape', function: 'spl.tojson', input, options }),
  order: 'passes',
});

export const fieldsummary = defineCommand<{ readonly maximum: number; readonly fields: readonly string[] }>({
  name: 'fieldsummary',
  kind: 'transforming',
  summary: 'A result for each field: how many values it has, which, and what their numbers come to.',
  syntax: 'fieldsummary [maxvals=<N>] [<field-list>]',
  reference: 'fieldsummary',
  examples: [
    {
      title: 'One field',
      query: '| fieldsummary | table field count distinct_count max',
      input: [{ n: '1' }, { n: '5' }],
      output: [{ field: 'n', count: '2', distinct_count: '2', max: '5' }],
    },
  ],
  parse: (args) => ({ maximum: args.number(args.options('maxvals'), 'maxvals') ?? 100, fields: args.fields() }),
  print: ({ maximum, fields }) => words(printOptions({ maxvals: unless(100, maximum) }), printNames(fields)),
  lower: (options, input) => ({ op: 'Reshape', function: 'spl.fieldsummary', input, options }),
  columns: () => [
    'field',
    'count',
    'distinct_count',
    'is_exact',
    'max',
    'mean',
    'min',
    'numeric_count',
    'stdev',
    'values',
  ],
  order: 'ignores',
});
