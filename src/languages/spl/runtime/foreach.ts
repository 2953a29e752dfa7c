import { wildcardCaptures } from '../../../util/wildcard-captures.ts';
import { QueryFailure } from '../../../plan/failure.ts';
import { Frame } from '../../../plan/frame.ts';
import type { TableFunction } from '../../../plan/library.ts';
import type { Plan } from '../../../plan/plan.ts';
import { ArrayColumn } from '../../../table/column.ts';
import { concatenate } from '../../../table/concatenate.ts';
import type { Value } from '../../../table/value.ts';
import { type ForeachItemsOptions, type ForeachOptions, ITEM, ITERATION, substitute } from '../commands/foreach.ts';
import { environmentOf, lowerLatePipeline } from '../late-lowering.ts';
import { SplProblem } from '../problems.ts';
import { asList } from '../values.ts';
import { columnOf, visibleFields } from './support.ts';
import { largest } from '../../../util/append.ts';

const INPUT = 'foreach input';
const FIELD_LIMIT = 500;

/** The template once per field that fits, one after the other, each over the rows that the one before left. */
export const foreachFields: TableFunction = {
  name: 'spl.foreach',
  preservesOrder: true,
  needsAllInput: true,
  *run(input, { options, context }) {
    const { patterns, template, tokens, late } = options as ForeachOptions;
    const environment = environmentOf(late);
    const all = concatenate(input);
    const names = visibleFields(all.columns.names());
    const chosen = patterns.flatMap((pattern) => matches(pattern, names));
    if (chosen.length > FIELD_LIMIT) {
      throw new QueryFailure('unsupported-option', `foreach over more than ${FIELD_LIMIT} fields is not supported.`);
    }
    let plan: Plan = { op: 'Reference', name: INPUT };
    for (const { name, segments } of chosen) {
      try {
        plan = lowerLatePipeline(substitute(template, tokens, name, segments), plan, environment);
      } catch (error) {
        if (error instanceof SplProblem) throw new QueryFailure(error.problem, `${error.message} (foreach ${name})`);
        throw error;
      }
    }
    yield* context.execute(plan, new Map([[INPUT, [all]]]));
  },
};

function matches(
  pattern: string,
  names: readonly string[],
): readonly { readonly name: string; readonly segments: readonly string[] }[] {
  if (!pattern.includes('*')) return [{ name: pattern, segments: [] }];
  const capturesIn = wildcardCaptures(pattern);
  return names.flatMap((name) => {
    const segments = capturesIn(name);
    return segments ? [{ name, segments }] : [];
  });
}

/** The assignments once per element of a row's collection; each sees what the one before it wrote. */
export const foreachItems: TableFunction = {
  name: 'spl.foreach-items',
  preservesOrder: true,
  needsAllInput: true,
  *run(input, { options, context, compile }) {
    const { mode, field, assignments } = options as ForeachItemsOptions;
    const all = concatenate(input);
    const rows = [...all.rows()];
    const source = columnOf(all, field);
    const lists = new Map(rows.map((row) => [row, itemsOf(source.at(row), mode)] as const));
    const longest = largest([...lists.values()].map((list) => list.length));
    const frame = new Frame();
    const steps = assignments.map((assignment) => ({
      field: assignment.field,
      evaluate: compile(assignment.expression, frame),
    }));
    const written = new Map<string, ArrayColumn>();
    const items: Value[] = [];
    for (let iteration = 0; iteration < longest; iteration += 1) {
      context.budget.check();
      for (const row of rows) items[row] = lists.get(row)?.[iteration] ?? null;
      const bound = new Map([
        [ITEM, new ArrayColumn(items)],
        [ITERATION, new ArrayColumn(rows.reduce<Value[]>((list, row) => withAt(list, row, iteration), []))],
      ]);
      for (const { field: target, evaluate } of steps) {
        const current = all.extend(new Map([...written, ...bound]));
        frame.load(current);
        const old = columnOf(current, target);
        const values: Value[] = [];
        for (const row of rows) values[row] = iteration < (lists.get(row)?.length ?? 0) ? evaluate(row) : old.at(row);
        written.set(target, new ArrayColumn(values));
      }
    }
    yield all.extend(written);
  },
};

function withAt(list: Value[], row: number, value: Value): Value[] {
  list[row] = value;
  return list;
}

function itemsOf(value: Value, mode: ForeachItemsOptions['mode']): readonly Value[] {
  if (mode === 'multivalue') return asList(value);
  if (typeof value === 'string' && value.trimStart().startsWith('[')) {
    try {
      const parsed: unknown = JSON.parse(value);
      if (Array.isArray(parsed)) return parsed.map(itemOf);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      return [];
    }
  }
  return mode === 'auto_collections' ? asList(value) : [];
}

const itemOf = (element: unknown): Value =>
  typeof element === 'string' || typeof element === 'number'
    ? element
    : element === null
      ? 'null'
      : JSON.stringify(element);
