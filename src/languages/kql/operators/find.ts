import { column, type Expression, literal } from '../../../plan/expression.ts';
import type { Plan } from '../../../plan/plan.ts';
import { columnsOf, elements, kindOf, optionalPart, part, simpleName } from '../binding/nodes.ts';
import { nullOf } from '../functions/define.ts';
import { asArgument, spanOf, staged, withRow } from '../lowering/context.ts';
import { lowerExpression } from '../lowering/expressions.ts';
import { LoweringProblem } from '../lowering/problem.ts';
import { lowerRows } from '../lowering/rows.ts';
import { defineOperator } from './definition.ts';
import { parameterOf, sourceName } from './union.ts';

export const find = defineOperator({
  name: 'find',
  kinds: ['FindOperator'],
  summary: 'Rows of several tables for which a predicate holds; a column says which table each comes from.',
  syntax: 'find [withsource = name] in (table, …) where predicate project column, …',
  status: 'partial',
  differences: 'Tables must be named with `in` and columns with `project`.',
  examples: [
    {
      query:
        'let T = datatable(a: string)["x", "y"]; let U = datatable(a: string)["x"]; find in (T, U) where a == "x" project a',
      rows: [
        ['T', 'x'],
        ['U', 'x'],
      ],
    },
  ],
  lower(node, _input, context) {
    const clause = optionalPart(node, 'InClause');
    const project = optionalPart(node, 'Project');
    if (!clause || !project || optionalPart(node, 'ProjectAway') || kindOf(project) !== 'FindProjectClause') {
      const message = 'find is supported with in (…) and project alone.';
      throw new LoweringProblem('unsupported-syntax', message, spanOf(context, node));
    }
    if (elements(project, 'Columns').some((wanted) => kindOf(wanted) !== 'NameReference')) {
      const message = 'find is supported with plain names of columns in project alone.';
      throw new LoweringProblem('unsupported-syntax', message, spanOf(context, project));
    }
    const result = columnsOf(node.ResultType);
    const source = parameterOf(node, 'withsource') ?? 'source_';
    const inputs = elements(clause, 'Expressions').map((expression, at): Plan => {
      const rows = lowerRows(expression, asArgument(context));
      const name = rows.name ?? sourceName(expression) ?? `find_arg${at}`;
      const missing = elements(project, 'Columns').filter(
        (wanted) => !rows.columns.some((known) => known.name === simpleName(wanted)),
      );
      const predicate = lowerExpression(part(node, 'Condition'), withRow(context, rows.columns));
      const kept: Plan = { op: 'Filter', input: rows.plan, predicate, ...staged(context) };
      const columns = result.map((wanted) => {
        const isMissing = missing.some((known) => simpleName(known) === wanted.name);
        const same = rows.columns.some((known) => known.name === wanted.name && known.type === wanted.type);
        const expression: Expression =
          wanted.name === source
            ? literal(name)
            : same && !isMissing
              ? column(wanted.name)
              : literal(nullOf(wanted.type));
        return { name: wanted.name, expression };
      });
      return { op: 'Project', input: kept, columns, ...staged(context) };
    });
    return { plan: { op: 'Union', inputs, ...staged(context) }, columns: result };
  },
});
