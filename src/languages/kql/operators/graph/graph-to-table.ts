import type { Plan } from '../../../../plan/plan.ts';
import type { KustoNode } from '../../binding/kusto.ts';
import { elements, optionalPart, part, simpleName, tokenText } from '../../binding/nodes.ts';
import { type Context, type Rows, spanOf, staged } from '../../lowering/context.ts';
import { LoweringProblem } from '../../lowering/problem.ts';
import { defineOperator } from '../definition.ts';
import { nameGiven } from './graph-mark-components.ts';
import { type GraphSource, nodeProperties } from './source.ts';
import type { GraphTableOptions } from './graph-table-library.ts';

export const graphToTable = defineOperator({
  name: 'graph-to-table',
  kinds: ['GraphToTableOperator'],
  takesGraph: true,
  summary:
    'The nodes or the edges of a graph as a table. Both take a name each, under which statements that follow read them.',
  syntax:
    'graph-to-table nodes [as name] [with_node_id = name], edges [as name] [with_source_id = name] [with_target_id = name]',
  status: 'partial',
  differences:
    'Two tables are no result of a query: one that follows reads them by name. Hashes of nodes whose identifiers are no strings are not supported.',
  examples: [
    {
      query:
        'datatable(source: string, target: string)["Alice", "Bob"] | make-graph source --> target with_node_id = name | graph-to-table nodes with_node_id = Hash',
      rows: [
        ['-3122868243544336885', 'Alice'],
        ['-7133945255344544237', 'Bob'],
      ],
    },
    {
      query:
        'datatable(source: string, target: string)["a", "b"] | make-graph source --> target with_node_id = id | graph-to-table nodes as N, edges as E; N | join kind = inner E on $left.id == $right.source',
      rows: [['a', 'a', 'b']],
    },
  ],
  lower(node, input, context) {
    const clauses = elements(node, 'OutputClause');
    const tables = clauses.map((clause) => tableOf(clause, input, context));
    const [first, second] = tables;
    if (!first) throw new Error('Internal error: graph-to-table without a table.');
    clauses.forEach((clause, at) => {
      const as = optionalPart(clause, 'AsClause');
      const rows = tables[at] as Rows;
      if (!as) return;
      const name = simpleName(part(as, 'Name'));
      if (context.shared.environment.table(name)) {
        const message = `A table of the graph under the name of the table "${name}" is not supported.`;
        throw new LoweringProblem('unsupported-option', message, spanOf(context, as));
      }
      context.scope.names.set(name, { kind: 'rows', rows, weight: context.inputWeight ?? 0 });
    });
    return second ? { ...first, several: true } : first;
  },
});

function tableOf(clause: KustoNode, input: Rows, context: Context): Rows {
  const source = input.graph as GraphSource;
  const kind = tokenText(part(clause, 'EntityKeyword')).toLowerCase() === 'edges' ? 'edges' : 'nodes';
  const parameters = kind === 'edges' ? ['with_source_id', 'with_target_id'] : ['with_node_id'];
  const hashes = parameters.map((parameter) => nameGiven(clause, parameter));
  const added = hashes.flatMap((name) => (name === undefined ? [] : [{ name, type: 'long' }]));
  const own = kind === 'edges' ? source.edges.columns : nodeProperties(source);
  const columns = [...added, ...own];
  if (added.length > 0 && source.idType !== 'string') {
    const message = 'Hashes of nodes whose identifiers are no strings are not supported.';
    throw new LoweringProblem('unsupported-option', message, spanOf(context, clause));
  }
  if (new Set(columns.map(({ name }) => name)).size < columns.length) {
    const message = 'A hash under the name of another column is not supported.';
    throw new LoweringProblem('unsupported-option', message, spanOf(context, clause));
  }
  const options: GraphTableOptions = { source, kind, hashes: hashes.map((name) => name ?? null) };
  const plan: Plan = { op: 'Reshape', input: input.plan, function: 'kql.graph-to-table', options, ...staged(context) };
  return { plan, columns };
}
