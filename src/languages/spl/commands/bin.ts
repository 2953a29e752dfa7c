import { call, column, type Expression } from '../../../plan/expression.ts';
import { defineCommand } from '../define-command.ts';
import { printOptions, unless, printAlias, words } from '../printer/text.ts';

export interface BinArguments {
  readonly field: string;
  readonly output: string;
  readonly span: string | undefined;
  readonly bins: number;
  readonly aligntime: string | undefined;
}

const DEFAULT_BINS = 100;

export const bin = defineCommand<BinArguments>({
  name: 'bin',
  aliases: ['bucket', 'discretize'],
  kind: 'streaming',
  summary: 'Puts numbers into ranges, and times into buckets that begin at clock boundaries.',
  syntax: 'bin [span=<span>] [bins=<N>] <field> [AS <field>]',
  reference: 'bin',
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
      const start = args.cursor.at;
      const option = args.option('span', 'bins', 'minspan', 'start', 'end', 'aligntime');
      if (option) {
        if (option.name === 'minspan' || option.name === 'start' || option.name === 'end') {
          args.unsupported(`"${option.name}" is not supported.`, start);
        }
        options.set(option.name, option.value);
      } else if (args.keyword('as')) output = args.field();
      else field = args.field();
    }
    if (field === undefined) return args.cursor.fail('Expected a field');
    return {
      field,
      output: output ?? field,
      span: options.get('span'),
      bins: Number(options.get('bins') ?? DEFAULT_BINS),
      aligntime: options.get('aligntime'),
    };
  },
  print: ({ field, output, span, bins, aligntime }) =>
    words(printOptions({ span, bins: unless(DEFAULT_BINS, bins), aligntime }), printAlias(field, output)),
  lower: ({ field, output, span, bins, aligntime }, input) => {
    if (span === undefined) {
      return { op: 'Window', function: 'spl.bin-auto', input, options: { field, output, bins } };
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
