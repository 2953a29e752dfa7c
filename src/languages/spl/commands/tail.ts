import { defineCommand } from '../define-command.ts';

export const tail = defineCommand<{ readonly count: number }>({
  name: 'tail',
  kind: 'dataset',
  summary: 'The last N results in reverse order; 10 when N is absent.',
  syntax: 'tail [<N>]',
  reference: 'tail',
  examples: [
    {
      title: 'Last two',
      query: '| tail 2',
      input: [{ n: '1' }, { n: '2' }, { n: '3' }],
      output: [{ n: '3' }, { n: '2' }],
    },
  ],
  parse: (args) => ({ count: args.integer() ?? 10 }),
  print: ({ count }) => (count === 10 ? '' : String(count)),
  lower: ({ count }, input) => ({ op: 'Limit', count, input: { op: 'Window', function: 'spl.reverse', input } }),
});

export const reverse = defineCommand<null>({
  name: 'reverse',
  kind: 'dataset',
  summary: 'Turns the order of the results round.',
  syntax: 'reverse',
  reference: 'reverse',
  examples: [
    { title: 'Last first', query: '| reverse', input: [{ n: '1' }, { n: '2' }], output: [{ n: '2' }, { n: '1' }] },
  ],
  parse: () => null,
  print: () => '',
  lower: (_args, input) => ({ op: 'Window', function: 'spl.reverse', input }),
});
