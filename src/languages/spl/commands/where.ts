import { defineCommand } from '../define-command.ts';
import { lowerEval } from '../eval/lower.ts';
import type { EvalNode } from '../eval/nodes.ts';
import { printEval } from '../printer/eval.ts';

export const where = defineCommand<EvalNode>({
  name: 'where',
  kind: 'streaming',
  summary: 'Keeps results for which an eval expression is true.',
  syntax: 'where <eval-expression>',
  reference: 'where',
  examples: [
    {
      title: 'Two fields of one row',
      query: '| where src=dest',
      input: [
        { src: 'a', dest: 'a' },
        { src: 'a', dest: 'b' },
      ],
      output: [{ src: 'a', dest: 'a' }],
    },
  ],
  parse: (args) => args.evalExpression(),
  print: printEval,
  lower: (node, input, scope) => ({ op: 'Filter', input, predicate: lowerEval(node, scope) }),
  order: 'passes',
});
