import type { Expression } from '../../../plan/expression.ts';
import { Frame } from '../../../plan/frame.ts';
import type { TableFunction } from '../../../plan/library.ts';
import type { Plan } from '../../../plan/plan.ts';
import { RowBuilder } from '../../../table/rows.ts';
import type { Value } from '../../../table/value.ts';
import type { KustoNode } from '../binding/kusto.ts';
import { columnsOf, isTabular, simpleName } from '../binding/nodes.ts';
import { realOf } from '../convert.ts';
import type { KqlColumn } from '../environment.ts';
import { nullOf } from '../functions/define.ts';
import { linesOf, vectorFrom } from '../functions/geo/geojson.ts';
import { distanceFromLines } from '../functions/geo/line.ts';
import { distanceFromPolygons } from '../functions/geo/polygon.ts';
import { holds, polygonsFrom } from '../functions/geo/polygons.ts';
import type { Vector } from '../functions/geo/sphere.ts';
import { asArgument, type Context, type Rows, spanOf, staged, withRow } from '../lowering/context.ts';
import { lowerExpression } from '../lowering/expressions.ts';
import { LoweringProblem } from '../lowering/problem.ts';
import { lowerClosedRows } from '../lowering/rows.ts';
import { namedArguments } from './bag-unpack.ts';

type Shape = 'polygon' | 'line';

interface LookupOptions {
  readonly table: Plan;
  readonly shape: Shape;
  readonly key: string;
  readonly longitude: Expression;
  readonly latitude: Expression;
  readonly radius?: number;
  readonly unmatched: boolean;
  readonly left: readonly KqlColumn[];
  readonly right: readonly (KqlColumn & { readonly output: string })[];
}

const PARAMETERS = [
  'table',
  'key',
  'longitude',
  'latitude',
  'radius',
  'return_unmatched',
  'lookup_area_radius',
  'return_lookup_key',
];

/**
 * `evaluate geo_polygon_lookup(table, polygon, longitude, latitude [, radius [, return_unmatched …]])`, and the same
 * for lines, whose radius is required. The area of a lookup is a matter of speed alone.
 */
export const placeLookup =
  (shape: Shape) =>
  (node: KustoNode, args: readonly KustoNode[], input: Rows, context: Context): Rows => {
    const given = namedArguments(args, PARAMETERS);
    const [table, key, x, y] = PARAMETERS.map((name) => given.get(name));
    const refused = (message: string): LoweringProblem =>
      new LoweringProblem('unsupported-syntax', message, spanOf(context, node));
    if (!table || !isTabular(table) || !key || !x || !y) {
      throw refused(`geo_${shape}_lookup is supported with a table, its column of ${shape}s, longitude and latitude.`);
    }
    const rows = lowerClosedRows(table, asArgument(context));
    const inner = withRow(context, input.columns);
    const constant = (name: string): Value | undefined => {
      const argument = given.get(name);
      if (!argument) return undefined;
      const value = lowerExpression(argument, withRow(context, []));
      if (value.kind === 'literal') return value.value;
      throw refused(`geo_${shape}_lookup is supported with a constant as ${name}.`);
    };
    const radius = realOf(constant('radius') ?? null);
    if (radius === undefined ? shape === 'line' || given.has('radius') : radius < 0) {
      throw refused(`geo_${shape}_lookup is supported with a radius of 0 metres or more.`);
    }
    const columns = columnsOf(node.ResultType);
    const keyName = simpleName(key);
    const withKey = columns.length - input.columns.length === rows.columns.length;
    const added = rows.columns.filter(({ name }) => withKey || name !== keyName);
    const options: LookupOptions = {
      table: rows.plan,
      shape,
      key: keyName,
      longitude: lowerExpression(x, inner),
      latitude: lowerExpression(y, inner),
      ...(radius !== undefined && { radius }),
      unmatched: constant('return_unmatched') === true,
      left: input.columns,
      right: added.map((known, at) => ({ ...known, output: columns[input.columns.length + at]?.name ?? known.name })),
    };
    const plan: Plan = { op: 'Reshape', input: input.plan, function: 'kql.place-lookup', options, ...staged(context) };
    return { plan, columns };
  };

/** Whether a place belongs to a polygon or is close enough to a shape; undefined when the shape is invalid. */
function matcherOf(geometry: Value, shape: Shape, radius?: number): ((point: Vector) => boolean) | undefined {
  if (shape === 'line') {
    const lines = linesOf(geometry);
    const distance = lines && distanceFromLines(lines);
    return distance && ((point) => distance(point) <= (radius ?? 0));
  }
  const polygons = polygonsFrom(geometry);
  if (!polygons) return undefined;
  if (radius === undefined) return (point) => holds(polygons, point);
  const distance = distanceFromPolygons(polygons);
  return (point) => distance(point) <= radius;
}

/** Each row with the rows of the table whose polygon or line its place belongs to. */
export const placeLookupTable: TableFunction = {
  name: 'kql.place-lookup',
  preservesOrder: true,
  needsAllInput: false,
  *run(input, { options, context, compile }) {
    const { table, shape, key, longitude, latitude, radius, unmatched, left, right } = options as LookupOptions;
    const shapes: { readonly matches: (point: Vector) => boolean; readonly cells: readonly Value[] }[] = [];
    for (const batch of context.execute(table)) {
      for (const row of batch.rows()) {
        const matches = matcherOf(batch.columns.get(key)?.at(row) ?? null, shape, radius);
        const cells = right.map(({ name }) => batch.columns.get(name)?.at(row) ?? null);
        if (matches) shapes.push({ matches, cells });
      }
    }
    const none = unmatched ? [{ cells: right.map(({ type }) => nullOf(type)) }] : [];
    const frame = new Frame();
    const [x, y] = [compile(longitude, frame), compile(latitude, frame)];
    for (const batch of input) {
      context.budget.check();
      frame.load(batch);
      const results = new RowBuilder([...left.map(({ name }) => name), ...right.map(({ output }) => output)]);
      for (const row of batch.rows()) {
        const point = vectorFrom(x(row), y(row));
        const found = point ? shapes.filter(({ matches }) => matches(point)) : [];
        const own = left.map(({ name }): readonly [string, Value] => [name, batch.columns.get(name)?.at(row) ?? null]);
        for (const { cells } of found.length > 0 ? found : none) {
          const added = right.map(({ output }, at): readonly [string, Value] => [output, cells[at] ?? null]);
          results.add([...own, ...added], batch.originsAt(row));
        }
      }
      yield results.build();
    }
  },
};
