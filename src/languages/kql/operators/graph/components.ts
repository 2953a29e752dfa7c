import type { PropertyGraph } from './property-graph.ts';

/** The number of the component of each node, from 0 in the order in which their first nodes come. */
export function componentsOf(graph: PropertyGraph, kind: 'weak' | 'strong'): number[] {
  return inOrderOfNodes(kind === 'weak' ? weakComponents(graph) : strongComponents(graph));
}

function inOrderOfNodes(components: Int32Array): number[] {
  const numbers = new Map<number, number>();
  return Array.from(components, (component) => {
    const known = numbers.get(component);
    if (known !== undefined) return known;
    numbers.set(component, numbers.size);
    return numbers.size - 1;
  });
}

/** Nodes that edges join, whatever their direction. */
function weakComponents({ ids, from, to }: PropertyGraph): Int32Array {
  const parents = Int32Array.from(ids, (_, node) => node);
  const rootOf = (node: number): number => {
    let at = node;
    while (parents[at] !== at) {
      parents[at] = parents[parents[at] as number] as number;
      at = parents[at] as number;
    }
    return at;
  };
  from.forEach((node, edge) => {
    const [one, other] = [rootOf(node), rootOf(to[edge] as number)];
    parents[Math.max(one, other)] = Math.min(one, other);
  });
  return parents.map((_, node) => rootOf(node));
}

/** Nodes each of which reaches the other: Tarjan's algorithm, with a stack of its own. */
function strongComponents({ ids, to, outgoing }: PropertyGraph): Int32Array {
  const components = new Int32Array(ids.length).fill(-1);
  const order = new Int32Array(ids.length).fill(-1);
  const lowest = new Int32Array(ids.length);
  const next = outgoing.starts.slice();
  const open: number[] = [];
  const path: number[] = [];
  let visited = 0;
  const enter = (node: number): void => {
    order[node] = visited;
    lowest[node] = visited;
    visited += 1;
    open.push(node);
    path.push(node);
  };
  const lower = (node: number, to: number): void => {
    lowest[node] = Math.min(lowest[node] as number, to);
  };
  for (let first = 0; first < ids.length; first += 1) {
    if (order[first] === -1) enter(first);
    while (path.length > 0) {
      const node = path.at(-1) as number;
      const place = next[node] as number;
      if (place < (outgoing.starts[node + 1] as number)) {
        next[node] = place + 1;
        const reached = to[outgoing.edges[place] as number] as number;
        if (order[reached] === -1) enter(reached);
        else if (components[reached] === -1) lower(node, order[reached] as number);
        continue;
      }
      path.pop();
      const before = path.at(-1);
      if (before !== undefined) lower(before, lowest[node] as number);
      if (lowest[node] !== order[node]) continue;
      for (let member = open.pop(); member !== undefined; member = open.pop()) {
        components[member] = node;
        if (member === node) break;
      }
    }
  }
  return components;
}
