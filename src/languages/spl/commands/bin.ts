import { call, column, type Expression } from '../../../plan/expression.ts';
import { defineCommand } from '../define-command.ts';
import { printOptions, unless, printAlias, words } from '../printer/text.ts';

export interface BinArguments {
  readonly field: string;
  readonly output: string;
  readonly span: string | undefined;
  readonly bins: number;
  readonly minspan: string | undefined;
  readonly aligntime: string | undefined;
  /** The range that automatic bins reach over at least. */
  readonly from: number | null;
  readonly to: number | null;
}

const DEFAULT_BINS = 100;

export const bin = defineCommand<BinArguments>({
  name: 'bin',
  aliases: ['bucket', 'discretize'],
  kind: 'streaming',
  summary: 'Puts numbers into ranges, and times into buckets that begin at clock boundaries.',
  syntax:
    'bin [span=<span>|[<N>]log[<N>]] [minspan=<span>] [bins=<N>] [start=<N>] [end=<N>] [aligntime=<time>] <field> [AS <field>]',
  reference: 'bin',
  differences: ['A number that is not positive stays as it is under a logarithmic span.'],
  examples: [
    {
      title: 'Ranges of ten',
      query: '| bin span=10 n',
      input: [{ n: '7' }, { n: '10' }],
      output: [{ n: '0-10' }, { n: '10-20' }],
    },
  ],
  parse: (args) => {
    const options = new Map<string, string>();
    let field: string | undefined;
    let output: string | undefined;
    while (!args.done) {
      const option = args.option('span', 'bins', 'minspan', 'start', 'end', 'aligntime');
      if (option) options.set(option.name, option.value);
      else if (args.keyword('as')) output = args.field();
      else field = args.field();
    }
    if (field === undefined) return args.cursor.fail('Expected a field');
    return {
      field,
      output: output ?? field,
      span: options.get('span'),
      bins: Number(options.get('bins') ?? DEFAULT_BINS),
      minspan: options.get('minspan'),
      from: options.has('start') ? Number(options.get('start')) : null,
      to: options.has('end') ? Number(options.get('end')) : null,
      aligntime: options.get('aligntime'),
    };
  },
  print: ({ field, output, span, bins, minspan, from, to, aligntime }) =>
    words(
      printOptions({ span, bins: unless(DEFAULT_BINS, bins), minspan, start: from, end: to, aligntime }),
      printAlias(field, output),
    ),
  lower: ({ field, output, span, bins, aligntime, ...automatic }, input) => {
    if (span === undefined) {
      return { op: 'Window', function: 'spl.bin-auto', input, options: { field, output, bins, ...automatic } };
    }
    const time = field === '_time';
    const expression: Expression = call(time ? 'spl.bin-time' : 'spl.bin-number', [column(field)], undefined, {
      span,
      aligntime,
    });
    return { op: 'Extend', input, columns: [{ name: output, expression }] };
  },
  order: 'passes',
});
