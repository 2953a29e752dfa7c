import type { Batch, EventId } from '../../table/batch.ts';
import { concatenate } from '../../table/concatenate.ts';
import { RowBuilder } from '../../table/rows.ts';
import type { Value } from '../../table/value.ts';
import { compileExpression } from '../compile.ts';
import type { Context } from '../context.ts';
import { Frame } from '../frame.ts';
import type { Join, JoinOutput } from '../plan.ts';
import { keyOf } from './key.ts';
import { append } from '../../util/append.ts';

const NONE = -1;

/** A side of the join: all its rows, and the key of each. */
interface Side {
  readonly batch: Batch;
  readonly rows: readonly number[];
  readonly keys: ReadonlyMap<number, string | undefined>;
}

/** Hash join: the right side is indexed, the left side read in order. */
export function* join(left: Iterable<Batch>, right: Iterable<Batch>, plan: Join, context: Context): Iterable<Batch> {
  const leftSide = sideOf(concatenate(left), plan, 'left', context);
  const rightSide = sideOf(concatenate(right), plan, 'right', context);
  const outputs = plan.output === 'overlay' ? [] : withFurther(plan.output, plan, leftSide.batch, rightSide.batch);
  const builder = new RowBuilder(
    plan.output === 'overlay' ? overlayNames(leftSide, rightSide, plan) : outputs.map(({ name }) => name),
  );
  const emit = (leftRow: number, rightRow: number): void => {
    const origins: EventId[] = [];
    if (leftRow !== NONE) append(origins, leftSide.batch.originsAt(leftRow));
    if (rightRow !== NONE) append(origins, rightSide.batch.originsAt(rightRow));
    builder.add(
      plan.output === 'overlay'
        ? overlayCells(leftSide.batch, leftRow, rightSide.batch, rightRow, plan)
        : outputs.map(
            (output) => [output.name, cellOf(output, leftSide.batch, leftRow, rightSide.batch, rightRow)] as const,
          ),
      origins,
    );
  };
  for (const [leftRow, rightRow] of pairs(leftSide, rightSide, plan)) emit(leftRow, rightRow);
  yield builder.build();
}

/** The outputs, and behind those of a side its further columns. */
function withFurther(
  listed: readonly JoinOutput[],
  { further = [] }: Join,
  left: Batch,
  right: Batch,
): readonly JoinOutput[] {
  if (further.length === 0) return listed;
  const taken = new Set<string>();
  return (['left', 'right'] as const).flatMap((side) => {
    const own = listed.filter((output) => output.side === side);
    const known = new Set(own.map(({ column }) => column));
    const names = further.includes(side) ? (side === 'left' ? left : right).columns.names() : [];
    const others = [...names]
      .filter((name) => !known.has(name))
      .map((name): JoinOutput => ({ name, side, column: name }));
    return [...own, ...others].map((output) => {
      let { name } = output;
      for (let number = 1; taken.has(name); number += 1) name = `${output.name}${number}`;
      taken.add(name);
      return { ...output, name };
    });
  });
}

function sideOf(batch: Batch, plan: Join, side: 'left' | 'right', context: Context): Side {
  const frame = new Frame();
  const evaluators = plan.on.map((pair) => compileExpression(pair[side], frame, context));
  const key = keyOf(plan.key, context);
  frame.load(batch);
  const keys = new Map<number, string | undefined>();
  const rows = [...batch.rows()];
  for (const row of rows) keys.set(row, key(evaluators.map((evaluate) => evaluate(row))));
  return { batch, rows, keys };
}

function index(side: Side): ReadonlyMap<string, readonly number[]> {
  const rowsByKey = new Map<string, number[]>();
  for (const row of side.rows) {
    const key = side.keys.get(row);
    if (key === undefined) continue;
    const rows = rowsByKey.get(key);
    if (rows) rows.push(row);
    else rowsByKey.set(key, [row]);
  }
  return rowsByKey;
}

function* pairs(left: Side, right: Side, plan: Join): Iterable<readonly [number, number]> {
  const partners = (of: Side, row: number, rowsByKey: ReadonlyMap<string, readonly number[]>): readonly number[] => {
    const key = of.keys.get(row);
    const found = key === undefined ? [] : (rowsByKey.get(key) ?? []);
    return plan.maximum === undefined ? found : found.slice(0, plan.maximum);
  };
  switch (plan.kind) {
    case 'inner':
    case 'innerunique':
    case 'leftouter':
    case 'fullouter': {
      const rightRows = index(right);
      const matched = new Set<number>();
      const seen = new Set<string>();
      for (const row of left.rows) {
        const key = left.keys.get(row);
        if (plan.kind === 'innerunique' && key !== undefined) {
          if (seen.has(key)) continue;
          seen.add(key);
        }
        const found = partners(left, row, rightRows);
        for (const partner of found) {
          matched.add(partner);
          yield [row, partner];
        }
        if (found.length === 0 && (plan.kind === 'leftouter' || plan.kind === 'fullouter')) yield [row, NONE];
      }
      if (plan.kind === 'fullouter') for (const row of right.rows) if (!matched.has(row)) yield [NONE, row];
      return;
    }
    case 'rightouter': {
      const leftRows = index(left);
      for (const row of right.rows) {
        const found = partners(right, row, leftRows);
        for (const partner of found) yield [partner, row];
        if (found.length === 0) yield [NONE, row];
      }
      return;
    }
    case 'leftsemi':
    case 'leftanti': {
      const rightRows = index(right);
      for (const row of left.rows) {
        if (partners(left, row, rightRows).length > 0 === (plan.kind === 'leftsemi')) yield [row, NONE];
      }
      return;
    }
    case 'rightsemi':
    case 'rightanti': {
      const leftRows = index(left);
      for (const row of right.rows) {
        if (partners(right, row, leftRows).length > 0 === (plan.kind === 'rightsemi')) yield [NONE, row];
      }
      return;
    }
    default:
      plan.kind satisfies never;
  }
}

function cellOf(output: JoinOutput, left: Batch, leftRow: number, right: Batch, rightRow: number): Value {
  const [batch, row] = output.side === 'left' ? [left, leftRow] : [right, rightRow];
  return row === NONE ? (output.missing ?? null) : (batch.columns.get(output.column)?.at(row) ?? null);
}

function overlayNames(left: Side, right: Side, plan: Join): readonly string[] {
  const names = new Set(left.batch.columns.names());
  if (plan.kind !== 'leftsemi' && plan.kind !== 'leftanti')
    for (const name of right.batch.columns.names()) names.add(name);
  return [...names];
}

function overlayCells(left: Batch, leftRow: number, right: Batch, rightRow: number, plan: Join): [string, Value][] {
  const cells = new Map<string, Value>();
  const read = (batch: Batch, row: number, fillsOnly: boolean): void => {
    if (row === NONE) return;
    for (const name of batch.columns.names()) {
      const value = batch.columns.get(name)?.at(row) ?? null;
      const known = cells.get(name) ?? null;
      if (known === null || (!fillsOnly && value !== null)) cells.set(name, value);
    }
  };
  read(left, leftRow, false);
  read(right, rightRow, plan.overwrite === false);
  return [...cells];
}
