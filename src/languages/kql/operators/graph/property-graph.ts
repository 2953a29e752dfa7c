import type { Context } from '../../../../plan/context.ts';
import { QueryFailure } from '../../../../plan/failure.ts';
import type { Key } from '../../../../plan/library.ts';
import type { Batch, EventId } from '../../../../table/batch.ts';
import type { Column } from '../../../../table/column.ts';
import type { Value } from '../../../../table/value.ts';
import { keyOfValue } from '../../comparators.ts';
import { nullOf } from '../../functions/define.ts';
import { componentsOf } from './components.ts';
import { cell, EDGES, type GraphSource, TABLE } from './source.ts';

/** Nodes and edges that a graph may have in all. */
const MOST_ELEMENTS = 5_000_000;

/** Elements of one kind: a column of values for each property. */
export interface Elements {
  readonly properties: ReadonlyMap<string, readonly Value[]>;
  readonly origins: readonly (readonly EventId[])[];
}

/** The numbers of the edges at each node, in the order of the edges. */
export interface Incidence {
  readonly starts: Int32Array;
  readonly edges: Int32Array;
}

/** A graph in memory: nodes and edges are numbers. */
export interface PropertyGraph {
  readonly nodes: Elements;
  readonly edges: Elements;
  readonly ids: readonly Value[];
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly outgoing: Incidence;
  readonly incoming: Incidence;
}

/**
 * Reads a graph out of the rows of its tables. Nodes come in the order of their tables, then those that edges alone name.
 * Of several rows for one node, the first that says something of a property counts.
 */
export function readGraph(input: Iterable<Batch>, source: GraphSource, context: Context): PropertyGraph {
  const nodes = new Table(source.properties.map(({ name, type }) => [name, nullOf(type)]));
  const edges = new Table(source.edges.columns.map(({ name, type }) => [name, nullOf(type)]));
  const numbers = new Map<Key, number>();
  const ids: Value[] = [];
  const from: number[] = [];
  const to: number[] = [];
  const absent = nullOf(source.idType);

  const nodeOf = (id: Value, named: boolean): number => {
    if (id === null) {
      throw new QueryFailure('unsupported-operator', 'A graph with a node whose identifier is null is not supported.');
    }
    const key = keyOfValue(id);
    const known = numbers.get(key);
    if (known !== undefined) return known;
    if (!named && source.tables.length > 0 && source.idName === undefined) {
      const message = `An edge names the node "${String(id)}", which no table of nodes has: with two tables whose keys have different names that is not supported.`;
      throw new QueryFailure('unsupported-operator', message);
    }
    const number = nodes.add();
    numbers.set(key, number);
    ids.push(id);
    if (source.idName !== undefined) nodes.fill(number, source.idName, id);
    return number;
  };

  for (const batch of input) {
    context.budget.check();
    const column = (table: number, name: string): Column | undefined => batch.columns.get(cell(table, name));
    const kinds = batch.columns.get(TABLE);
    const edgeColumns = source.edges.columns.map(({ name }) => [name, column(EDGES, name)] as const);
    const [sources, targets] = [column(EDGES, source.edges.source), column(EDGES, source.edges.target)];
    const tables = source.tables.map(({ columns, key }, at) => ({
      key: column(at, key),
      columns: columns.map(({ name }) => [name, column(at, name)] as const),
    }));
    for (const row of batch.rows()) {
      const kind = kinds?.at(row);
      if (kind === EDGES) {
        from.push(nodeOf(sources?.at(row) ?? absent, false));
        to.push(nodeOf(targets?.at(row) ?? absent, false));
        edges.set(edges.add(), edgeColumns, row, batch.originsAt(row));
      } else {
        const table = tables[kind as number];
        if (!table) continue;
        nodes.set(nodeOf(table.key?.at(row) ?? absent, true), table.columns, row, batch.originsAt(row));
      }
      if (nodes.length + edges.length > MOST_ELEMENTS) {
        throw new QueryFailure('query-limit', `A graph of more than ${MOST_ELEMENTS} nodes and edges cannot be made.`);
      }
    }
  }
  const ends = { from: Int32Array.from(from), to: Int32Array.from(to) };
  const graph: PropertyGraph = {
    nodes,
    edges,
    ids,
    ...ends,
    outgoing: incidenceOf(ends.from, nodes.length),
    incoming: incidenceOf(ends.to, nodes.length),
  };
  for (const { name, kind } of source.marks) nodes.properties.set(name, componentsOf(graph, kind));
  return graph;
}

function incidenceOf(ends: Int32Array, nodes: number): Incidence {
  const starts = new Int32Array(nodes + 1);
  for (const node of ends) starts[node + 1] = (starts[node + 1] as number) + 1;
  for (let node = 0; node < nodes; node += 1) {
    starts[node + 1] = (starts[node + 1] as number) + (starts[node] as number);
  }
  const next = starts.slice();
  const edges = new Int32Array(ends.length);
  ends.forEach((node, edge) => {
    const place = next[node] as number;
    edges[place] = edge;
    next[node] = place + 1;
  });
  return { starts, edges };
}

/** Elements while they are read. */
class Table implements Elements {
  readonly properties: Map<string, Value[]>;
  readonly origins: (readonly EventId[])[] = [];
  readonly #missing: ReadonlyMap<string, Value>;
  length = 0;

  constructor(missing: readonly (readonly [string, Value])[]) {
    this.#missing = new Map(missing);
    this.properties = new Map(missing.map(([name]) => [name, []]));
  }

  /** A new element without properties. */
  add(): number {
    for (const [name, values] of this.properties) values.push(this.#missing.get(name) ?? null);
    this.origins.push([]);
    this.length += 1;
    return this.length - 1;
  }

  /** A property that nothing is known of yet. */
  fill(at: number, name: string, value: Value): void {
    const values = this.properties.get(name);
    if (values && values[at] === (this.#missing.get(name) ?? null)) values[at] = value;
  }

  set(
    at: number,
    columns: readonly (readonly [string, Column | undefined])[],
    row: number,
    origins: readonly EventId[],
  ): void {
    for (const [name, column] of columns) {
      const value = column?.at(row) ?? null;
      if (value !== null) this.fill(at, name, value);
    }
    if (this.origins[at]?.length === 0) this.origins[at] = origins;
  }
}
