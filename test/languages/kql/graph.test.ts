import { describe, expect, it } from 'vitest';
import { lowerKql } from '../../../src/languages/kql/index.ts';
import { EMPTY, runKql } from './run-query.ts';

/** A graph in which every node has an edge to every other. */
const complete = (nodes: number): string =>
  `let V = range i from 1 to ${nodes} step 1 | extend k = 1;
   V | join kind = inner (V | project j = i, k) on k | where i != j | make-graph i --> j with_node_id = id`;

const chain = (edges: number): string =>
  `range i from 1 to ${edges} step 1 | extend j = i + 1 | make-graph i --> j with_node_id = id`;

describe('graphs', () => {
  it('end the search of a pattern that has too many matches', () => {
    const query = `${complete(40)} | graph-match cycles = all (a)-[e*1..9]->(b) where a.id == 1 and b.id == 2 project a.id`;
    expect(() => runKql(query)).toThrow('takes more than 2000000 steps');
  });

  it('begin at the node that the fewest can be, and test all() on the way', () => {
    const bounded = `${complete(12)} | graph-match (a)-[e*1..11]->(b) where b.id == 1 and all(e, i == j + 1) project a.id, way = map(e, i) | summarize count(), max(array_length(way))`;
    expect(runKql(bounded).rows).toEqual([[11, 11]]);
  });

  it('follow long paths', () => {
    const ends = 'where a.id == 1 and b.id == 1501 project n = array_length(map(e, i))';
    expect(runKql(`${chain(1500)} | graph-match (a)-[e*1..9000]->(b) ${ends}`).rows).toEqual([[1500]]);
    expect(runKql(`${chain(1500)} | graph-shortest-paths (a)-[e*1..9000]->(b) ${ends}`).rows).toEqual([[1500]]);
    const marked = `${chain(1500)} | graph-mark-components kind = strong | graph-to-table nodes | summarize dcount(ComponentId, 4) > 1450`;
    expect(runKql(marked).rows).toEqual([[true]]);
  });

  it('say so where two nodes are nearer than a shortest path may be', () => {
    const query = `${chain(2)} | graph-shortest-paths (a)-[e*2..5]->(b) project a.id`;
    expect(() => runKql(query)).toThrow('has length 1');
  });

  it('refuse a null for an identifier when they run', () => {
    const query =
      'datatable(a: long, b: long)[1, long(null)] | make-graph a --> b | graph-match (x)-[e]->(y) project e.a';
    expect(() => runKql(query)).toThrow('identifier is null');
  });

  it('are several where they are partitioned, each of its own nodes and edges', () => {
    const graphs = `let nodes = datatable(id: string, tenant: string)["a", "x", "b", "x", "c", "x", "a", "y", "b", "y"];
      datatable(s: string, t: string, tenant: string)["a", "b", "x", "b", "c", "x", "a", "b", "y"]
      | make-graph s --> t with nodes on id partitioned-by tenant`;
    const matched = `${graphs} (graph-match (n)-[e*1..2]->(m) where n.id == "a" project n.tenant, m.id) | sort by n_tenant asc`;
    expect(runKql(matched).rows).toEqual([
      ['x', 'b'],
      ['x', 'c'],
      ['y', 'b'],
    ]);
    const shortest = `${graphs} (graph-shortest-paths (n)-[e*1..5]->(m) where m.id == "c" project n.id, passed = map(inner_nodes(e), id)
      | where array_length(passed) > 0)`;
    expect(runKql(shortest).rows).toEqual([['a', ['b']]]);
    expect(runKql(`${graphs} (graph-mark-components | graph-to-table nodes)`).rows).toEqual([
      ['a', 'x', 0],
      ['b', 'x', 0],
      ['c', 'x', 0],
      ['a', 'y', 0],
      ['b', 'y', 0],
    ]);
  });

  it('bound a path by constants with a name', () => {
    const query = `let most = 2; let from = (least: long) { ${chain(4)} | graph-match (a)-[e*least..most]->(b) where a.id == 1 project b.id }; from(2)`;
    expect(runKql(query).rows).toEqual([[3]]);
  });

  it.each([
    ['partitioned-by i (graph-mark-components)', 'unsupported-syntax'],
    ['| graph-match (x)-[e]->(y)', 'unsupported-syntax'],
    ['| graph-match cycles = none (x)-->(y)-->(x) project x.id', 'unsupported-option'],
    ['| graph-match cycles = some (x)-->(y) project x.id', 'invalid-argument'],
    ['| graph-match (x)-[e]->(y)-[e]->(z) project x.id', 'unsupported-syntax'],
    ['| graph-match (x)-[e*2..1]->(y) project x.id', 'invalid-argument'],
    ['| graph-match (x)-[e]->(y) project n = map(e, i)', 'unsupported-syntax'],
    ['| graph-match (x)-[e]->(y) project n = node_id(x)', 'unsupported-syntax'],
    ['| graph-shortest-paths (x)-[e]->(y) project x.id', 'unsupported-syntax'],
    ['| graph-shortest-paths (x)-[e*1..2]->(y) where any(e, i > 1) project x.id', 'unsupported-syntax'],
    ['| graph-mark-components with_component_id = id | graph-to-table nodes', 'unsupported-option'],
    ['| graph-to-table nodes with_node_id = Hash', 'unsupported-option'],
    ['| graph-to-table nodes as N, edges as E', 'unsupported-syntax'],
  ])('refuse %s', (rest, name) => {
    const { query, problems } = lowerKql(`${chain(2)} ${rest}`, EMPTY);
    expect(query).toBeUndefined();
    expect(problems.map((problem) => problem.name)).toContain(name);
  });
});
