import { defineCommand } from '../define-command.ts';
import { isBooleanNode } from '../eval/boolean.ts';
import { lowerEval } from '../eval/lower.ts';
import type { EvalNode } from '../eval/nodes.ts';
import { SplProblem } from '../problems.ts';

interface Assignment {
  readonly field: string;
  readonly value: EvalNode;
}

export const evalCommand = defineCommand<readonly Assignment[]>({
  name: 'eval',
  kind: 'streaming',
  summary: 'Computes fields; each assignment sees those before it.',
  syntax: 'eval <field>=<eval-expression> [, <field>=<eval-expression>]...',
  reference: 'eval',
  examples: [
    {
      title: 'One after the other',
      query: '| eval a=1, b=a+1',
      input: [{ x: 'y' }],
      output: [{ x: 'y', a: '1', b: '2' }],
    },
  ],
  parse: (args) => {
    const assignments: Assignment[] = [];
    do {
      args.cursor.skipSpace();
      const start = args.cursor.at;
      if (args.cursor.peek() === '{') {
        throw new SplProblem(
          'unsupported-syntax',
          'A field name taken from a field’s value is not supported.',
          start,
          start + 1,
        );
      }
      const field = args.field();
      args.cursor.expect('=');
      const value = args.evalExpression();
      if (isBooleanNode(value)) {
        throw new SplProblem(
          'type-mismatch',
          `The field "${field}" cannot hold a boolean.`,
          value.start,
          value.end,
          'Give it a value for each case: if(…, 1, 0).',
        );
      }
      assignments.push({ field, value });
    } while (args.cursor.take(',') && !args.done);
    return assignments;
  },
  lower: (assignments, input, scope) =>
    assignments.reduce(
      (plan, { field, value }) => ({
        op: 'Extend',
        input: plan,
        columns: [{ name: field, expression: lowerEval(value, scope) }],
      }),
      input,
    ),
  order: 'passes',
});
