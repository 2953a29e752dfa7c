import { call, column } from '../../../plan/expression.ts';
import { defineCommand } from '../define-command.ts';
import { SplProblem } from '../problems.ts';
import { checkPattern } from '../regex/check.ts';
import { quoted, printName, printOptions, unless, words } from '../printer/text.ts';

export interface RexArguments {
  readonly field: string;
  readonly pattern: string;
  readonly groups: readonly string[];
  readonly maxMatch: number;
  readonly offsetField: string | undefined;
  readonly sed: boolean;
}

export const rex = defineCommand<RexArguments>({
  name: 'rex',
  kind: 'streaming',
  summary: 'Extracts fields by the named groups of a regular expression, or edits a field with a sed expression.',
  syntax: 'rex [field=<field>] [max_match=<N>] [offset_field=<field>] "<regex>" | rex [field=<field>] mode=sed "<sed>"',
  reference: 'rex',
  examples: [
    {
      title: 'One group',
      query: '| rex field=u "(?<user>[^@]+)@"',
      input: [{ u: 'alice@example.com' }],
      output: [{ u: 'alice@example.com', user: 'alice' }],
    },
  ],
  parse: (args) => {
    const options = new Map<string, string>();
    let pattern: string | undefined;
    let at = args.cursor.at;
    while (!args.done) {
      const option = args.option('field', 'max_match', 'offset_field', 'mode');
      if (option) options.set(option.name, option.value);
      else {
        args.cursor.skipSpace();
        at = args.cursor.at;
        pattern = args.value();
      }
    }
    if (pattern === undefined) return args.cursor.fail('Expected a regular expression in quotes');
    const sed = options.get('mode')?.toLowerCase() === 'sed';
    const groups = [
      ...new Set([...pattern.matchAll(/\(\?(?:P?<|')([A-Za-z_]\w*)[>']/g)].map(([, name]) => name ?? '')),
    ];
    if (!sed && groups.length === 0) {
      throw new SplProblem(
        'invalid-argument',
        'The regular expression has no named group.',
        at,
        args.cursor.at,
        'Name one: (?<field>…).',
      );
    }
    if (!sed) checkPattern(pattern, at, args.cursor.at);
    return {
      field: options.get('field') ?? '_raw',
      pattern,
      groups,
      maxMatch: args.number(options, 'max_match') ?? 1,
      offsetField: options.get('offset_field'),
      sed,
    };
  },
  print: ({ field, pattern, maxMatch, offsetField, sed }) =>
    words(
      printOptions({
        field: unless('_raw', field),
        mode: sed ? 'sed' : undefined,
        max_match: unless(1, maxMatch),
        offset_field: offsetField,
      }),
      quoted(pattern),
    ),
  lower: ({ field, pattern, groups, maxMatch, offsetField, sed }, input) => {
    if (sed) {
      const edited = call('spl.rex-sed', [column(field)], undefined, { expression: pattern });
      return { op: 'Extend', input, columns: [{ name: field, expression: edited }] };
    }
    const extract = (options: object, old: string) =>
      call('spl.rex-group', [column(field), column(old)], undefined, { pattern, maxMatch, ...options });
    return {
      op: 'Extend',
      input,
      columns: [
        ...groups.map((group) => ({ name: group, expression: extract({ group }, group) })),
        ...(offsetField === undefined
          ? []
          : [{ name: offsetField, expression: extract({ offsets: groups }, offsetField) }]),
      ],
    };
  },
  order: 'passes',
});

export interface RegexArguments {
  readonly field: string;
  readonly pattern: string;
  readonly negated: boolean;
}

export const regex = defineCommand<RegexArguments>({
  name: 'regex',
  kind: 'streaming',
  summary: 'Keeps results whose field a regular expression finds something in.',
  syntax: 'regex [<field>=|<field>!=]"<regex>"',
  reference: 'regex',
  examples: [
    {
      title: 'Begins with a',
      query: '| regex u="^a"',
      input: [{ u: 'alice' }, { u: 'bob' }],
      output: [{ u: 'alice' }],
    },
  ],
  parse: (args) => {
    args.cursor.skipSpace();
    const start = args.cursor.at;
    const bare = args.cursor.takeQuoted();
    if (bare !== undefined && !args.cursor.match(/!?=/y)) {
      checkPattern(bare, start, args.cursor.at);
      return { field: '_raw', pattern: bare, negated: false };
    }
    const field =
      bare ??
      args.cursor
        .takeMatch(/'([^']*)'(?=\s*!?=)|([^\s=!"']+)/y)
        ?.slice(1)
        .find((part) => part !== undefined);
    if (field === undefined) return args.cursor.fail('Expected a field');
    const operator = args.cursor.takeMatch(/!?=/y)?.[0];
    if (operator === undefined) return args.cursor.fail('Expected = or !=');
    args.cursor.skipSpace();
    const at = args.cursor.at;
    const pattern = args.value();
    checkPattern(pattern, at, args.cursor.at);
    return { field, pattern, negated: operator === '!=' };
  },
  print: ({ field, pattern, negated }) =>
    field === '_raw' && !negated ? quoted(pattern) : `${printName(field)}${negated ? '!=' : '='}${quoted(pattern)}`,
  lower: ({ field, pattern, negated }, input) => ({
    op: 'Filter',
    input,
    predicate: call('spl.regex-filter', [column(field)], undefined, { pattern, negated }),
  }),
  order: 'passes',
});
