import type { SplEnvironment } from '../../../languages/spl/environment.ts';
import { knowledgeEval, knowledgeSearch } from '../knowledge-expressions.ts';
import type { Context } from '../../../plan/context.ts';
import type { Expression } from '../../../plan/expression.ts';
import { QueryFailure } from '../../../plan/failure.ts';
import { compileRowTest, type RowTest } from '../../../plan/row-test.ts';
import { Batch } from '../../../table/batch.ts';
import { type Column, LazyColumn } from '../../../table/column.ts';
import { type Columns, OverlayColumns } from '../../../table/columns.ts';
import { compilePattern } from '../extraction/pcre.ts';
import type { Calculation, DataModel, Dataset } from './model-file.ts';

interface Step {
  readonly dataset: Dataset;
  readonly constraints: readonly RowTest[];
  readonly calculations: readonly CompiledCalculation[];
}

interface CompiledCalculation {
  readonly fields: readonly string[];
  readonly expression?: Expression;
  value(batch: Batch, row: number, field: string): unknown;
}

/** A dataset's fields on top of events: the bare columns, and which rows are in. */
interface Level {
  readonly batch: Batch;
  readonly isIn: (row: number) => boolean;
}

const BASE_FIELDS = new Set(['_time', '_raw', 'host', 'source', 'sourcetype', 'index']);

/**
 * One dataset of a data model over events: constraints from the root down, each level's calculated fields in their
 * order, so that a child's constraint sees what its parents calculate. Fields of descendants have values in the rows
 * that are theirs.
 */
export class DatasetView {
  readonly #model: DataModel;
  readonly #dataset: Dataset;
  readonly #steps: readonly Step[];
  readonly #descendants: readonly { readonly path: string; readonly steps: readonly Step[] }[];
  readonly #prefixed: boolean;

  constructor(
    model: DataModel,
    dataset: Dataset,
    names: 'prefixed' | 'bare',
    environment: SplEnvironment,
    context: Context,
  ) {
    this.#model = model;
    this.#dataset = dataset;
    this.#prefixed = names === 'prefixed';
    const byName = new Map(model.datasets.map((entry) => [entry.name, compileStep(entry, environment, context)]));
    const stepsOf = (lineage: readonly string[]): readonly Step[] =>
      lineage.map((name) => byName.get(name)).filter((step) => step !== undefined);
    this.#steps = stepsOf(dataset.lineage);
    this.#descendants = model.datasets
      .filter(({ lineage, name }) => name !== dataset.name && lineage.includes(dataset.name))
      .map(({ lineage }) => ({ path: lineage.join('.'), steps: stepsOf(lineage.slice(dataset.lineage.length)) }));
  }

  /** The events of the dataset, with its fields and no others. */
  over(events: Batch): Batch {
    const level = this.#apply({ batch: events, isIn: () => true }, this.#steps);
    const kept = new Uint32Array(events.baseLength);
    let count = 0;
    for (let row = 0; row < events.baseLength; row += 1) {
      if (level.isIn(row)) {
        kept[count] = row;
        count += 1;
      }
    }
    const columns = this.#namedColumns(level);
    return new Batch(columns, events.baseLength, kept.slice(0, count), events.origins);
  }

  /** The bare name behind a column of the view, when the dataset itself has it. */
  bareName(column: string): string | undefined {
    if (BASE_FIELDS.has(column)) return column;
    for (const { dataset } of this.#steps) {
      const prefix = this.#prefixed ? `${dataset.lineage.join('.')}.` : '';
      const bare = column.startsWith(prefix) ? column.slice(prefix.length) : '';
      if (dataset.fields.includes(bare)) return bare;
    }
    return undefined;
  }

  /** How a field is calculated, when exactly one calculation gives it and sees plain fields. */
  calculation(name: string): Expression | undefined {
    const giving = this.#steps.flatMap(({ calculations }) =>
      calculations.filter(({ fields }) => fields.includes(name)),
    );
    return giving.length === 1 ? giving[0]?.expression : undefined;
  }

  /** Whether a field is calculated in a way that {@link calculation} cannot say. */
  isOpaque(name: string): boolean {
    return (
      this.calculation(name) === undefined &&
      this.#steps.some(({ calculations }) => calculations.some(({ fields }) => fields.includes(name)))
    );
  }

  #apply(start: Level, steps: readonly Step[]): Level {
    let level = start;
    for (const { constraints, calculations } of steps) {
      const { batch, isIn } = level;
      const holds = constraints.map((test) => (row: number) => test(batch, row) === true);
      const calculated = calculations.reduce(withCalculation, batch);
      level = { batch: calculated, isIn: (row) => isIn(row) && holds.every((test) => test(row)) };
    }
    return level;
  }

  #namedColumns(level: Level): Columns {
    const { batch } = level;
    const own = new Map<string, string>();
    for (const { dataset } of this.#steps) {
      const prefix = this.#prefixed ? `${dataset.lineage.join('.')}.` : '';
      for (const field of dataset.fields) own.set(prefix + field, field);
    }
    const below = new Map<string, () => Column>();
    for (const { path, steps } of this.#descendants) {
      const child = this.#apply(level, steps);
      const last = steps.at(-1)?.dataset;
      for (const field of last?.fields ?? []) {
        const column = (): Column =>
          new LazyColumn(batch.baseLength, (row) =>
            child.isIn(row) ? (child.batch.columns.get(field)?.at(row) ?? null) : null,
          );
        below.set(this.#prefixed ? `${path}.${field}` : field, column);
      }
    }
    const nodename = (): Column =>
      new LazyColumn(batch.baseLength, (row) => [
        this.#dataset.lineage.join('.'),
        ...this.#descendants.filter(({ steps }) => this.#apply(level, steps).isIn(row)).map(({ path }) => path),
      ]);
    return new DatasetColumns(batch.columns, own, below, nodename);
  }

  get modelName(): string {
    return this.#model.name;
  }
}

class DatasetColumns implements Columns {
  readonly #base: Columns;
  readonly #own: ReadonlyMap<string, string>;
  readonly #below: ReadonlyMap<string, () => Column>;
  readonly #nodename: () => Column;
  readonly #made = new Map<string, Column>();

  constructor(
    base: Columns,
    own: ReadonlyMap<string, string>,
    below: ReadonlyMap<string, () => Column>,
    nodename: () => Column,
  ) {
    this.#base = base;
    this.#own = own;
    this.#below = below;
    this.#nodename = nodename;
  }

  get(name: string): Column | undefined {
    if (BASE_FIELDS.has(name)) return this.#base.get(name);
    const own = this.#own.get(name);
    if (own !== undefined) return this.#base.get(own);
    const make = name === 'nodename' ? this.#nodename : this.#below.get(name);
    if (!make) return undefined;
    const column = this.#made.get(name) ?? make();
    this.#made.set(name, column);
    return column;
  }

  names(): readonly string[] {
    return ['_time', 'host', 'source', 'sourcetype', ...this.#own.keys(), ...this.#below.keys()];
  }
}

function compileStep(dataset: Dataset, environment: SplEnvironment, context: Context): Step {
  return {
    dataset,
    constraints: dataset.constraints.map((search) => {
      const { expression, problems } = knowledgeSearch(search, environment);
      if (expression) return compileRowTest(expression, context);
      throw new QueryFailure(
        'query-error',
        `The constraint of the dataset "${dataset.name}" cannot be used: ${problems[0]?.message ?? search}`,
      );
    }),
    calculations: dataset.calculations.map((calculation) =>
      compileCalculation(calculation, dataset, environment, context),
    ),
  };
}

function compileCalculation(
  calculation: Calculation,
  dataset: Dataset,
  environment: SplEnvironment,
  context: Context,
): CompiledCalculation {
  if (calculation.kind === 'eval') {
    const { expression, problems } = knowledgeEval(calculation.expression, environment);
    if (!expression) {
      const why = problems[0]?.message ?? calculation.expression;
      throw new QueryFailure('query-error', `The calculated field "${calculation.field}" of "${dataset.name}": ${why}`);
    }
    const test = compileRowTest(expression, context);
    return { fields: [calculation.field], expression, value: (batch, row) => test(batch, row) };
  }
  if (calculation.kind === 'regex') {
    const pattern = compilePattern(calculation.pattern);
    return {
      fields: calculation.fields,
      value: (batch, row, field) => {
        const text = batch.columns.get(calculation.input)?.at(row);
        if (!pattern || typeof text !== 'string') return null;
        pattern.regex.lastIndex = 0;
        return pattern.regex.exec(text)?.[pattern.names.indexOf(field)] ?? null;
      },
    };
  }
  throw new QueryFailure(
    'unsupported-option',
    `The dataset "${dataset.name}" calculates a field by "${calculation.type}", which firedrill cannot do yet.`,
  );
}

function withCalculation(batch: Batch, calculation: CompiledCalculation): Batch {
  const added = new Map<string, Column>();
  for (const field of calculation.fields) {
    added.set(
      field,
      new LazyColumn(batch.baseLength, (row) => (calculation.value(batch, row, field) ?? null) as never),
    );
  }
  return batch.withColumns(new OverlayColumns(batch.columns, added));
}
