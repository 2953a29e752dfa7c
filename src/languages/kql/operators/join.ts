import { column, type Expression } from '../../../plan/expression.ts';
import type { Join, JoinKind, JoinOutput } from '../../../plan/plan.ts';
import type { KustoNode } from '../binding/kusto.ts';
import { columnsOf, elements, kindOf, part, simpleName } from '../binding/nodes.ts';
import type { KqlColumn } from '../environment.ts';
import { asArgument, type Context, type Rows, spanOf, staged, withRow } from '../lowering/context.ts';
import { lowerKey, refuseDynamic } from '../lowering/key.ts';
import { LoweringProblem } from '../lowering/problem.ts';
import { lowerClosedRows, lowerRows } from '../lowering/rows.ts';
import { defineOperator } from './definition.ts';
import { parameterOf } from './union.ts';

const KINDS: ReadonlyMap<string, JoinKind> = new Map([
  ['inner', 'inner'],
  ['innerunique', 'innerunique'],
  ['leftouter', 'leftouter'],
  ['rightouter', 'rightouter'],
  ['fullouter', 'fullouter'],
  ['leftsemi', 'leftsemi'],
  ['leftanti', 'leftanti'],
  ['leftantisemi', 'leftanti'],
  ['anti', 'leftanti'],
  ['rightsemi', 'rightsemi'],
  ['rightanti', 'rightanti'],
  ['rightantisemi', 'rightanti'],
]);

interface KeyPair {
  readonly left: Expression;
  readonly right: Expression;
  /** The right column's name: `lookup` leaves it out. */
  readonly rightName: string | undefined;
}

export const join = defineOperator({
  name: 'join',
  kinds: ['JoinOperator'],
  summary: 'Rows of two tables with equal keys. Without a kind: `innerunique`, one left row for each key.',
  syntax: 'join [kind = kind] (table) on key, … | $left.a == $right.b',
  examples: [
    {
      query: 'datatable(k:long)[1, 2] | join kind=leftouter (datatable(k:long, v:string)[2, "b"]) on k',
      rows: [
        [1, null, ''],
        [2, 2, 'b'],
      ],
    },
  ],
  lower(node, input, context) {
    const kind = KINDS.get((parameterOf(node, 'kind') ?? 'innerunique').toLowerCase());
    if (!kind)
      throw new LoweringProblem('unsupported-option', 'This kind of join is not supported.', spanOf(context, node));
    const right = lowerRows(part(node, 'Expression'), asArgument(context));
    const pairs = keysOf(part(node, 'ConditionClause'), input, right, context);
    const result = columnsOf(node.ResultType);
    return joined(kind, input, right, pairs, outputsOf(kind, result, input, right), result, context);
  },
});

export const lookup = defineOperator({
  name: 'lookup',
  kinds: ['LookupOperator'],
  summary: 'Adds the columns of a table of facts to the rows with an equal key.',
  syntax: 'lookup [kind = leftouter | inner] (table) on key, …',
  examples: [
    {
      query: 'datatable(k:long)[1, 2] | lookup (datatable(k:long, v:string)[2, "b"]) on k',
      rows: [
        [1, ''],
        [2, 'b'],
      ],
    },
  ],
  lower(node, input, context) {
    const kind = (parameterOf(node, 'kind') ?? 'leftouter').toLowerCase() === 'inner' ? 'inner' : 'leftouter';
    const right = lowerClosedRows(part(node, 'Expression'), asArgument(context));
    const pairs = keysOf(part(node, 'LookupClause'), input, right, context);
    const keys = new Set(pairs.map(({ rightName }) => rightName));
    const result = columnsOf(node.ResultType);
    const rest = { ...right, columns: right.columns.filter(({ name }) => !keys.has(name)) };
    return joined(kind, input, right, pairs, outputsOf(kind, result, input, rest), result, context);
  },
});

function joined(
  kind: JoinKind,
  left: Rows,
  right: Rows,
  pairs: readonly KeyPair[],
  output: readonly JoinOutput[],
  columns: readonly KqlColumn[],
  context: Context,
): Rows {
  const on = pairs.map(({ left: leftKey, right: rightKey }) => ({ left: leftKey, right: rightKey }));
  const further = (['left', 'right'] as const).filter(
    (side) =>
      (side === 'left' ? left : right).open &&
      !new RegExp(`^${side === 'left' ? 'right' : 'left'}(?:semi|anti)$`).test(kind),
  );
  const plan: Join = {
    op: 'Join',
    kind,
    left: left.plan,
    right: right.plan,
    on,
    key: 'kql.join',
    output,
    ...(further.length > 0 && { further }),
    ...staged(context),
  };
  return { plan, columns, ...(further.length > 0 && { open: true }) };
}

/** The binder lists the left columns and then the right ones, renamed where they clash. */
function outputsOf(kind: JoinKind, result: readonly KqlColumn[], left: Rows, right: Rows): readonly JoinOutput[] {
  const sides =
    kind === 'leftsemi' || kind === 'leftanti'
      ? left.columns.map((from) => ({ side: 'left' as const, from }))
      : kind === 'rightsemi' || kind === 'rightanti'
        ? right.columns.map((from) => ({ side: 'right' as const, from }))
        : [
            ...left.columns.map((from) => ({ side: 'left' as const, from })),
            ...right.columns.map((from) => ({ side: 'right' as const, from })),
          ];
  return sides.flatMap(({ side, from }, at) => {
    const output = result[at];
    if (!output) return [];
    return [{ name: output.name, side, column: from.name, ...(from.type === 'string' && { missing: '' }) }];
  });
}

function keysOf(clause: KustoNode, left: Rows, right: Rows, context: Context): readonly KeyPair[] {
  if (kindOf(clause) !== 'JoinOnClause') {
    throw new LoweringProblem('unsupported-syntax', 'Only `on` is supported in a join.', spanOf(context, clause));
  }
  return elements(clause, 'Expressions').flatMap((condition) => pairsOf(condition, left, right, context));
}

function pairsOf(node: KustoNode, left: Rows, right: Rows, context: Context): readonly KeyPair[] {
  const kind = kindOf(node);
  if (kind === 'ParenthesizedExpression') return pairsOf(part(node, 'Expression'), left, right, context);
  if (kind === 'AndExpression') {
    return [
      ...pairsOf(part(node, 'Left'), left, right, context),
      ...pairsOf(part(node, 'Right'), left, right, context),
    ];
  }
  if (kind === 'NameReference') {
    const name = simpleName(node);
    refuseDynamic(node, 'join', context);
    return [{ left: column(name), right: column(name), rightName: name }];
  }
  if (kind === 'EqualExpression') {
    const [first, second] = [part(node, 'Left'), part(node, 'Right')];
    const [leftNode, rightNode] = sideOf(first) === 'right' ? [second, first] : [first, second];
    return [
      {
        left: lowerKey(leftNode, 'join', withRow(context, left.columns)),
        right: lowerKey(rightNode, 'join', withRow(context, right.columns)),
        rightName: kindOf(rightNode) === 'PathExpression' ? simpleName(part(rightNode, 'Selector')) : undefined,
      },
    ];
  }
  throw new LoweringProblem('unsupported-syntax', 'This condition of a join is not supported.', spanOf(context, node));
}

/** `$right.x` and what is computed from it. */
function sideOf(node: KustoNode): 'left' | 'right' | undefined {
  if (kindOf(node) === 'NameReference') {
    const name = simpleName(node);
    return name === '$right' ? 'right' : name === '$left' ? 'left' : undefined;
  }
  for (const name of ['Expression', 'Left', 'Right'] as const) {
    const child = node[name] as KustoNode | null | undefined;
    const side = child ? sideOf(child) : undefined;
    if (side) return side;
  }
  return undefined;
}
