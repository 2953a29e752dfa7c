import type { Incidence, PropertyGraph } from './property-graph.ts';

/** Which edges of a node: those that leave it, those that come to it, or all. */
export type Side = 'out' | 'in' | 'both';

/** The edges at a node in the order of the graph's; a loop counts once. */
export function edgesAt({ from, outgoing, incoming }: PropertyGraph, node: number, side: Side): Int32Array {
  if (side !== 'both') return edgesOf(side === 'out' ? outgoing : incoming, node);
  const others = edgesOf(incoming, node).filter((edge) => from[edge] !== node);
  const own = edgesOf(outgoing, node);
  const all = new Int32Array(own.length + others.length);
  all.set(own);
  all.set(others, own.length);
  return all;
}

const edgesOf = ({ starts, edges }: Incidence, node: number): Int32Array =>
  edges.subarray(starts[node], starts[node + 1]);

/** The node at the other end of an edge. */
export const endOf = ({ from, to }: PropertyGraph, edge: number, node: number): number =>
  (from[edge] === node ? to[edge] : from[edge]) as number;
