import { columnsOf, elements, part, simpleName } from '../binding/nodes.ts';
import { calledBody, lowerBody } from '../lowering/calls.ts';
import { innerScope, spanOf, staged } from '../lowering/context.ts';
import { lowerExpression } from '../lowering/expressions.ts';
import { LoweringProblem } from '../lowering/problem.ts';
import { lowerRows } from '../lowering/rows.ts';
import { defineOperator } from './definition.ts';
import { inOrder, withEngineTypes } from './named.ts';

/** Operators that leave the rows as they are. */
export const render = defineOperator({
  name: 'render',
  kinds: ['RenderOperator'],
  summary: 'Says how to draw the result; the rows stay as they are.',
  syntax: 'render chart [with (property = value, …)]',
  examples: [{ query: 'print a = 1 | render table', rows: [[1]] }],
  lower: (_node, input) => input,
});

export const consume = defineOperator({
  name: 'consume',
  kinds: ['ConsumeOperator'],
  summary: 'Reads everything and gives nothing.',
  syntax: 'consume',
  examples: [],
  lower: (node, input, context) => ({
    plan: { op: 'Limit', input: input.plan, count: 0, ...staged(context) },
    columns: columnsOf(node.ResultType),
  }),
});

export const as = defineOperator({
  name: 'as',
  kinds: ['AsOperator'],
  summary: 'Gives the rows a name that the rest of the query may use.',
  syntax: 'as name',
  examples: [{ query: 'print a = 1 | as T | union T', rows: [[1], [1]] }],
  lower(node, input, context) {
    const name = simpleName(part(node, 'Name'));
    context.scope.names.set(name, { kind: 'rows', rows: input, weight: context.inputWeight ?? 0 });
    return { ...input, name };
  },
});

export const invoke = defineOperator({
  name: 'invoke',
  kinds: ['InvokeOperator'],
  summary: 'Calls a function whose first parameter is a table with the rows.',
  syntax: 'invoke function(argument, …)',
  examples: [
    { query: 'let f = (T:(a:long), n:long) { T | extend b = a + n }; print a = 1 | invoke f(2)', rows: [[1, 3]] },
  ],
  lower(node, input, context) {
    const call = part(node, 'Function');
    const body = calledBody(call);
    if (!body) {
      const message = `The function "${simpleName(part(call, 'Name'))}" is not supported.`;
      throw new LoweringProblem('unsupported-function', message, spanOf(context, node));
    }
    const inner = { ...context, scope: innerScope(context.scope) };
    return lowerBody(call, body, inner, (expression, at) => lowerRows(expression, at), {
      kind: 'rows',
      rows: input,
      weight: context.inputWeight ?? 0,
    });
  },
});

export const print = defineOperator({
  name: 'print',
  kinds: ['PrintOperator'],
  summary: 'One row with these values.',
  syntax: 'print [name =] expression, …',
  examples: [{ query: 'print a = 1 + 1, b = "x"', rows: [[2, 'x']] }],
  lower(node, input, context) {
    const columns = columnsOf(node.ResultType);
    const expressions = elements(node, 'Expressions');
    const made = inOrder(expressions, columns, context);
    const typed = withEngineTypes(columns, expressions);
    return { plan: { op: 'Project', input: input.plan, columns: made, ...staged(context) }, columns: typed };
  },
});

export const range = defineOperator({
  name: 'range',
  kinds: ['RangeOperator'],
  summary: 'A column of values from one bound to another.',
  syntax: 'range name from start to stop step step',
  examples: [{ query: 'range x from 1 to 5 step 2', rows: [[1], [3], [5]] }],
  lower(node, input, context) {
    const columns = columnsOf(node.ResultType);
    const [from, to, step] = ['From', 'To', 'Step'].map((name) => lowerExpression(part(node, name), context));
    const options = { name: columns[0]?.name ?? 'Column1', type: columns[0]?.type ?? 'long', from, to, step };
    return { plan: { op: 'Reshape', input: input.plan, function: 'kql.range', options, ...staged(context) }, columns };
  },
});
