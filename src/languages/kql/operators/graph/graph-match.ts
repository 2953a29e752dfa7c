import { spanOf } from '../../lowering/context.ts';
import { LoweringProblem } from '../../lowering/problem.ts';
import { defineOperator } from '../definition.ts';
import { closesRing, lowerPattern, optionOf } from './pattern.ts';

const EDGES = 'datatable(source: string, target: string)["a", "b", "b", "c", "c", "a"]';

export const graphMatch = defineOperator({
  name: 'graph-match',
  kinds: ['GraphMatchOperator'],
  takesGraph: true,
  summary:
    'Every match of a pattern of nodes and edges in a graph. Its functions: all(), any() and map() over an edge of variable length or its inner_nodes(), node_degree_in(), node_degree_out(), node_id() and labels().',
  syntax:
    'graph-match [cycles = unique_edges | all | none] (node)-[edge]->(node)<-[edge*1..3]-(node)--(node), … [where condition] project [name =] expression, …',
  status: 'partial',
  differences:
    'A pattern without project, and a property of an edge of variable length in a condition, are not supported; nor is `cycles = none` with a pattern that closes a ring. The order of the matches, which Kusto leaves open, is that of the shortest ways first. A search that takes more than two million steps ends with an error.',
  examples: [
    {
      query: `${EDGES} | make-graph source --> target with_node_id = id | graph-match (x)-[e]->(y) where x.id == "a" project x.id, y.id`,
      rows: [['a', 'b']],
    },
    {
      query: `${EDGES} | make-graph source --> target with_node_id = id | graph-match (x)-[e*1..2]->(y) where x.id == "a" project y.id, path = map(e, target)`,
      rows: [
        ['b', ['b']],
        ['c', ['b', 'c']],
      ],
    },
    {
      query: `${EDGES} | make-graph source --> target with_node_id = id | graph-match cycles = none (x)-[e*1..5]->(y) where x.id == "a" and node_degree_in(y) == 1 project y.id, inner = map(inner_nodes(e), node_id())`,
      rows: [
        ['b', []],
        ['c', ['b']],
      ],
    },
  ],
  lower(node, input, context) {
    const cycles = optionOf(node, 'cycles', ['unique_edges', 'all', 'none'], context);
    return lowerPattern(node, input, context, (query) => {
      if (cycles === 'none' && closesRing(query.pattern)) {
        const message = '"cycles = none" with a pattern that closes a ring is not supported.';
        throw new LoweringProblem('unsupported-option', message, spanOf(context, node));
      }
      return { function: 'kql.graph-match', options: { ...query, cycles } };
    });
  },
});
