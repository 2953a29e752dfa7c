import type { TableFunction } from '../../../../plan/library.ts';
import { Batch } from '../../../../table/batch.ts';
import type { Value } from '../../../../table/value.ts';
import { longOf } from '../../convert.ts';
import { xxhash64 } from '../../xxhash.ts';
import { readGraph } from './property-graph.ts';
import type { GraphSource } from './source.ts';

export interface GraphTableOptions {
  readonly source: GraphSource;
  readonly kind: 'nodes' | 'edges';
  /** The columns of the hashes of the node; of the source and of the target. Null: not asked for. */
  readonly hashes: readonly (string | null)[];
}

/** The nodes or the edges of a graph. Kusto's hash of a node is XXH64 of its identifier. */
export const graphToTableTable: TableFunction = {
  name: 'kql.graph-to-table',
  preservesOrder: false,
  needsAllInput: true,
  *run(input, { options, context }) {
    const { source, kind, hashes } = options as GraphTableOptions;
    const graph = readGraph(input, source, context);
    const { properties, origins } = graph[kind];
    const ends = kind === 'nodes' ? [graph.ids.keys()] : [graph.from, graph.to];
    const hashed = hashes.some((name) => name !== null) ? graph.ids.map(hashOf) : [];
    const columns = new Map<string, readonly Value[]>();
    hashes.forEach((name, at) => {
      if (name !== null)
        columns.set(
          name,
          Array.from(ends[at] ?? [], (node) => hashed[node] ?? null),
        );
    });
    for (const [name, values] of properties) columns.set(name, values);
    yield Batch.fromArrays(columns, origins.length, (row) => origins[row] ?? []);
  },
};

const hashOf = (id: Value): Value => longOf(xxhash64(Buffer.from(String(id), 'utf8')));
