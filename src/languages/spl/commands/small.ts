import { call, column, type Expression, literal } from '../../../plan/expression.ts';
import type { Plan } from '../../../plan/plan.ts';
import { isTrue } from '../command-arguments.ts';
import type { EvalNode } from '../eval/nodes.ts';
import { defineCommand } from '../define-command.ts';
import { printEval } from '../printer/eval.ts';
import { quoted, printName, printNames, printOptions, unless, words } from '../printer/text.ts';

interface StrcatArguments {
  readonly allRequired: boolean;
  readonly parts: readonly ({ readonly field: string } | { readonly text: string })[];
  readonly output: string;
}

/** Double quotes would make a text of it. */
const printBareOrSingle = (name: string): string => (/^[\w.*{}@:\\-]+$/.test(name) ? name : `'${name}'`);

export const strcat = defineCommand<StrcatArguments>({
  name: 'strcat',
  kind: 'streaming',
  summary: 'Joins fields and quoted texts into a field.',
  syntax: 'strcat [allrequired=<bool>] <field|"text">... <destination>',
  reference: 'strcat',
  examples: [
    {
      title: 'Two fields',
      query: '| strcat a ":" b c',
      input: [{ a: '1', b: '2' }],
      output: [{ a: '1', b: '2', c: '1:2' }],
    },
  ],
  parse: (args) => {
    const options = args.options('allrequired');
    const parts: ({ readonly field: string } | { readonly text: string })[] = [];
    while (!args.done) {
      const text = args.cursor.takeQuoted();
      parts.push(text === undefined ? { field: args.field() } : { text });
    }
    const last = parts.pop();
    if (!last || !('field' in last) || parts.length === 0) return args.invalid('strcat ends in a field.', args.start);
    return { allRequired: isTrue(options.get('allrequired'), false), parts, output: last.field };
  },
  print: ({ allRequired, parts, output }) =>
    words(
      printOptions({ allrequired: unless(false, allRequired) }),
      ...parts.map((part) => ('text' in part ? quoted(part.text) : printBareOrSingle(part.field))),
      printBareOrSingle(output),
    ),
  lower: ({ allRequired, parts, output }, input) => {
    const fields = parts.flatMap((part) => ('field' in part ? [part.field] : []));
    const pieces = parts.map((part): Expression =>
      'text' in part ? literal(part.text) : call('spl.coalesce', [column(part.field), literal('')]),
    );
    const joined = pieces.reduce((left, right) => call('spl.concat', [left, right]));
    const present = fields.map((field) => call('spl.isnotnull', [column(field)]));
    const [first, ...rest] = present;
    const all = first && rest.reduce<Expression>((left, right) => call('spl.and', [left, right]), first);
    const expression = allRequired && all ? call('spl.if', [all, joined, column(output)]) : joined;
    return { op: 'Extend', input, columns: [{ name: output, expression }] };
  },
  order: 'passes',
});

export const setfields = defineCommand<readonly { readonly field: string; readonly value: string }[]>({
  name: 'setfields',
  kind: 'streaming',
  summary: 'Sets fields to texts.',
  syntax: 'setfields <field>="<text>" [, <field>="<text>"]...',
  reference: 'setfields',
  examples: [{ title: 'One field', query: '| setfields a="x"', input: [{ b: '1' }], output: [{ b: '1', a: 'x' }] }],
  parse: (args) => {
    const pairs: { field: string; value: string }[] = [];
    do {
      const field = args.field();
      args.cursor.expect('=');
      pairs.push({ field, value: args.value() });
      args.cursor.skipSpaceAndCommas();
    } while (!args.done);
    return pairs;
  },
  print: (pairs) => pairs.map(({ field, value }) => `${printName(field)}=${quoted(value)}`).join(', '),
  lower: (pairs, input) => ({
    op: 'Extend',
    input,
    columns: pairs.map(({ field, value }) => ({ name: field, expression: literal(value) })),
  }),
  order: 'passes',
});

export const fieldformat = defineCommand<{ readonly field: string; readonly value: EvalNode }>({
  name: 'fieldformat',
  kind: 'streaming',
  summary: 'How a field is shown; its value stays as it is for commands and for results.',
  syntax: 'fieldformat <field>=<eval-expression>',
  reference: 'fieldformat',
  examples: [
    {
      title: 'The value stays',
      query: '| fieldformat n=tostring(n, "commas")',
      input: [{ n: '1234' }],
      output: [{ n: '1234' }],
    },
  ],
  differences: ['Results hold the value, as those of the REST API do by default, never its displayed form.'],
  parse: (args) => {
    const field = args.field();
    args.cursor.expect('=');
    return { field, value: args.evalExpression() };
  },
  print: ({ field, value }) => `${printName(field)}=${printEval(value)}`,
  lower: (_args, input) => input,
  order: 'passes',
});

export const filldown = defineCommand<readonly string[]>({
  name: 'filldown',
  kind: 'streaming',
  summary: 'Fills missing values with the last one above.',
  syntax: 'filldown [<field-list>]',
  reference: 'filldown',
  examples: [
    { title: 'Down', query: '| filldown a', input: [{ a: '1' }, { b: '2' }], output: [{ a: '1' }, { a: '1', b: '2' }] },
  ],
  parse: (args) => args.fields(),
  print: (fields) => printNames(fields),
  lower: (fields, input) => ({ op: 'Window', function: 'spl.filldown', input, options: { fields } }),
});

export const addinfo = defineCommand<undefined>({
  name: 'addinfo',
  kind: 'streaming',
  summary: 'The bounds and the time of the search as fields.',
  syntax: 'addinfo',
  reference: 'addinfo',
  examples: [
    {
      title: 'Bounds of the search',
      query: '| addinfo | fields info_min_time info_max_time',
      input: [{ a: '1' }],
      output: [{ info_min_time: '0.000', info_max_time: '+Infinity' }],
    },
  ],
  differences: ['A search over a replay has no bounds: info_min_time is 0, info_max_time +Infinity.'],
  parse: () => undefined,
  print: () => '',
  lower: (_args, input) => ({
    op: 'Extend',
    input,
    columns: [
      { name: 'info_min_time', expression: literal('0.000') },
      { name: 'info_max_time', expression: literal('+Infinity') },
      { name: 'info_search_time', expression: call('spl.now', []) },
      { name: 'info_sid', expression: literal('firedrill') },
    ],
  }),
  order: 'passes',
});

/** Events of a replay carry their tags and event types from the start. */
const alreadyDone = (name: string, summary: string) =>
  defineCommand<undefined>({
    name,
    kind: 'streaming',
    summary,
    syntax: name,
    reference: name,
    examples: [{ title: 'Results pass', query: `| ${name}`, input: [{ user: 'alice' }], output: [{ user: 'alice' }] }],
    parse: (args) =>
      args.done ? undefined : args.unsupported(`Arguments of "${name}" are not supported.`, args.start),
    print: () => '',
    lower: (_args, input): Plan => input,
    order: 'passes',
  });

export const tags = alreadyDone('tags', 'Tags of field values; events have them from the start.');
export const typer = alreadyDone('typer', 'Event types; events have them from the start.');

/** Commands that tune how Splunk runs or shows a search and change no result. */
const noEffect = (name: string, summary: string, reference = name, aliases: readonly string[] = []) =>
  defineCommand<string>({
    name,
    aliases,
    kind: 'streaming',
    summary,
    syntax: `${name} [<arguments>]`,
    reference,
    examples: [{ title: 'Results pass', query: `| ${name}`, input: [{ user: 'alice' }], output: [{ user: 'alice' }] }],
    parse: (args) => {
      const text = args.cursor.rest().trim();
      args.cursor.at = args.cursor.end;
      return text;
    },
    print: (text) => text,
    lower: (_args, input): Plan => input,
    order: 'passes',
  });

export const localop = noEffect('localop', 'Runs what follows on the search head.');
export const redistribute = noEffect('redistribute', 'Spreads what follows over several machines.');
export const highlight = noEffect('highlight', 'Marks terms where results are shown.', 'highlight', ['hilite']);
export const noop = noEffect('noop', 'Tunes and debugs how a search is optimised.', '../internal-commands/noop');
