import type { Expression } from '../../../plan/expression.ts';
import { literal } from '../../../plan/expression.ts';
import type { Plan } from '../../../plan/plan.ts';
import type { KustoNode } from '../binding/kusto.ts';
import { columnsOf, elements, nodeText, optionalPart, part, simpleName, typeName } from '../binding/nodes.ts';
import type { KqlColumn } from '../environment.ts';
import { nullOf } from '../functions/define.ts';
import { castTo } from '../lowering/calls.ts';
import { type Context, spanOf, staged, withRow } from '../lowering/context.ts';
import { argumentOf, lowerExpression } from '../lowering/expressions.ts';
import { LoweringProblem } from '../lowering/problem.ts';
import { defineOperator } from './definition.ts';
import { sortKeyOf } from './order.ts';
import type { ScanOptions, ScanStep } from './scan-library.ts';
import { parameterOf } from './union.ts';

export const scan = defineOperator({
  name: 'scan',
  kinds: ['ScanOperator'],
  summary: 'Matches sequences of rows against steps, each of which remembers the rows that led to it.',
  syntax:
    'scan [with_match_id = name] [partition by expression, …] [order by expression, …] [declare (name: type = default, …)] with (step name [output = all | none]: condition [=> column = expression, …]; …)',
  status: 'partial',
  differences: '`output = last` and optional steps are not supported.',
  examples: [
    {
      query: 'range x from 1 to 4 step 1 | scan declare (sum: long = 0) with (step s: true => sum = x + s.sum;)',
      rows: [
        [1, 1],
        [2, 3],
        [3, 6],
        [4, 10],
      ],
    },
  ],
  lower(node, input, context) {
    const declared = declarationsOf(node, context);
    const row: KqlColumn[] = [...input.columns, ...declared.map(({ name, type }) => ({ name, type }))];
    const inner = withRow(context, row);
    const order = optionalPart(node, 'OrderByClause');
    const partition = optionalPart(node, 'PartitionByClause');
    const steps = elements(node, 'Steps').map((step) => stepOf(step, declared, inner));
    const ordered: Plan = order
      ? {
          op: 'Sort',
          input: input.plan,
          keys: elements(order, 'Expressions').map((key) => sortKeyOf(key, context)),
          ...staged(context),
        }
      : input.plan;
    const matchId = parameterOf(node, 'with_match_id');
    const options: ScanOptions = {
      columns: row.map(({ name, type }) => ({ name, missing: defaultOf(name, type, declared) })),
      inputs: input.columns.length,
      partition: partition ? elements(partition, 'Expressions').map((key) => lowerExpression(key, context)) : [],
      steps,
      ...(matchId !== undefined && { matchId }),
    };
    const plan: Plan = { op: 'Reshape', input: ordered, function: 'kql.scan', options, ...staged(context) };
    // The binder lists a match id that nobody asked for.
    const columns = columnsOf(node.ResultType).filter(
      ({ name }) => matchId !== undefined || row.some((known) => known.name === name),
    );
    return { plan, columns };
  },
});

interface Declaration extends KqlColumn {
  readonly initial: Expression;
}

function declarationsOf(node: KustoNode, context: Context): readonly Declaration[] {
  const clause = optionalPart(node, 'DeclareClause');
  if (!clause) return [];
  return elements(clause, 'Declarations').map((parameter) => {
    const named = part(parameter, 'NameAndType');
    const name = part(named, 'Name');
    const type = typeName(name.ReferencedSymbol?.['Type'] as never);
    const fallback = optionalPart(parameter, 'DefaultValue');
    if (!fallback) return { name: simpleName(name), type, initial: literal(nullOf(type)) };
    const { expression, type: from } = argumentOf(part(fallback, 'Value'), context);
    return { name: simpleName(name), type, initial: castTo(expression, from, type) };
  });
}

const defaultOf = (name: string, type: string, declared: readonly Declaration[]): Expression =>
  declared.find((known) => known.name === name)?.initial ?? literal(nullOf(type));

function stepOf(node: KustoNode, declared: readonly Declaration[], context: Context): ScanStep {
  const output = optionalPart(node, 'ScanStepOutput');
  const kind = output ? nodeText(part(output, 'OutputKind')).toLowerCase() : 'all';
  if (kind !== 'all' && kind !== 'none') {
    const message = `output = ${kind} is not supported in a step of scan.`;
    throw new LoweringProblem('unsupported-option', message, spanOf(context, node));
  }
  if (optionalPart(node, 'OptionalKeyword')) {
    throw new LoweringProblem('unsupported-option', 'Optional steps of scan are not supported.', spanOf(context, node));
  }
  const computation = optionalPart(node, 'ComputationClause');
  const assignments = computation ? elements(computation, 'Assignments') : [];
  return {
    name: simpleName(part(node, 'Name')),
    emits: kind === 'all',
    condition: lowerExpression(part(node, 'Condition'), context),
    assignments: assignments.map((assignment) => {
      const name = simpleName(part(assignment, 'Name'));
      const { expression, type } = argumentOf(part(assignment, 'Expression'), context);
      const wanted = declared.find((known) => known.name === name)?.type ?? type;
      return { name, expression: castTo(expression, type, wanted) };
    }),
  };
}
