import type { KustoNode } from '../../binding/kusto.ts';
import { elements, part, simpleName } from '../../binding/nodes.ts';
import { spanOf } from '../../lowering/context.ts';
import { LoweringProblem } from '../../lowering/problem.ts';
import { defineOperator } from '../definition.ts';
import { optionOf } from './pattern.ts';
import { type GraphSource, nodeProperties } from './source.ts';

export const graphMarkComponents = defineOperator({
  name: 'graph-mark-components',
  kinds: ['GraphMarkComponentsOperator'],
  takesGraph: true,
  summary:
    'Gives each node of a graph the number of its component, from 0 in the order of the nodes: nodes that edges join, or with `strong` nodes that reach one another.',
  syntax: 'graph-mark-components [kind = weak | strong] [with_component_id = name]',
  examples: [
    {
      query:
        'datatable(source: string, target: string)["a", "b", "c", "d"] | make-graph source --> target with_node_id = id | graph-mark-components | graph-to-table nodes',
      rows: [
        ['a', 0],
        ['b', 0],
        ['c', 1],
        ['d', 1],
      ],
    },
    {
      query:
        'datatable(source: string, target: string)["a", "b", "b", "a", "b", "c"] | make-graph source --> target with_node_id = id | graph-mark-components kind = strong with_component_id = ring | graph-to-table nodes',
      rows: [
        ['a', 0],
        ['b', 0],
        ['c', 1],
      ],
    },
  ],
  lower(node, input, context) {
    const graph = input.graph as GraphSource;
    const kind = optionOf(node, 'kind', ['weak', 'strong'], context);
    const name = nameGiven(node, 'with_component_id') ?? 'ComponentId';
    if (nodeProperties(graph).some((known) => known.name === name)) {
      const message = `The nodes have a property "${name}" already: another under that name is not supported.`;
      throw new LoweringProblem('unsupported-option', message, spanOf(context, node));
    }
    return { ...input, graph: { ...graph, marks: [...graph.marks, { name, kind }] } };
  },
});

/** The name that a parameter of an operator gives to a column. */
export function nameGiven(node: KustoNode, parameter: string): string | undefined {
  const found = elements(node, 'Parameters').find(
    (candidate) => simpleName(part(candidate, 'Name')).toLowerCase() === parameter,
  );
  return found && simpleName(part(found, 'Expression'));
}
