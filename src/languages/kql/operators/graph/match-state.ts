import type { Expression } from '../../../../plan/expression.ts';
import { Frame } from '../../../../plan/frame.ts';
import { QueryFailure } from '../../../../plan/failure.ts';
import type { TableCall } from '../../../../plan/library.ts';
import { Batch, type EventId } from '../../../../table/batch.ts';
import type { Column } from '../../../../table/column.ts';
import { MapColumns } from '../../../../table/columns.ts';
import { RowBuilder } from '../../../../table/rows.ts';
import type { Value } from '../../../../table/value.ts';
import { toDynamic } from '../../dynamic.ts';
import { nullOf } from '../../functions/define.ts';
import { stateColumn } from '../../lowering/expressions.ts';
import type { PatternQuery } from './pattern.ts';
import { callColumn, factColumn, NODE_FACTS, type PathCall } from './pattern-scope.ts';
import type { Elements, PropertyGraph } from './property-graph.ts';

/** The edges that stand for an edge of the pattern, from left to right, and the nodes between them. */
export interface Path {
  readonly edges: readonly number[];
  readonly inner: readonly number[];
}

type Test = () => boolean;

/** Every value of a frame is that of what the pattern's parts stand for at the moment: it has one row. */
const ROW = 0;

/** What the parts of a pattern stand for while a match is sought, and the expressions that speak of them. */
export class MatchState {
  readonly graph: PropertyGraph;
  readonly query: PatternQuery;
  readonly nodes: Int32Array;
  readonly paths: Path[];
  readonly #call: TableCall;
  readonly #most: number;
  readonly #outputs: readonly (readonly [string, () => Value])[];
  /** The node or edge that an expression over the elements of a path has come to. */
  #element = 0;
  #steps = 0;
  readonly #frames: { readonly pattern: Frame; readonly edges: Frame; readonly nodes: Frame };

  /** `most`: the steps that the search may take. */
  constructor(graph: PropertyGraph, query: PatternQuery, call: TableCall, most: number) {
    this.graph = graph;
    this.query = query;
    this.#call = call;
    this.#most = most;
    this.nodes = new Int32Array(query.pattern.nodes.length).fill(-1);
    this.paths = query.pattern.edges.map(() => ({ edges: [], inner: [] }));
    const parts = new Map<string, Column>([...this.#nodeColumns(), ...this.#edgeColumns(), ...this.#callColumns()]);
    this.#frames = {
      pattern: frameOf(parts),
      edges: frameOf(new Map([...parts, ...this.#elementColumns(graph.edges)])),
      nodes: frameOf(new Map([...parts, ...this.#elementColumns(graph.nodes), ...this.#elementFacts()])),
    };
    this.#outputs = query.outputs.map(({ name, expression }) => [name, this.#value(expression)]);
  }

  /** Counts a step of the search, or several. */
  step(count = 1): void {
    const before = this.#steps;
    this.#steps += count;
    if (this.#steps > this.#most) {
      const message = `The search for this pattern takes more than ${this.#most} steps: bound its edges, or ask for certain nodes.`;
      throw new QueryFailure('query-limit', message);
    }
    if (before >> 12 !== this.#steps >> 12) this.#call.context.budget.check();
  }

  /** Whether a condition holds of what the parts stand for. */
  test(expression: Expression): Test {
    const value = this.#value(expression);
    return () => value() === true;
  }

  /** Whether an element is one that an edge of variable length may go over; asked once of each. */
  elementTest(edge: number, inner: boolean): (element: number) => boolean {
    const tests = this.query.filters
      .filter((filter) => filter.edge === edge && filter.inner === inner)
      .map(({ expression }) => this.#elementValue(expression, inner));
    if (tests.length === 0) return () => true;
    const known = new Int8Array((inner ? this.graph.nodes : this.graph.edges).origins.length);
    return (element) => {
      if (known[element] === 0) known[element] = tests.every((value) => value(element) === true) ? 1 : -1;
      return known[element] === 1;
    };
  }

  /** A row for each match: its columns are those of `project`. */
  *rows(matches: Iterable<unknown>): Iterable<Batch> {
    const names = this.#outputs.map(([name]) => name);
    const size = this.#call.context.batchSize;
    let rows = new RowBuilder(names);
    for (const _ of matches) {
      rows.add(
        this.#outputs.map(([name, value]) => [name, value()] as const),
        this.#origins(),
      );
      if (rows.length < size) continue;
      yield rows.build();
      rows = new RowBuilder(names);
    }
    yield rows.build();
  }

  /** The events behind the match. */
  #origins(): readonly EventId[] {
    const found = new Set<EventId>();
    const add = ({ origins }: Elements, at: number): void => {
      for (const id of origins[at] ?? []) found.add(id);
    };
    for (const node of this.nodes) add(this.graph.nodes, node);
    for (const { edges, inner } of this.paths) {
      for (const edge of edges) add(this.graph.edges, edge);
      for (const node of inner) add(this.graph.nodes, node);
    }
    return [...found];
  }

  #value(expression: Expression): () => Value {
    const evaluate = this.#call.compile(expression, this.#frames.pattern);
    return () => evaluate(ROW);
  }

  #elementValue(expression: Expression, inner: boolean): (element: number) => Value {
    const evaluate = this.#call.compile(expression, inner ? this.#frames.nodes : this.#frames.edges);
    return (element) => {
      this.#element = element;
      return evaluate(ROW);
    };
  }

  *#nodeColumns(): Iterable<readonly [string, Column]> {
    for (const [at, name] of this.query.pattern.nodes.entries()) {
      if (name === undefined) continue;
      for (const [property, values] of this.graph.nodes.properties) {
        yield [stateColumn(name, property), { at: () => values[this.nodes[at] as number] ?? null }];
      }
      for (const fact of NODE_FACTS) {
        yield [factColumn(fact, name), { at: () => this.#fact(fact, this.nodes[at] as number) }];
      }
    }
  }

  *#edgeColumns(): Iterable<readonly [string, Column]> {
    for (const [at, { name, range }] of this.query.pattern.edges.entries()) {
      if (name === undefined) continue;
      for (const { name: property, type } of this.query.source.edges.columns) {
        const values = this.graph.edges.properties.get(property) ?? [];
        const valueAt = (edge: number): Value => values[edge] ?? nullOf(type);
        const path = (): Path => this.paths[at] as Path;
        yield [
          stateColumn(name, property),
          range
            ? { at: () => path().edges.map((edge) => toDynamic(valueAt(edge), type)) }
            : { at: () => valueAt(path().edges[0] as number) },
        ];
      }
    }
  }

  *#callColumns(): Iterable<readonly [string, Column]> {
    for (const [at, call] of this.query.calls.entries()) {
      let evaluate: ((element: number) => Value) | undefined;
      const value = (): Value => {
        evaluate ??= this.#elementValue(call.expression, call.inner);
        const { edges, inner } = this.paths[call.edge] as Path;
        return overElements(call, call.inner ? inner : edges, evaluate);
      };
      yield [callColumn(at), { at: value }];
    }
  }

  *#elementColumns({ properties }: Elements): Iterable<readonly [string, Column]> {
    for (const [name, values] of properties) yield [name, { at: () => values[this.#element] ?? null }];
  }

  *#elementFacts(): Iterable<readonly [string, Column]> {
    for (const fact of NODE_FACTS) yield [factColumn(fact), { at: () => this.#fact(fact, this.#element) }];
  }

  #fact(fact: (typeof NODE_FACTS)[number], node: number): Value {
    if (fact === 'node_id') return this.graph.ids[node] ?? null;
    const { starts } = fact === 'node_degree_in' ? this.graph.incoming : this.graph.outgoing;
    return (starts[node + 1] as number) - (starts[node] as number);
  }

  /** Of how many nodes each node of the pattern may be one, by the conditions that speak of it alone. */
  candidates(): readonly (Int32Array | undefined)[] {
    return this.query.pattern.nodes.map((_, at) => {
      const tests = this.query.conditions
        .filter(({ needs }) => needs.length === 1 && needs[0] === at)
        .map(({ expression }) => this.test(expression));
      if (tests.length === 0) return undefined;
      const found: number[] = [];
      for (let node = 0; node < this.graph.ids.length; node += 1) {
        this.step();
        this.nodes[at] = node;
        if (tests.every((holds) => holds())) found.push(node);
      }
      this.nodes[at] = -1;
      return Int32Array.from(found);
    });
  }
}

function frameOf(columns: ReadonlyMap<string, Column>): Frame {
  const frame = new Frame();
  frame.load(new Batch(new MapColumns(columns), 1));
  return frame;
}

function overElements(
  { function: name, type }: PathCall,
  path: readonly number[],
  valueAt: (element: number) => Value,
): Value {
  switch (name) {
    case 'all':
      return path.every((element) => valueAt(element) === true);
    case 'any':
      return path.some((element) => valueAt(element) === true);
    case 'map':
      return path.map((element) => toDynamic(valueAt(element), type));
  }
}
