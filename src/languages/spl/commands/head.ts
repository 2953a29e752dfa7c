import type { Plan } from '../../../plan/plan.ts';
import { isTrue } from '../command-arguments.ts';
import { defineCommand } from '../define-command.ts';
import { SplProblem } from '../problems.ts';
import { lowerEval } from '../eval/lower.ts';
import type { EvalNode } from '../eval/nodes.ts';
import type { HeadWhileOptions } from '../runtime/rows.ts';
import { printEval } from '../printer/eval.ts';
import { printName, printOptions, unless, words } from '../printer/text.ts';

interface HeadArguments {
  readonly count: number | undefined;
  readonly condition: EvalNode | undefined;
  readonly keepLast: boolean;
  readonly missing: boolean;
}

export const head = defineCommand<HeadArguments>({
  name: 'head',
  kind: 'streaming',
  summary:
    'Keeps the first N results, 10 when N is absent; with an expression those before the first for which it is false.',
  syntax: 'head [<N> | (<eval-expression>)] [limit=<N>] [null=<bool>] [keeplast=<bool>]',
  reference: 'head',
  examples: [
    {
      title: 'First result only',
      query: '| head 1',
      input: [{ user: 'alice' }, { user: 'bob' }],
      output: [{ user: 'alice' }],
    },
    {
      title: 'Until a sum is reached',
      query: '| head (total<5) keeplast=true',
      input: [{ total: '1' }, { total: '5' }, { total: '9' }],
      output: [{ total: '1' }, { total: '5' }],
    },
  ],
  parse: (args) => {
    const options = new Map<string, string>();
    let count: number | undefined;
    let condition: EvalNode | undefined;
    while (!args.done) {
      const option = args.option('limit', 'null', 'keeplast');
      if (option) {
        options.set(option.name, option.value);
        continue;
      }
      if (count !== undefined || condition !== undefined) break;
      count = args.integer();
      if (count === undefined) condition = args.evalExpression();
    }
    if (condition?.kind === 'field') {
      const message = `"${condition.name}" is neither a number of results nor a condition.`;
      const hint = 'It is written: head 5, or head (field<5).';
      throw new SplProblem('invalid-argument', message, condition.start, condition.end, hint);
    }
    return {
      count: args.number(options, 'limit') ?? count,
      condition,
      keepLast: isTrue(options.get('keeplast'), false),
      missing: isTrue(options.get('null'), false),
    };
  },
  print: ({ count, condition, keepLast, missing }) =>
    words(
      count === undefined ? '' : condition ? printOptions({ limit: count }) : String(count),
      condition && `(${printEval(condition)})`,
      printOptions({ null: unless(false, missing), keeplast: unless(false, keepLast) }),
    ),
  lower: ({ count, condition, keepLast, missing }, input, scope): Plan => {
    if (!condition) return { op: 'Limit', input, count: count ?? 10 };
    const options: HeadWhileOptions = {
      condition: lowerEval(condition, scope),
      limit: count ?? null,
      keepLast,
      missing,
    };
    return { op: 'Window', function: 'spl.head-while', input, options, adds: [] };
  },
});

export const uniq = defineCommand<null>({
  name: 'uniq',
  kind: 'streaming',
  summary: 'Leaves out results that are the same as the one before them.',
  syntax: 'uniq',
  reference: 'uniq',
  examples: [
    {
      title: 'Neighbours',
      query: '| uniq',
      input: [{ a: '1' }, { a: '1' }, { a: '2' }, { a: '1' }],
      output: [{ a: '1' }, { a: '2' }, { a: '1' }],
    },
  ],
  parse: () => null,
  print: () => '',
  lower: (_args, input) => ({ op: 'Window', function: 'spl.uniq', input }),
});

export const makecontinuous = defineCommand<{ readonly field: string; readonly span: string }>({
  name: 'makecontinuous',
  kind: 'transforming',
  summary: 'Puts a field into ranges and adds results for those between the first and the last that have none.',
  syntax: 'makecontinuous [<field>] span=<span>',
  reference: 'makecontinuous',
  differences: ['`span` must be given; `bins`, `start`, `end` and `aligntime` are not supported.'],
  examples: [
    {
      title: 'A gap of an hour',
      query: '| makecontinuous _time span=1h',
      input: [
        { _time: '3600', n: '1' },
        { _time: '10800', n: '2' },
      ],
      output: [{ _time: '3600', n: '1' }, { _time: '7200' }, { _time: '10800', n: '2' }],
    },
  ],
  parse: (args) => {
    let field = '_time';
    let span: string | undefined;
    const start = args.cursor.at;
    while (!args.done) {
      const at = args.cursor.at;
      const option = args.option('span', 'bins', 'start', 'end', 'aligntime', 'minspan');
      if (option && option.name !== 'span') args.unsupported(`"${option.name}" is not supported.`, at);
      if (option) span = option.value;
      else field = args.field();
    }
    if (span === undefined) return args.unsupported('"makecontinuous" without a span is not supported.', start);
    return { field, span };
  },
  print: ({ field, span }) => words(printName(field), printOptions({ span })),
  lower: (options, input) => ({ op: 'Reshape', function: 'spl.makecontinuous', input, options }),
});
