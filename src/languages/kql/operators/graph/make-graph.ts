import { column, literal } from '../../../../plan/expression.ts';
import type { NamedExpression, Plan } from '../../../../plan/plan.ts';
import type { KustoNode } from '../../binding/kusto.ts';
import { elements, kindOf, nodeText, optionalPart, part, simpleName } from '../../binding/nodes.ts';
import type { KqlColumn } from '../../environment.ts';
import { asArgument, type Context, freshName, type Rows, spanOf, staged } from '../../lowering/context.ts';
import { LoweringProblem } from '../../lowering/problem.ts';
import { lowerRows, lowerSubquery } from '../../lowering/rows.ts';
import { defineOperator } from '../definition.ts';
import type { PartitionOptions } from '../partition.ts';
import { cell, EDGES, type GraphSource, PARTITION, TABLE } from './source.ts';

/** Types whose values identify nodes. */
const ID_TYPES = new Set(['string', 'long', 'int', 'guid']);

export const makeGraph = defineOperator({
  name: 'make-graph',
  kinds: ['MakeGraphOperator'],
  summary:
    'Makes a graph out of a table of edges, and of tables of nodes. It is asked by the operators that begin with graph.',
  syntax:
    'make-graph source --> target [with nodes on key [, nodes on key] | with_node_id = name] [partitioned-by column (graph operators)]',
  status: 'partial',
  differences:
    'Identifiers of nodes are strings, numbers or guids, all of one type; a null is refused. With two tables whose keys have different names, every edge must be between nodes that are in them.',
  examples: [
    {
      query:
        'datatable(source: string, target: string)["a", "b", "b", "c"] | make-graph source --> target with_node_id = id | graph-to-table nodes',
      rows: [['a'], ['b'], ['c']],
    },
    {
      query:
        'let nodes = datatable(name: string, age: long)["a", 30]; datatable(source: string, target: string)["a", "b"] | make-graph source --> target with nodes on name | graph-to-table nodes',
      rows: [
        ['a', 30],
        ['b', null],
      ],
    },
    {
      query:
        'datatable(source: string, target: string, tenant: string)["a", "b", "x", "b", "c", "x", "b", "d", "y"] | make-graph source --> target with_node_id = id partitioned-by tenant (graph-match (n)-[e*1..2]->(m) where n.id == "a" or n.id == "b" project n.id, m.id)',
      rows: [
        ['a', 'b'],
        ['a', 'c'],
        ['b', 'c'],
        ['b', 'd'],
      ],
    },
  ],
  lower(node, input, context) {
    const refuse = (at: KustoNode, message: string): never => {
      throw new LoweringProblem('unsupported-syntax', message, spanOf(context, at));
    };
    const named = part(node, 'SourceColumn');
    const [from, to] = [named, part(node, 'TargetColumn')].map((end) => columnNamed(end, input, context));
    const { source: tables, idName, properties } = nodesOf(node, from as KqlColumn, context);
    const ids = [from as KqlColumn, to as KqlColumn, ...tables.map(({ key }) => key)];
    const idType = (from as KqlColumn).type;
    if (!ID_TYPES.has(idType) || ids.some(({ type }) => type !== idType)) {
      refuse(
        named,
        `Nodes identified by ${[...new Set(ids.map(({ type }) => type))].join(' and ')} are not supported.`,
      );
    }
    const graph: GraphSource = {
      edges: { columns: input.columns, source: (from as KqlColumn).name, target: (to as KqlColumn).name },
      tables: tables.map(({ rows, key }) => ({ columns: rows.columns, key: key.name })),
      idType,
      ...(idName !== undefined && { idName }),
      properties,
      marks: [],
    };
    const partition = optionalPart(node, 'PartitionedByClause');
    const by = partition && part(partition, 'Entity');
    const inputs = [...tables.map(({ rows }, at) => rowsOf(rows, at, by, context)), rowsOf(input, EDGES, by, context)];
    const whole: Rows = { plan: { op: 'Union', inputs, ...staged(context) }, columns: [], graph };
    return partition ? perPartition(part(partition, 'Subquery'), whole, context) : whole;
  },
});

/** A graph of its own for each value of the column, and the results of all one after another. */
function perPartition(node: KustoNode, { plan: input, ...whole }: Rows, context: Context): Rows {
  const name = freshName(context, 'partition');
  const inner = { ...context, stage: undefined, steps: false };
  const rows = lowerSubquery(node, { ...whole, plan: { op: 'Reference', name } }, inner);
  if (rows.graph ?? rows.several) {
    const message = `"${nodeText(node).split(/\s/)[0]}" over the parts of a graph is supported where it gives one table.`;
    throw new LoweringProblem('unsupported-syntax', message, spanOf(context, node));
  }
  const options: PartitionOptions = { name, key: column(PARTITION), subquery: rows.plan };
  return { ...rows, plan: { op: 'Reshape', input, function: 'kql.partition', options, ...staged(context) } };
}

interface Nodes {
  readonly source: readonly { readonly rows: Rows; readonly key: KqlColumn }[];
  readonly idName: string | undefined;
  readonly properties: readonly KqlColumn[];
}

function nodesOf(node: KustoNode, id: KqlColumn, context: Context): Nodes {
  const clause = optionalPart(node, 'WithClause');
  if (!clause) return { source: [], idName: undefined, properties: [] };
  if (kindOf(clause) === 'MakeGraphWithImplicitIdClause') {
    const name = simpleName(part(clause, 'Name'));
    return { source: [], idName: name, properties: [{ name, type: id.type }] };
  }
  const source = elements(clause, 'TablesAndKeys').map((pair) => {
    const rows = lowerRows(part(pair, 'Table'), asArgument(context));
    return { rows, key: columnNamed(part(pair, 'Column'), rows, context) };
  });
  const properties = new Map<string, KqlColumn>();
  for (const column of source.flatMap(({ rows }) => rows.columns)) {
    const known = properties.get(column.name) ?? column;
    if (known.type !== column.type) {
      const message = `The property "${column.name}" has two types in the tables of nodes, which is not supported.`;
      throw new LoweringProblem('unsupported-syntax', message, spanOf(context, clause));
    }
    properties.set(column.name, known);
  }
  const keys = new Set(source.map(({ key }) => key.name));
  return { source, idName: keys.size === 1 ? [...keys][0] : undefined, properties: [...properties.values()] };
}

function columnNamed(node: KustoNode, rows: Rows, context: Context): KqlColumn {
  const name = node.ReferencedSymbol?.Name ?? simpleName(node);
  const found = rows.columns.find((known) => known.name === name);
  if (found) return found;
  throw new LoweringProblem('unknown-column', `There is no column "${name}".`, spanOf(context, node));
}

/** The rows of one of the graph's tables, under names of their own; `by` names the column that says of which graph they are. */
function rowsOf(rows: Rows, table: number, by: KustoNode | undefined, context: Context): Plan {
  const columns: NamedExpression[] = [
    { name: TABLE, expression: literal(table) },
    ...(by ? [{ name: PARTITION, expression: column(columnNamed(by, rows, context).name) }] : []),
    ...rows.columns.map(({ name }) => ({ name: cell(table, name), expression: column(name) })),
  ];
  return { op: 'Project', input: rows.plan, columns, ...staged(context) };
}
