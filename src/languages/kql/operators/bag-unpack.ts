import { column } from '../../../plan/expression.ts';
import type { Plan } from '../../../plan/plan.ts';
import type { Value } from '../../../table/value.ts';
import type { KustoNode } from '../binding/kusto.ts';
import { columnsOf, kindOf, optionalPart, part, simpleName } from '../binding/nodes.ts';
import { type Context, type Rows, spanOf, staged } from '../lowering/context.ts';
import { lowerExpression } from '../lowering/expressions.ts';
import { LoweringProblem } from '../lowering/problem.ts';

/** `evaluate bag_unpack(column, …)`. */
export function bagUnpack(node: KustoNode, args: readonly KustoNode[], input: Rows, context: Context): Rows {
  const given = namedArguments(args, ['column', 'OutputColumnPrefix', 'columnsConflict', 'ignoredProperties']);
  const bag = given.get('column');
  if (!bag || kindOf(bag) !== 'NameReference') {
    throw new LoweringProblem('unsupported-option', 'Only a column can be unpacked here.', spanOf(context, node));
  }
  const constantOf = (name: string): Value => {
    const argument = given.get(name);
    const value = argument && lowerExpression(argument, context);
    return value?.kind === 'literal' ? value.value : null;
  };
  const ignored = constantOf('ignoredProperties');
  const declared = optionalPart(node, 'Schema') ? columnsOf(node.ResultType) : undefined;
  const options = {
    bag: simpleName(bag),
    prefix: String(constantOf('OutputColumnPrefix') ?? ''),
    conflict: String(constantOf('columnsConflict') ?? '') || 'error',
    ignored: Array.isArray(ignored) ? ignored : [],
    ...(declared && { declared }),
  };
  const plan: Plan = { op: 'Reshape', input: input.plan, function: 'kql.bag-unpack', options, ...staged(context) };
  const columns = declared ?? input.columns.filter(({ name }) => name !== options.bag);
  return { plan, columns, ...(!declared && { open: true }) };
}

/** Arguments by the names of their parameters, positional ones first. */
export function namedArguments(
  args: readonly KustoNode[],
  parameters: readonly string[],
): ReadonlyMap<string, KustoNode> {
  const given = new Map<string, KustoNode>();
  args.forEach((argument, at) => {
    if (kindOf(argument) === 'SimpleNamedExpression') {
      given.set(simpleName(part(argument, 'Name')), part(argument, 'Expression'));
    } else given.set(parameters[at] ?? '', argument);
  });
  return given;
}

/** `evaluate narrow()`. */
export function narrow(node: KustoNode, input: Rows, context: Context): Rows {
  const options = { columns: input.columns.map(({ name, type }) => ({ name, type, value: column(name) })) };
  const plan: Plan = { op: 'Reshape', input: input.plan, function: 'kql.narrow', options, ...staged(context) };
  return { plan, columns: columnsOf(node.ResultType) };
}
