import { call, column, type Expression, literal } from '../../../plan/expression.ts';
import type { AggregateCall, NamedExpression, Plan } from '../../../plan/plan.ts';
import { nullOf } from '../functions/define.ts';
import { type Context, freshName, type Rows, staged } from '../lowering/context.ts';

/** What of a level of `top-nested` its rest needs: see `top-nested.ts`. */
export interface NestedLevel {
  readonly value: { readonly name: string; readonly type: string; readonly expression: Expression };
  readonly aggregate: { readonly name: string; readonly type: string };
  /** The value that stands for all that is not among the first, from `with others = …`. */
  readonly others?: Expression;
  readonly aggregates: readonly AggregateCall[];
  /** What is computed from the aggregates' results. */
  readonly result: Expression;
}

/**
 * The rows of `with others`. What a level leaves out, within each path that the upper levels kept, is one row: its own
 * level and the lower ones show their `others` value and the aggregate of all that was left out, or nothing where they
 * have no such clause. `kept[k]` names the paths kept by the levels 0 to k.
 */
export function othersOf(
  rows: Rows,
  levels: readonly NestedLevel[],
  kept: readonly string[],
  context: Context,
): readonly Plan[] {
  const inner = levels.map(() => freshName(context, 'nested'));
  const names = [...rows.columns.map(({ name }) => name), ...inner];
  const valued: Plan = {
    op: 'Extend',
    input: rows.plan,
    columns: levels.map(({ value }, at) => ({ name: inner[at] as string, expression: value.expression })),
    ...staged(context),
  };
  const keysTo = (count: number) =>
    levels.slice(0, count).map(({ value }, at) => ({ left: column(inner[at] as string), right: column(value.name) }));
  const against = (kind: 'leftsemi' | 'leftanti', left: Plan, at: number): Plan => ({
    op: 'Join',
    kind,
    left,
    right: { op: 'Reference', name: kept[at] as string },
    on: keysTo(at + 1),
    key: 'kql.group',
    output: names.map((name) => ({ name, side: 'left' as const, column: name })),
    ...staged(context),
  });
  const restAt = (at: number): Plan | undefined => {
    const shown = levels.slice(at).filter(({ others }) => others !== undefined);
    if (shown.length === 0) return undefined;
    const leftOut = against('leftanti', at === 0 ? valued : against('leftsemi', valued, at - 1), at);
    const counted = freshName(context, 'nested');
    const aggregated: Plan = {
      op: 'Aggregate',
      input: leftOut,
      by: levels.slice(0, at).map(({ value }, index) => ({
        name: value.name,
        expression: column(inner[index] as string),
      })),
      key: 'kql.group',
      aggregates: [
        ...shown.flatMap(({ aggregates }) => aggregates),
        { outputs: [counted], function: 'kql.count', arguments: [], options: { types: [], result: 'long' } },
      ],
      ...staged(context),
    };
    const upper = levels.slice(0, at).map(({ value: { name } }) => ({ name, expression: column(name) }));
    const results: Plan = {
      op: 'Project',
      // An aggregation without groups gives a row even of nothing: then nothing was left out.
      input: at === 0 ? present(aggregated, counted, context) : aggregated,
      columns: [...upper, ...shown.map(({ aggregate: { name }, result }) => ({ name, expression: result }))],
      ...staged(context),
    };
    return labelled(at === 0 ? results : beside(results, shown, at), at);
  };

  /** What the upper levels say about the path. */
  const beside = (results: Plan, shown: readonly NestedLevel[], at: number): Plan => {
    const upper = levels.slice(0, at);
    return {
      op: 'Join',
      kind: 'inner',
      left: { op: 'Reference', name: kept[at - 1] as string },
      right: results,
      on: upper.map(({ value }) => ({ left: column(value.name), right: column(value.name) })),
      key: 'kql.group',
      output: [
        ...upper.flatMap(({ value, aggregate }) =>
          [value.name, aggregate.name].map((name) => ({ name, side: 'left' as const, column: name })),
        ),
        ...shown.map(({ aggregate: { name } }) => ({ name, side: 'right' as const, column: name })),
      ],
      ...staged(context),
    };
  };

  const labelled = (input: Plan, at: number): Plan => ({
    op: 'Project',
    input,
    columns: levels.flatMap(({ value, aggregate, others }, index): NamedExpression[] => {
      const isUpper = index < at;
      const label = isUpper ? column(value.name) : (others ?? literal(nullOf(value.type)));
      const number = isUpper || others ? column(aggregate.name) : literal(nullOf(aggregate.type));
      return [
        { name: value.name, expression: label },
        { name: aggregate.name, expression: number },
      ];
    }),
    ...staged(context),
  });

  return levels.flatMap((_, at) => restAt(levels.length - 1 - at) ?? []);
}

const present = (input: Plan, counted: string, context: Context): Plan => ({
  op: 'Filter',
  input,
  predicate: call('kql.greater', [column(counted), literal(0)], undefined, { types: ['long', 'long'], result: 'bool' }),
  ...staged(context),
});
