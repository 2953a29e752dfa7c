import { column, type Expression } from '../../../plan/expression.ts';
import type { AggregateCall, NamedExpression, Plan } from '../../../plan/plan.ts';
import { kqlAggregationNamed } from '../aggregations/index.ts';
import type { KustoNode } from '../binding/kusto.ts';
import {
  columnsOf,
  elements,
  isAggregate,
  kindOf,
  optionalPart,
  part,
  simpleName,
  symbolKind,
  typeName,
  typeOf,
} from '../binding/nodes.ts';
import type { KqlColumn } from '../environment.ts';
import { type Context, freshName, spanOf, staged } from '../lowering/context.ts';
import { argumentOf, lowerExpression } from '../lowering/expressions.ts';
import { lowerKey } from '../lowering/key.ts';
import { LoweringProblem } from '../lowering/problem.ts';
import { defineOperator } from './definition.ts';
import { elementsOfTuple } from './named.ts';

export const summarize = defineOperator({
  name: 'summarize',
  kinds: ['SummarizeOperator'],
  summary: 'One row per group with aggregates; one row in all without `by`.',
  syntax: 'summarize [name =] aggregation, … [by [name =] expression, …]',
  examples: [
    {
      query: 'datatable(k:string, v:long)["a", 1, "b", 2, "a", 3] | summarize s = sum(v) by k',
      rows: [
        ['a', 4],
        ['b', 2],
      ],
    },
    { query: 'datatable(v:long)[] | summarize count()', rows: [[0]] },
  ],
  lower(node, input, context) {
    const columns = columnsOf(node.ResultType);
    const misnamed = elements(node, 'Aggregates').some(isMisnamed);
    if (misnamed && !isLast(node)) {
      const message =
        'Covariance without a name of its own is not supported before a further step: write name = covariance(…).';
      throw new LoweringProblem('unsupported-syntax', message, spanOf(context, node));
    }
    const by = optionalPart(node, 'ByClause');
    const keys = by ? elements(by, 'Expressions') : [];
    const groups = keys.map((key, at): NamedExpression => ({
      name: columns[at]?.name ?? `Column${at + 1}`,
      expression: lowerKey(key, 'summarize', context),
    }));
    const collected = new Collected(context);
    const outputs = collected.outputs(
      elements(node, 'Aggregates'),
      columns.slice(groups.length),
      new Set(keys.map((key) => (kindOf(key) === 'NameReference' ? simpleName(key) : ''))),
    );
    const aggregated: Plan = {
      op: 'Aggregate',
      input: input.plan,
      by: groups,
      key: 'kql.group',
      aggregates: collected.aggregates,
      ...staged(context),
    };
    if (groups.length > 0 && collected.aggregates.length === 0) return { plan: aggregated, columns };
    const shaped = [...groups.map(({ name }) => ({ name, expression: column(name) })), ...outputs];
    if (misnamed) {
      const names = rightNames(elements(node, 'Aggregates'), groups.length, columns);
      const renamed = shaped.map(({ expression }, at) => ({ name: names[at] as string, expression }));
      const named = columns.map((known, at) => ({ ...known, name: names[at] as string }));
      return { plan: { op: 'Project', input: aggregated, columns: renamed, ...staged(context) }, columns: named };
    }
    return { plan: { op: 'Project', input: aggregated, columns: shaped, ...staged(context) }, columns };
  },
});

/** The engine names these after both arguments, the parser after one: columns would not be found again. */
const isMisnamed = (node: KustoNode): boolean =>
  kindOf(node) === 'FunctionCallExpression' && /^covariance/.test(simpleName(part(node, 'Name')));

/** Whether no step follows that could name the columns. */
export function isLast(node: KustoNode): boolean {
  const above = node['Parent'] as KustoNode | null;
  const isEnd = above !== null && kindOf(above) === 'ExpressionStatement';
  return isEnd || (above !== null && kindOf(above) === 'PipeExpression' && isLastPipe(above));
}

function isLastPipe(pipe: KustoNode): boolean {
  const above = pipe['Parent'] as KustoNode | null;
  return above !== null && kindOf(above) === 'ExpressionStatement';
}

/** The engine's names: of a covariance after both columns, `covariance_x_y`. */
function rightNames(nodes: readonly KustoNode[], keys: number, columns: readonly KqlColumn[]): readonly string[] {
  return columns.map(({ name }, at) => {
    const node = nodes[at - keys];
    if (!node || !isMisnamed(node)) return name;
    const parts = argumentNodes(node)
      .slice(0, 2)
      .map((argument) => (kindOf(argument) === 'NameReference' ? simpleName(argument) : ''));
    return [simpleName(part(node, 'Name')), ...parts].join('_');
  });
}

/** The aggregations of a `summarize`, each under a name of its own; what is computed from them comes after. */
class Collected {
  readonly aggregates: AggregateCall[] = [];
  readonly #context: Context;

  constructor(context: Context) {
    this.#context = context;
  }

  outputs(
    nodes: readonly KustoNode[],
    columns: readonly KqlColumn[],
    groupColumns: ReadonlySet<string>,
  ): readonly NamedExpression[] {
    const made: NamedExpression[] = [];
    const push = (expression: Expression): void => {
      const output = columns[made.length];
      if (output) made.push({ name: output.name, expression });
    };
    for (const node of nodes) {
      const value = aggregateOf(node);
      const isWhole = isAggregate(this.#context.shared.kusto, value);
      const isTuple = symbolKind(value.ResultType) === 'Tuple';
      if (isWhole && (isTuple || isStarred(value))) {
        for (const name of this.#several(value, groupColumns)) push(column(name));
      } else if (isTuple) {
        for (const element of elementsOfTuple(value, this.expression(value))) push(element);
      } else push(this.expression(value));
    }
    return made;
  }

  /** An expression over aggregates: `round(avg(x), 2)`, `count() * 2`. */
  expression(node: KustoNode): Expression {
    if (isAggregate(this.#context.shared.kusto, node)) return column(this.#one(node));
    return lowerExpression(node, { ...this.#context, aggregate: (found) => column(this.#one(found)) });
  }

  #one(node: KustoNode): string {
    const name = freshName(this.#context, 'aggregate');
    this.aggregates.push(this.#call(node, [name], argumentNodes(node)));
    return name;
  }

  /** `arg_max(x, a, b)`, `arg_max(x, *)`, `percentiles(x, 5, 50)`: one column for each result. */
  #several(node: KustoNode, groupColumns: ReadonlySet<string>): readonly string[] {
    const results = columnsOf(node.ResultType);
    const args = argumentNodes(node);
    if (!isStarred(node)) {
      const names = results.map(() => freshName(this.#context, 'aggregate'));
      this.aggregates.push(this.#call(node, names, args));
      return names;
    }
    const [first] = args as readonly [KustoNode];
    if (kindOf(first) === 'StarExpression') return this.#starred(node, groupColumns);
    const others = results.slice(1).filter(({ name }) => !groupColumns.has(name));
    const names = [first, ...others].map(() => freshName(this.#context, 'aggregate'));
    const lowered = argumentOf(first, this.#context);
    this.aggregates.push({
      outputs: names,
      function: functionOf(node, this.#context),
      arguments: [lowered.expression, ...others.map(({ name }) => column(name))],
      options: {
        types: [lowered.type, ...others.map(({ type }) => type)],
        result: 'tuple',
        results: [lowered.type, ...others.map(({ type }) => type)],
      },
      span: spanOf(this.#context, node),
    });
    return names;
  }

  /** `take_any(*)`: every column that is no group of its own. */
  #starred(node: KustoNode, groupColumns: ReadonlySet<string>): readonly string[] {
    const kept = this.#context.row.filter(({ name }) => !groupColumns.has(name));
    const names = kept.map(() => freshName(this.#context, 'aggregate'));
    const types = kept.map(({ type }) => type);
    this.aggregates.push({
      outputs: names,
      function: functionOf(node, this.#context),
      arguments: kept.map(({ name }) => column(name)),
      options: { types, result: 'tuple', results: types },
      span: spanOf(this.#context, node),
    });
    return names;
  }

  #call(node: KustoNode, outputs: readonly string[], args: readonly KustoNode[]): AggregateCall {
    const lowered = args.map((argument) => argumentOf(argument, this.#context));
    return {
      outputs,
      function: functionOf(node, this.#context),
      arguments: lowered.map(({ expression }) => expression),
      options: {
        types: lowered.map(({ type }) => type),
        result: typeName(node.ResultType),
        results: columnsOf(node.ResultType).map(({ type }) => type),
      },
      span: spanOf(this.#context, node),
    };
  }
}

const aggregateOf = (node: KustoNode): KustoNode =>
  kindOf(node) === 'SimpleNamedExpression' || kindOf(node) === 'CompoundNamedExpression'
    ? part(node, 'Expression')
    : node;

const argumentNodes = (node: KustoNode): readonly KustoNode[] => {
  const list = optionalPart(node, 'ArgumentList');
  return list ? elements(list, 'Expressions') : [];
};

const isStarred = (node: KustoNode): boolean =>
  argumentNodes(node).some((argument) => kindOf(argument) === 'StarExpression');

export function functionOf(node: KustoNode, context: Context): string {
  const name = simpleName(part(node, 'Name'));
  const definition = kqlAggregationNamed(name);
  if (definition) return `kql.${definition.name}`;
  const message = `The aggregation function "${name}" is not supported.`;
  throw new LoweringProblem('unsupported-function', message, spanOf(context, node));
}

/** An expression over aggregations: these, and what is computed from their results. */
export function aggregatedExpression(
  node: KustoNode,
  context: Context,
): { readonly aggregates: readonly AggregateCall[]; readonly expression: Expression } {
  const collected = new Collected(context);
  const expression = collected.expression(node);
  return { aggregates: collected.aggregates, expression };
}

/** An aggregation as a call with one result, for operators that aggregate over rows of their own. */
export function aggregateCall(node: KustoNode, output: string, context: Context): AggregateCall {
  const lowered = argumentNodes(node).map((argument) => argumentOf(argument, context));
  return {
    outputs: [output],
    function: functionOf(node, context),
    arguments: lowered.map(({ expression }) => expression),
    options: { types: lowered.map(({ type }) => type), result: typeOf(node) },
    span: spanOf(context, node),
  };
}
