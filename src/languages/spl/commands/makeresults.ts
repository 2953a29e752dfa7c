import { call, literal } from '../../../plan/expression.ts';
import type { Plan } from '../../../plan/plan.ts';
import { isTrue } from '../command-arguments.ts';
import { defineCommand } from '../define-command.ts';
import { printOptions, unless } from '../printer/text.ts';

interface MakeresultsArguments {
  readonly count: number;
  readonly annotate: boolean;
  readonly format: string | undefined;
  readonly data: string | undefined;
}

export const makeresults = defineCommand<MakeresultsArguments>({
  name: 'makeresults',
  kind: 'generating',
  summary: 'Makes results out of nothing, stamped with the time of the search.',
  syntax: 'makeresults [count=<N>] [annotate=<bool>] [format=csv|json data=<text>]',
  reference: 'makeresults',
  examples: [
    {
      title: 'A table out of text',
      query: '| makeresults format=csv data="a,b\n1,2"',
      input: [],
      output: [{ a: '1', b: '2' }],
    },
    {
      title: 'Two results',
      query: '| makeresults count=2 | eval n=1 | table n',
      input: [],
      output: [{ n: '1' }, { n: '1' }],
    },
  ],
  passingOptions: ['splunk_server', 'splunk_server_group'],
  parse: (args) => {
    args.cursor.skipSpace();
    const plain = args.cursor.takeMatch(/\d+(?!\S)/y)?.[0];
    const options = args.options('count', 'annotate', 'format', 'data', 'splunk_server', 'splunk_server_group');
    return {
      count: args.number(options, 'count') ?? Number(plain ?? 1),
      annotate: isTrue(options.get('annotate'), false),
      format: options.get('format')?.toLowerCase(),
      data: options.get('data'),
    };
  },
  print: ({ count, annotate, format, data }) =>
    printOptions({ count: unless(1, count), annotate: unless(false, annotate), format, data }),
  lower: ({ count, annotate, format, data }): Plan => {
    if (format !== undefined && data !== undefined) {
      return {
        op: 'Reshape',
        function: 'spl.parse-data',
        input: { op: 'Values', columns: [], rows: [] },
        options: { format, data },
      };
    }
    const rows = Array.from({ length: count }, () => []);
    const stamped: Plan = {
      op: 'Extend',
      input: { op: 'Values', columns: [], rows },
      columns: [
        { name: '_time', expression: call('spl.now', []) },
        ...(annotate
          ? ['_raw', 'host', 'source', 'sourcetype', 'splunk_server', 'splunk_server_group'].map((name) => ({
              name,
              expression: literal(name === 'splunk_server' ? 'localhost' : null),
            }))
          : []),
      ],
    };
    return stamped;
  },
});
