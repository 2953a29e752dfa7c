import { type Expression, literal } from '../../../plan/expression.ts';
import type { Plan } from '../../../plan/plan.ts';
import { defineCommand } from '../define-command.ts';
import { isBooleanNode } from '../eval/boolean.ts';
import { type LateEnvironment, lowerLateSearch, recording } from '../late-lowering.ts';
import { lowerEval } from '../eval/lower.ts';
import type { EvalNode } from '../eval/nodes.ts';
import type { SetNamedOptions } from '../runtime/rows.ts';
import { SplProblem } from '../problems.ts';
import { printEval } from '../printer/eval.ts';
import { printName } from '../printer/text.ts';
import type { LowerScope } from '../scope.ts';

export interface Assignment {
  readonly field: string;
  readonly value: EvalNode;
}

/** `eval field=[…]`: the text that the search gives becomes the expression. */
export interface PastedOptions {
  readonly field: string;
  readonly search: string;
  readonly late: LateEnvironment;
}

export const evalCommand = defineCommand<readonly Assignment[]>({
  name: 'eval',
  kind: 'streaming',
  summary: 'Computes fields; each assignment sees those before it.',
  syntax: 'eval <field>=<eval-expression> [, <field>=<eval-expression>]...',
  reference: 'eval',
  examples: [
    {
      title: 'Named after the value of a field',
      query: '| eval {k}_count=n',
      input: [{ k: 'a', n: '1' }],
      output: [{ k: 'a', n: '1', a_count: '1' }],
    },
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
  print: (assignments) => assignments.map(({ field, value }) => `${printName(field)}=${printEval(value)}`).join(', '),
  lower: (assignments, input, scope) =>
    assignments.reduce((plan, { field, value }): Plan => {
      if (value.kind === 'subsearch') return pasted(field, value, plan, scope);
      const expression = lowerValue(value, scope);
      const parts = namedByValues(field);
      if (parts.length > 1 || (parts[0] && 'field' in parts[0])) {
        const options: SetNamedOptions = { parts, value: expression };
        return { op: 'Reshape', function: 'spl.set-named', input: plan, options };
      }
      return { op: 'Extend', input: plan, columns: [{ name: field, expression }] };
    }, input),
  order: 'passes',
});

function pasted(field: string, value: EvalNode, input: Plan, scope: LowerScope): Plan {
  // Lowered in its place first, so that mistakes show there.
  lowerEval(value, scope);
  const { environment, late } = recording(scope.environment);
  const search = printEval(value).slice(1, -1);
  lowerLateSearch(search, environment, true);
  return { op: 'Reshape', function: 'spl.pasted', input, options: { field, search, late } satisfies PastedOptions };
}

/** A number that is written with a period stays as it is written: its digits say how precise a calculation is. */
const lowerValue = (node: EvalNode, scope: LowerScope): Expression =>
  node.kind === 'number' && /^\d*\.\d+$/.test(node.text) ? literal(node.text) : lowerEval(node, scope);

/** `{field}_count` → the value of `field`, then `_count`. Braces that hold no name (`a{}.b`) stand for themselves. */
const namedByValues = (name: string): SetNamedOptions['parts'] =>
  name
    .split(/(\{[^{}]+\})/)
    .filter((part) => part !== '')
    .map((part) => (/^\{[^{}]+\}$/.test(part) ? { field: part.slice(1, -1) } : { text: part }));
