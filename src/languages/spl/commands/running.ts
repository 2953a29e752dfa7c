import { defineCommand } from '../define-command.ts';
import { printName, printOptions, unless, printAlias, printAs, words } from '../printer/text.ts';

/** One column that is computed from the rows before it. */
export type RunningOptions =
  | { readonly kind: 'accum'; readonly field: string; readonly output: string }
  | { readonly kind: 'delta'; readonly field: string; readonly output: string; readonly distance: number }
  | { readonly kind: 'lag'; readonly field: string; readonly output: string; readonly distance: number }
  | {
      readonly kind: 'trend';
      readonly type: 'sma' | 'ema' | 'wma';
      readonly field: string;
      readonly output: string;
      readonly period: number;
    };

/** One lag, or a range of them under their own names. */
function printAutoregress(lags: readonly RunningOptions[]): string {
  const [first] = lags;
  const last = lags.at(-1);
  if (first?.kind !== 'lag' || last?.kind !== 'lag') return '';
  const { field, output, distance } = first;
  const range = last.distance === distance ? String(distance) : `${distance}-${last.distance}`;
  return words(printName(field), printAs(`${field}_p${distance}`, output), printOptions({ p: unless('1', range) }));
}

function printTrend(trend: RunningOptions): string {
  if (trend.kind !== 'trend') return '';
  const text = `${trend.type}${trend.period}(${trend.field})`;
  return words(text, printAs(text, trend.output));
}

export const accum = defineCommand<RunningOptions>({
  name: 'accum',
  kind: 'streaming',
  summary: 'The running sum of a field.',
  syntax: 'accum <field> [AS <field>]',
  reference: 'accum',
  examples: [
    {
      title: 'Running sum',
      query: '| accum n AS s',
      input: [{ n: '1' }, { n: '2' }],
      output: [
        { n: '1', s: '1' },
        { n: '2', s: '3' },
      ],
    },
  ],
  parse: (args) => {
    const field = args.field();
    return { kind: 'accum', field, output: args.keyword('as') ? args.field() : field };
  },
  print: ({ field, output }) => printAlias(field, output),
  lower: (options, input) => ({ op: 'Window', function: 'spl.running', input, options: [options] }),
});

export const delta = defineCommand<RunningOptions>({
  name: 'delta',
  kind: 'streaming',
  summary: 'The difference to the value p results before.',
  syntax: 'delta <field> [AS <field>] [p=<N>]',
  reference: 'delta',
  examples: [
    {
      title: 'Difference',
      query: '| delta n AS d',
      input: [{ n: '1' }, { n: '4' }],
      output: [{ n: '1' }, { n: '4', d: '3' }],
    },
  ],
  parse: (args) => {
    const field = args.field();
    const early = args.options('p').get('p');
    const output = args.keyword('as') ? args.field() : `delta(${field})`;
    const distance = Number(early ?? args.options('p').get('p') ?? 1);
    return { kind: 'delta', field, output, distance };
  },
  print: (args) =>
    words(
      printName(args.field),
      printAs(`delta(${args.field})`, args.output),
      'distance' in args ? printOptions({ p: unless(1, args.distance) }) : '',
    ),
  lower: (options, input) => ({ op: 'Window', function: 'spl.running', input, options: [options] }),
});

export const autoregress = defineCommand<readonly RunningOptions[]>({
  name: 'autoregress',
  kind: 'streaming',
  summary: 'The values of the results before, beside each result.',
  syntax: 'autoregress <field> [AS <field>] [p=<N>|<N>-<M>]',
  reference: 'autoregress',
  examples: [
    {
      title: 'The value before',
      query: '| autoregress n',
      input: [{ n: '1' }, { n: '4' }],
      output: [{ n: '1' }, { n: '4', n_p1: '1' }],
    },
  ],
  parse: (args) => {
    const field = args.field();
    const alias = args.keyword('as') ? args.field() : undefined;
    const range = /^(\d+)(?:-(\d+))?$/.exec(args.options('p').get('p') ?? '1');
    if (!range) return args.invalid('p is a number or a range of numbers.', args.start);
    const first = Number(range[1]);
    const last = Number(range[2] ?? first);
    if (last - first > 100) return args.invalid('p is a range of more than 100 numbers.', args.start);
    return Array.from({ length: last - first + 1 }, (_, at) => ({
      kind: 'lag',
      field,
      output: alias ?? `${field}_p${first + at}`,
      distance: first + at,
    }));
  },
  print: printAutoregress,
  lower: (options, input) => ({ op: 'Window', function: 'spl.running', input, options }),
});

export const trendline = defineCommand<readonly RunningOptions[]>({
  name: 'trendline',
  kind: 'streaming',
  summary: 'Moving averages: simple (sma), exponential (ema), weighted (wma).',
  syntax: 'trendline (sma|ema|wma)<period>(<field>) [AS <field>]...',
  reference: 'trendline',
  examples: [
    {
      title: 'A simple average of two',
      query: '| trendline sma2(n) AS t',
      input: [{ n: '1' }, { n: '3' }, { n: '5' }],
      output: [{ n: '1' }, { n: '3', t: '2' }, { n: '5', t: '4' }],
    },
  ],
  parse: (args) => {
    const trends: RunningOptions[] = [];
    do {
      const match = args.cursor.takeMatch(/(sma|ema|wma)(\d+)\(\s*([^()\s]+)\s*\)/iy);
      if (!match) return args.cursor.fail('Expected sma, ema or wma with a period and a field');
      const [text, type = 'sma', period = '2', field = ''] = match;
      const output = args.keyword('as') ? args.field() : text;
      trends.push({ kind: 'trend', type: type.toLowerCase() as 'sma', field, output, period: Number(period) });
      args.cursor.skipSpaceAndCommas();
    } while (!args.done);
    return trends;
  },
  print: (trends) => trends.map(printTrend).join(' '),
  lower: (options, input) => ({ op: 'Window', function: 'spl.running', input, options }),
});
