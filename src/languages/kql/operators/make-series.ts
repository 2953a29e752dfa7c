import { call, column, type Expression } from '../../../plan/expression.ts';
import type { AggregateCall, NamedExpression, Plan } from '../../../plan/plan.ts';
import type { KustoNode } from '../binding/kusto.ts';
import { columnsOf, elements, isAggregate, kindOf, optionalPart, part, typeOf } from '../binding/nodes.ts';
import { castTo } from '../lowering/calls.ts';
import { type Context, freshName, spanOf, staged } from '../lowering/context.ts';
import { argumentOf, lowerExpression, typedCall } from '../lowering/expressions.ts';
import { LoweringProblem } from '../lowering/problem.ts';
import { defineOperator } from './definition.ts';
import type { MakeSeriesOptions, SeriesAggregate } from './make-series-library.ts';
import { aggregateCall } from './summarize.ts';
import { parameterOf } from './union.ts';

export const makeSeries = defineOperator({
  name: 'make-series',
  kinds: ['MakeSeriesOperator'],
  summary: 'Aggregates along an axis in steps of one size; each group becomes arrays, gaps filled with a default.',
  syntax:
    'make-series [kind = nonempty] [name =] aggregation [default = value], … on axis [from start] [to end] step size [by [name =] expression, …]',
  examples: [
    {
      query:
        'datatable(t: long, u: string)[1, "a", 1, "a", 3, "a", 2, "b"] | make-series n = count() on t from 1 to 4 step 1 by u',
      rows: [
        ['a', [2, 0, 1], [1, 2, 3]],
        ['b', [0, 1, 0], [1, 2, 3]],
      ],
    },
  ],
  lower(node, input, context) {
    const columns = columnsOf(node.ResultType);
    const by = optionalPart(node, 'ByClause');
    const keys = by ? elements(by, 'Expressions') : [];
    const aggregates = elements(node, 'Aggregates');
    const axis = axisOf(node, context);
    const bin = freshName(context, 'bin');
    const groups = keys.map((key, at): NamedExpression => ({
      name: columns[at]?.name ?? `Column${at + 1}`,
      expression: lowerExpression(kindOf(key) === 'SimpleNamedExpression' ? part(key, 'Expression') : key, context),
    }));
    const series = aggregates.map((aggregate, at) =>
      seriesOf(aggregate, columns[groups.length + at]?.name ?? `series${at}`, context),
    );
    const binned: NamedExpression = { name: bin, expression: axis.bin };
    const plan: Plan = {
      op: 'Reshape',
      input: {
        op: 'Aggregate',
        input: { op: 'Filter', input: input.plan, predicate: axis.within, ...staged(context) },
        by: [...groups, binned],
        key: 'kql.group',
        aggregates: series.map(({ call: made }) => made),
        ...staged(context),
      },
      function: 'kql.make-series',
      options: {
        keys: groups.map(({ name }) => name),
        series: series.map(({ output }) => output),
        bin,
        axis: columns.at(-1)?.name ?? 'axis',
        type: axis.type,
        ...(axis.from && { from: axis.from }),
        ...(axis.to && { to: axis.to }),
        step: axis.step,
        inclusive: axis.inclusive,
        nonempty: parameterOf(node, 'kind')?.toLowerCase() === 'nonempty',
      } satisfies MakeSeriesOptions,
      ...staged(context),
    };
    return { plan, columns };
  },
});

interface Axis {
  readonly type: string;
  /** The start of the step in which a row lies. */
  readonly bin: Expression;
  /** Whether a row lies in the range at all. */
  readonly within: Expression;
  readonly from: Expression | undefined;
  readonly to: Expression | undefined;
  readonly step: Expression;
  readonly inclusive: boolean;
}

function axisOf(node: KustoNode, context: Context): Axis {
  const on = part(part(node, 'OnClause'), 'Expression');
  const value = argumentOf(kindOf(on) === 'SimpleNamedExpression' ? part(on, 'Expression') : on, context);
  const { type } = value;
  const range = part(node, 'RangeClause');
  const bounds = boundsOf(range);
  const lowered = (bound: KustoNode | undefined): Expression | undefined => {
    if (!bound) return undefined;
    const { expression, type: from } = argumentOf(bound, { ...context, row: [] });
    return type === 'datetime' || type === 'timespan' ? expression : castTo(expression, from, type);
  };
  const [from, to] = [lowered(bounds.from), lowered(bounds.to)];
  const step = lowered(bounds.step);
  if (!step) throw new LoweringProblem('unsupported-syntax', 'make-series needs a step.', spanOf(context, range));
  const stepType = bounds.step ? (type === 'datetime' ? typeOf(bounds.step) : type) : type;
  const stepArgument = { expression: step, type: stepType };
  const tests: Expression[] = [typedCall('isnotnull', [value], 'bool')];
  if (from) tests.push(typedCall('greater-or-equal', [value, { expression: from, type }], 'bool'));
  if (to) {
    const test = bounds.inclusive ? 'less-or-equal' : 'less';
    tests.push(typedCall(test, [value, { expression: to, type }], 'bool'));
  }
  return {
    type,
    bin: from
      ? typedCall('bin_at', [value, stepArgument, { expression: from, type }], type)
      : typedCall('bin', [value, stepArgument], type),
    within: call('kql.and', tests, undefined, { types: tests.map(() => 'bool'), result: 'bool' }),
    from,
    to,
    step,
    inclusive: bounds.inclusive,
  };
}

function boundsOf(range: KustoNode) {
  if (kindOf(range) === 'MakeSeriesInRangeClause') {
    const [from, to, step] = elements(part(range, 'Arguments'), 'Expressions');
    return { from, to, step, inclusive: true };
  }
  const bound = (clause: string): KustoNode | undefined => {
    const found = optionalPart(range, clause);
    return found && optionalPart(found, 'Expression');
  };
  return {
    from: bound('MakeSeriesFromClause'),
    to: bound('MakeSeriesToClause'),
    step: bound('MakeSeriesStepClause'),
    inclusive: false,
  };
}

function seriesOf(node: KustoNode, name: string, context: Context): { call: AggregateCall; output: SeriesAggregate } {
  const expression = part(node, 'Expression');
  const aggregate = kindOf(expression) === 'SimpleNamedExpression' ? part(expression, 'Expression') : expression;
  if (!isAggregate(context.shared.kusto, aggregate)) {
    const message = 'Only an aggregation by itself is supported in make-series.';
    throw new LoweringProblem('unsupported-syntax', message, spanOf(context, node));
  }
  const type = typeOf(aggregate);
  const made = freshName(context, 'series');
  const fallback = optionalPart(node, 'DefaultExpression');
  const given = fallback && argumentOf(part(fallback, 'Expression'), { ...context, row: [] });
  return {
    call: aggregateCall(aggregate, made, context),
    output: {
      name,
      column: column(made),
      type,
      ...(given && { fallback: castTo(given.expression, given.type, type) }),
    },
  };
}
