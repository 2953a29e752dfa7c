import type { KustoNode } from '../binding/kusto.ts';
import { vendorPage } from '../functions/define.ts';
import type { Context, Rows } from '../lowering/context.ts';
import { addressLookup } from './address-lookup.ts';
import { bagUnpack, narrow } from './bag-unpack.ts';
import type { OperatorExample } from './definition.ts';
import { dcountIntersect } from './dcount-intersect.ts';
import { pivot } from './pivot.ts';
import { placeLookup } from './place-lookup.ts';
import { rollingPercentile } from './rolling-percentile.ts';
import { rowsNear } from './rows-near.ts';
import { schemaMerge } from './schema-merge.ts';
import { timelinePlugin } from './timeline-plugins.ts';

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

const SITE = `let S = datatable(site: string, area: dynamic)[
  "plant", dynamic({"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]})];`;
const ROAD = `let R = datatable(road: string, line: dynamic)[
  "equator", dynamic({"type":"LineString","coordinates":[[0,0],[2,0]]})];`;
const PLACES = 'datatable(who: string, x: real, y: real)["a", 0.75, 0.25, "b", 0.5, 0.75]';

const VISITS = `datatable(who: string, at: datetime)[
  "a", datetime(2024-01-01), "b", datetime(2024-01-01), "a", datetime(2024-01-02), "c", datetime(2024-01-03)]`;
const ANALYSIS = 'datetime(2024-01-01), datetime(2024-01-03)';

export const KQL_PLUGINS: readonly KqlPlugin[] = [
  plugin({
    name: 'active_users_count',
    lower: timelinePlugin('active_users_count', 6),
    summary: 'How many values appear in enough periods of a window before, in each step of a timeline.',
    syntax: 'evaluate active_users_count(id, time, start, end, window, period, periods, step [, dimension, …])',
    examples: [
      {
        query: `${VISITS} | evaluate active_users_count(who, at, ${ANALYSIS}, 2d, 1d, 2, 1d)`,
        rows: [['2024-01-02T00:00:00.0000000Z', 1]],
      },
    ],
    differences: 'Steps of weeks, months and years are not supported.',
  }),
  plugin({
    name: 'activity_counts_metrics',
    lower: timelinePlugin('activity_counts_metrics', 3),
    summary: 'Rows, distinct values, new ones and all so far, in each step of a timeline.',
    syntax: 'evaluate activity_counts_metrics(id, time, start, end, step [, dimension, …])',
    examples: [
      {
        query: `${VISITS} | evaluate activity_counts_metrics(who, at, ${ANALYSIS}, 1d)`,
        rows: [
          ['2024-01-01T00:00:00.0000000Z', 2, 2, 2, 2],
          ['2024-01-02T00:00:00.0000000Z', 1, 1, 0, 2],
          ['2024-01-03T00:00:00.0000000Z', 1, 1, 1, 3],
        ],
      },
    ],
    differences: 'A step without rows gives no row.',
  }),
  plugin({
    name: 'activity_metrics',
    lower: timelinePlugin('activity_metrics', 3),
    summary: 'Distinct values, new ones, and the shares of the step before that are back and gone, in each step.',
    syntax: 'evaluate activity_metrics(id, time, start, end, step [, dimension, …])',
    examples: [
      {
        query: `${VISITS} | evaluate activity_metrics(who, at, ${ANALYSIS}, 1d)`,
        rows: [
          ['2024-01-01T00:00:00.0000000Z', 2, 2, 'NaN', 'NaN'],
          ['2024-01-02T00:00:00.0000000Z', 1, 0, 0.5, 0.5],
          ['2024-01-03T00:00:00.0000000Z', 1, 1, 0, 1],
        ],
      },
    ],
    differences:
      'Start and end must be given. Steps of weeks, months and years, and steps without rows between others, are not supported.',
  }),
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
    name: 'dcount_intersect',
    lower: dcountIntersect,
    summary: 'How many values the first one, two, three … of several states of hll() have in common.',
    syntax: 'evaluate dcount_intersect(hll [, hll, …])',
    examples: [
      {
        query:
          'range x from 1 to 9 step 1 | summarize a = hll(x), b = hll(iff(x % 3 == 0, x, 3)) | evaluate dcount_intersect(a, b) | project s0, s1',
        rows: [[9, 3]],
      },
    ],
    differences: 'Exact, where the service estimates.',
  }),
  plugin({
    name: 'geo_line_lookup',
    lower: placeLookup('line'),
    summary: 'Adds the columns of each table row whose line is within a radius in metres of a place.',
    syntax:
      'evaluate geo_line_lookup(table, line, longitude, latitude, radius [, return_unmatched [, lookup_area_radius [, return_lookup_key]]])',
    examples: [
      {
        query: `${ROAD} ${PLACES} | evaluate geo_line_lookup(R, line, x, y, 50000)`,
        rows: [['a', 0.75, 0.25, 'equator']],
      },
    ],
    differences: 'The radius is a constant.',
  }),
  plugin({
    name: 'geo_polygon_lookup',
    lower: placeLookup('polygon'),
    summary: 'Adds the columns of each table row whose polygon holds a place, or is within a radius in metres of it.',
    syntax:
      'evaluate geo_polygon_lookup(table, polygon, longitude, latitude [, radius [, return_unmatched [, lookup_area_radius [, return_lookup_key]]]])',
    examples: [
      {
        query: `${SITE} ${PLACES} | evaluate geo_polygon_lookup(S, area, x, y, return_unmatched = true)`,
        rows: [
          ['a', 0.75, 0.25, 'plant'],
          ['b', 0.5, 0.75, ''],
        ],
      },
    ],
    differences: 'The radius is a constant.',
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
  plugin({
    name: 'rolling_percentile',
    lower: rollingPercentile,
    summary: 'A percentile of the values of each bin and those before it.',
    syntax: 'evaluate rolling_percentile(value, percentile, index, binSize, binsPerWindow [, dimension, …])',
    examples: [
      {
        query: 'range i from 0 to 5 step 1 | extend v = i + 1 | evaluate rolling_percentile(v, 50, i, 2, 2)',
        rows: [
          [0, 1],
          [2, 2],
          [4, 4],
        ],
      },
    ],
    differences: 'Exact, where the service estimates. Bins without rows between others are not supported.',
  }),
  plugin({
    name: 'rows_near',
    lower: rowsNear,
    summary: 'The rows for which a condition holds, and so many before and after them.',
    syntax: 'evaluate rows_near(condition, rows [, rowsAfter])',
    examples: [
      {
        query: 'range x from 1 to 9 step 1 | evaluate rows_near(x == 5, 1, 2)',
        rows: [[4], [5], [6], [7]],
      },
    ],
  }),
  plugin({
    name: 'schema_merge',
    lower: schemaMerge,
    summary: 'One schema out of several that getschema gave.',
    syntax: 'evaluate schema_merge([preserveOrder])',
    examples: [
      {
        query:
          'let A = datatable(a: int)[] | getschema; let B = datatable(a: int, b: string)[] | getschema; union A, B | evaluate schema_merge()',
        rows: [
          ['a', 0, 'System.Int32', 'int'],
          ['b', 1, 'System.String', 'string'],
        ],
      },
    ],
    differences: 'A column that has two types is not supported.',
  }),
  plugin({
    name: 'session_count',
    lower: timelinePlugin('session_count', 4),
    summary: 'How many values appear that did not within a window before, in each step of a timeline.',
    syntax: 'evaluate session_count(id, time, start, end, step, window [, dimension, …])',
    examples: [
      {
        query: `${VISITS} | evaluate session_count(who, at, ${ANALYSIS}, 1d, 36h)`,
        rows: [
          ['2024-01-01T00:00:00.0000000Z', 2],
          ['2024-01-03T00:00:00.0000000Z', 1],
        ],
      },
    ],
    differences: 'A step without a new session gives no row.',
  }),
  plugin({
    name: 'sliding_window_counts',
    lower: timelinePlugin('sliding_window_counts', 4),
    summary: 'Rows and distinct values of a window, in each step of a timeline.',
    syntax: 'evaluate sliding_window_counts(id, time, start, end, window, step [, dimension, …])',
    examples: [
      {
        query: `${VISITS} | evaluate sliding_window_counts(who, at, ${ANALYSIS}, 2d, 1d)`,
        rows: [
          ['2024-01-01T00:00:00.0000000Z', 2, 2],
          ['2024-01-02T00:00:00.0000000Z', 3, 2],
          ['2024-01-03T00:00:00.0000000Z', 2, 2],
        ],
      },
    ],
    differences: 'Steps of weeks, months and years are not supported.',
  }),
];
