import type { KustoNode } from '../binding/kusto.ts';
import { vendorPage } from '../functions/define.ts';
import type { Context, Rows } from '../lowering/context.ts';
import { addressLookup } from './address-lookup.ts';
import { bagUnpack, narrow } from './bag-unpack.ts';
import type { OperatorExample } from './definition.ts';
import { pivot } from './pivot.ts';

/** A plugin of `evaluate`. */
export interface KqlPlugin {
  readonly name: string;
  readonly summary: string;
  readonly syntax: string;
  readonly reference: string;
  readonly examples: readonly OperatorExample[];
  readonly differences?: string;
  lower(node: KustoNode, args: readonly KustoNode[], input: Rows, context: Context): Rows;
}

const plugin = (definition: Omit<KqlPlugin, 'reference'>): KqlPlugin => ({
  ...definition,
  reference: vendorPage(`${definition.name.replaceAll('_', '-')}-plugin`),
});

const NETWORKS = 'let N = datatable(network: string, place: string)["192.0.2.0/24", "lab"];';

export const KQL_PLUGINS: readonly KqlPlugin[] = [
  plugin({
    name: 'bag_unpack',
    lower: bagUnpack,
    summary: 'A column for each key of a bag.',
    syntax: 'evaluate bag_unpack(column [, prefix [, columnsConflict [, ignoredProperties]]]) [: (name: type, …)]',
    examples: [
      {
        query: 'print d = dynamic({"a": 1, "b": "x"}) | evaluate bag_unpack(d) : (a: long, b: string)',
        rows: [[1, 'x']],
      },
    ],
  }),
  plugin({
    name: 'ipv4_lookup',
    lower: addressLookup(4),
    summary: 'Adds the columns of the table row whose IPv4 network holds an address.',
    syntax: 'evaluate ipv4_lookup(table, address, network [, key, …] [, return_unmatched])',
    examples: [
      {
        query: `${NETWORKS} datatable(ip: string)["192.0.2.7", "198.51.100.1"] | evaluate ipv4_lookup(N, ip, network, true)`,
        rows: [
          ['192.0.2.7', '192.0.2.0/24', 'lab'],
          ['198.51.100.1', '', ''],
        ],
      },
    ],
  }),
  plugin({
    name: 'ipv6_lookup',
    lower: addressLookup(6),
    summary: 'Adds the columns of the table row whose IPv6 network holds an address.',
    syntax: 'evaluate ipv6_lookup(table, address, network [, return_unmatched])',
    examples: [
      {
        query:
          'let N = datatable(network: string, place: string)["2001:db8::/32", "lab"]; datatable(ip: string)["2001:db8::7"] | evaluate ipv6_lookup(N, ip, network)',
        rows: [['2001:db8::/32', 'lab', '2001:db8::7']],
      },
    ],
  }),
  plugin({
    name: 'narrow',
    lower: (node, _args, input, context) => narrow(node, input, context),
    summary: 'A row for each cell: its row, its column, its value as text.',
    syntax: 'evaluate narrow()',
    examples: [
      {
        query: 'print a = 1, b = "x" | evaluate narrow()',
        rows: [
          [0, 'a', '1'],
          [0, 'b', 'x'],
        ],
      },
    ],
  }),
  plugin({
    name: 'pivot',
    lower: pivot,
    summary: 'A column for each value of a column, filled with an aggregation.',
    syntax: 'evaluate pivot(column [, aggregation [, key, …]]) [: (name: type, …)]',
    examples: [
      {
        query:
          'datatable(u: string, k: string, v: long)["a", "x", 1, "a", "y", 2, "b", "x", 5] | evaluate pivot(k, sum(v), u) : (u: string, x: long, y: long)',
        rows: [
          ['a', 1, 2],
          ['b', 5, 0],
        ],
      },
    ],
  }),
];
