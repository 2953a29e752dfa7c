import { Batch } from '../../table/batch.ts';
import type { Codes } from '../../table/codes.ts';
import { ArrayColumn, type Column, ConstantColumn } from '../../table/column.ts';
import type { Value } from '../../table/value.ts';
import type { Context } from '../context.ts';
import type { Expand } from '../plan.ts';
import { largest } from '../../util/append.ts';

/** One row per element; the other columns are read through to the row that the element came from. */
export function* expand(input: Iterable<Batch>, plan: Expand, context: Context): Iterable<Batch> {
  for (const batch of input) {
    if (plan.empty === 'keep' && plan.limit === undefined && !plan.indexColumn && holdsNoArray(batch, plan)) {
      context.budget.check();
      yield sameRows(batch, plan);
      continue;
    }
    const sources = plan.columns.map(({ from }) => batch.columns.get(from));
    const baseRows: number[] = [];
    const cells: Value[][] = plan.columns.map(() => []);
    const indexes: Value[] = [];
    for (const row of batch.rows()) {
      const lists = sources.map((column) => elementsOf(column?.at(row) ?? null));
      const longest = largest(lists.map((list) => list.length));
      const count = Math.min(
        longest === 0 && plan.empty === 'keep' ? 1 : longest,
        plan.limit ?? Number.MAX_SAFE_INTEGER,
      );
      for (let element = 0; element < count; element += 1) {
        baseRows.push(row);
        lists.forEach((list, at) => {
          cells[at]?.push(list[element] ?? null);
        });
        indexes.push(element);
      }
    }
    context.budget.check();
    yield repeated(batch, baseRows, plan, cells, indexes);
  }
}

/** Whether no row of the batch has more than one element. */
function holdsNoArray(batch: Batch, { columns }: Expand): boolean {
  return columns.every(({ from }) => {
    const column = batch.columns.get(from);
    const codes = column?.codes?.();
    if (!column || codes) return !codes || !hasArray(codes);
    for (let position = 0; position < batch.length; position += 1) {
      if (Array.isArray(column.at(batch.rowAt(position)))) return false;
    }
    return true;
  });
}

function hasArray(codes: Codes): boolean {
  const seen = new Uint8Array(codes.size);
  for (const number of codes.numbers) {
    if (seen[number] === 1) continue;
    seen[number] = 1;
    if (Array.isArray(codes.value(number))) return true;
  }
  return false;
}

function sameRows(batch: Batch, { columns }: Expand): Batch {
  const added = new Map<string, Column>();
  for (const { from, to } of columns) {
    const column = batch.columns.get(from) ?? new ConstantColumn(null);
    if (from !== to || !batch.columns.get(from)) added.set(to, column);
  }
  return added.size === 0 ? batch : batch.extend(added);
}

const elementsOf = (value: Value): readonly Value[] => (value === null ? [] : Array.isArray(value) ? value : [value]);

function repeated(batch: Batch, baseRows: readonly number[], plan: Expand, cells: Value[][], indexes: Value[]): Batch {
  const added = new Map<string, Column>();
  plan.columns.forEach(({ to }, at) => {
    added.set(to, new ArrayColumn(cells[at] ?? []));
  });
  if (plan.indexColumn) added.set(plan.indexColumn, new ArrayColumn(indexes));
  return gather(batch, Uint32Array.from(baseRows)).extend(added);
}

/** A batch whose base rows are the given base rows of `batch`, which may repeat. */
export function gather(batch: Batch, baseRows: Uint32Array): Batch {
  const { columns } = batch;
  const through = (column: Column): Column => ({ at: (row) => column.at(baseRows[row] as number) });
  const gathered = {
    get: (name: string) => {
      const column = columns.get(name);
      return column && through(column);
    },
    names: () => columns.names(),
  };
  const origins = batch.origins && ((row: number) => batch.originsAt(baseRows[row] as number));
  return new Batch(gathered, baseRows.length, undefined, origins);
}
