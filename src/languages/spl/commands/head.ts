import { defineCommand } from '../define-command.ts';

export const head = defineCommand<{ readonly count: number }>({
  name: 'head',
  kind: 'streaming',
  summary: 'Keeps the first N results; 10 when N is absent.',
  syntax: 'head [<N> | limit=<N>]',
  reference: 'head',
  examples: [
    {
      title: 'First result only',
      query: '| head 1',
      input: [{ user: 'alice' }, { user: 'bob' }],
      output: [{ user: 'alice' }],
    },
  ],
  parse: (args) => {
    const limit = args.option('limit')?.value;
    const count = limit === undefined ? args.integer() : Number(limit);
    if (!args.done && count === undefined) {
      args.unsupported('"head" with an expression is not supported.', args.cursor.at);
    }
    return { count: count ?? 10 };
  },
  lower: ({ count }, input) => ({ op: 'Limit', input, count }),
});
