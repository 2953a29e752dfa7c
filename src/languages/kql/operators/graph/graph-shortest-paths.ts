import { spanOf } from '../../lowering/context.ts';
import { LoweringProblem } from '../../lowering/problem.ts';
import { defineOperator } from '../definition.ts';
import { lowerPattern, optionOf } from './pattern.ts';

export const graphShortestPaths = defineOperator({
  name: 'graph-shortest-paths',
  kinds: ['GraphShortestPathsOperator'],
  takesGraph: true,
  summary: 'The shortest paths between nodes of a graph: one for each pair, or all of the same length.',
  syntax:
    'graph-shortest-paths [output = any | all] (node)-[edge*1..5]->(node) [where condition] project [name =] expression, …',
  status: 'partial',
  differences:
    'The pattern is one edge of variable length between two nodes; a condition on the whole path other than all() is not supported, nor is a shortest path of fewer edges than the pattern asks for. A search that takes more than fifty million steps ends with an error.',
  examples: [
    {
      query:
        'datatable(source: string, target: string)["a", "b", "b", "d", "a", "c", "c", "d"] | make-graph source --> target with_node_id = id | graph-shortest-paths output = all (x)-[e*1..5]->(y) where x.id == "a" and y.id == "d" project path = map(e, target)',
      rows: [[['b', 'd']], [['c', 'd']]],
    },
  ],
  lower(node, input, context) {
    const output = optionOf(node, 'output', ['any', 'all'], context);
    return lowerPattern(node, input, context, (query) => {
      const { nodes, edges } = query.pattern;
      const refuse = (message: string): never => {
        throw new LoweringProblem('unsupported-syntax', message, spanOf(context, node));
      };
      if (nodes.length !== 2 || edges.length !== 1 || !edges[0]?.range) {
        refuse(
          'graph-shortest-paths takes one edge of variable length between two nodes; another pattern is not supported.',
        );
      }
      if (query.conditions.some(({ needs }) => needs.includes(nodes.length))) {
        refuse(
          'A condition on the path of graph-shortest-paths is supported as all() of its edges or inner nodes alone.',
        );
      }
      return { function: 'kql.graph-shortest-paths', options: { ...query, output } };
    });
  },
});
