import type { CorrelateOptions } from '../../languages/sigma/functions/correlate.ts';
import type { DedupOptions } from '../../languages/spl/commands/dedup.ts';
import { column, type Expression } from '../../plan/expression.ts';
import type { Aggregate, Join, Plan } from '../../plan/plan.ts';
import type { Value } from '../../table/value.ts';
import { hintsFor } from './hints.ts';
import { makerOf } from './makers.ts';
import { sentence } from './filter-loss.ts';
import type { ExplainedPredicate, Loss } from './model.ts';
import { ValueCounts } from './observed.ts';
import type { Lets, Probe } from './probe.ts';
import { observe, tally } from './tally.ts';

/** An operator other than a filter had rows and gave none. */
export function operatorLoss(plan: Plan, rowsIn: number, lets: Lets, probe: Probe): Loss {
  const { what, predicates, nearest = [] } = reasonOf(plan, lets, probe);
  return { kind: 'operator', stage: probe.stageText(plan), rowsIn, what, predicates, nearest, held: [], branches: [] };
}

interface Reason {
  readonly what: string;
  readonly predicates: readonly ExplainedPredicate[];
  readonly nearest?: Loss['nearest'];
}

function reasonOf(plan: Plan, lets: Lets, probe: Probe): Reason {
  switch (plan.op) {
    case 'Aggregate':
      return groupedByNothing(plan, lets, probe);
    case 'Join':
      return withoutPartner(plan, lets, probe);
    case 'Expand':
      return lacking(
        plan.columns.map(({ from }) => from),
        plan.input,
        lets,
        probe,
      );
    case 'Limit':
      return { what: `The step keeps ${plan.count} rows.`, predicates: [] };
    case 'Window':
    case 'Reshape': {
      if (plan.function === 'spl.dedup') return lacking((plan.options as DedupOptions).fields, plan.input, lets, probe);
      if (plan.function === 'sigma.correlate') return uncorrelated(plan, plan.options as CorrelateOptions, lets, probe);
      const reads = probe.library.table(plan.function)?.reads?.(plan.options) ?? columnsWithin(plan.options);
      const observed = reads.length > 0 ? observe(reads, plan.input, lets, probe) : [];
      const predicates = observed.map((entry) => predicateOf({ text: entry.column, observed: [entry] }));
      return { what: 'The step let no row through.', predicates };
    }
    default:
      return { what: 'The step let no row through.', predicates: [] };
  }
}

/** The columns that expressions somewhere in a step's options read. */
function columnsWithin(options: unknown): readonly string[] {
  if (typeof options !== 'object' || options === null) return [];
  const { kind, name } = options as { readonly kind?: unknown; readonly name?: unknown };
  if (kind === 'column' && typeof name === 'string') return [name];
  return [...new Set(Object.values(options).flatMap(columnsWithin))];
}

const predicateOf = (known: Partial<ExplainedPredicate> & Pick<ExplainedPredicate, 'text'>): ExplainedPredicate => ({
  alone: 0,
  without: 0,
  blamed: true,
  observed: [],
  hints: [],
  alternatives: [],
  makers: [],
  eventTypes: [],
  ...known,
});

/** Rows without a value in one of the columns are left out. */
function lacking(columns: readonly string[], input: Plan, lets: Lets, probe: Probe): Reason {
  return keysOf(
    columns.map((name) => ({ name, expression: column(name) })),
    (value) => value !== null && !(Array.isArray(value) && value.length === 0),
    input,
    { lets, probe },
  );
}

/** Groups are made of rows that have all columns after `by`. */
function groupedByNothing(plan: Aggregate, lets: Lets, probe: Probe): Reason {
  const key = probe.library.key(plan.key);
  return keysOf(plan.by, (value) => key?.(value) !== undefined, plan.input, { lets, probe });
}

function keysOf(
  keys: readonly { readonly name: string; readonly expression: Expression }[],
  isKnown: (value: Value) => boolean,
  input: Plan,
  { lets, probe }: { readonly lets: Lets; readonly probe: Probe },
): Reason {
  const counts = keys.map(() => ({ alone: 0, without: 0 }));
  const seen = keys.map(({ name }) => new ValueCounts([name]));
  const added: Plan = {
    op: 'Extend',
    input,
    columns: keys.map(({ expression }, at) => ({ name: `\u0000key${at}`, expression })),
  };
  for (const batch of probe.run(added, lets)) {
    const columns = keys.map((_, at) => batch.columns.get(`\u0000key${at}`));
    for (const row of batch.rows()) {
      const values = columns.map((entry) => entry?.at(row) ?? null);
      const missed = values.flatMap((value, at) => (isKnown(value) ? [] : [at]));
      values.forEach((value, at) => {
        const count = counts[at];
        if (!count) return;
        if (!missed.includes(at)) count.alone += 1;
        if (missed.length === 1 && missed[0] === at) count.without += 1;
        seen[at]?.add(() => probe.show(value));
      });
    }
  }
  const never = counts.some(({ alone }) => alone === 0);
  const whole = tally([], input, lets, probe);
  const predicates = keys.map(({ name, expression }, at) => {
    const { alone, without } = counts[at] ?? { alone: 0, without: 0 };
    const blamed = never ? alone === 0 : without > 0;
    const observed = seen[at]?.result() ?? [];
    const source = expression.kind === 'column' ? expression.name : name;
    const maker = blamed ? makerOf(source, input, lets, probe) : undefined;
    const values = { alone, without, observed, values: () => [] };
    const made = name.startsWith('$');
    return predicateOf({
      text: made ? (maker?.from[0]?.column ?? name) : name,
      alone,
      without,
      blamed,
      observed,
      hints: blamed && alone === 0 && !made ? hintsFor(column(source), values, whole) : [],
      makers: maker ? [maker] : [],
    });
  });
  const lost = predicates.filter(({ blamed }) => blamed).map(({ text }) => text);
  return { what: `Rows without a value are left out, and every row lacks one: ${lost.join(', ')}`, predicates };
}

/** No row of one side has a partner on the other (or, for an anti join, every row has one). */
function withoutPartner(plan: Join, lets: Lets, probe: Probe): Reason {
  const anti = /anti$/.test(plan.kind);
  const sides = (['left', 'right'] as const).map((side) => {
    const named: Plan = {
      op: 'Extend',
      input: plan[side],
      columns: plan.on.map((pair, at) => ({ name: `\u0000key${at}`, expression: pair[side] })),
    };
    return observe(
      plan.on.map((_, at) => `\u0000key${at}`),
      named,
      lets,
      probe,
    );
  });
  const predicates = plan.on.map(({ left, right }, at) => {
    const [leftValues, rightValues] = [sides[0]?.[at], sides[1]?.[at]];
    const names = [probe.describe(left), probe.describe(right)];
    const text = names[0] === names[1] ? (names[0] ?? '') : `${names[0]} = ${names[1]}`;
    const observed = [
      { ...leftValues, column: `left: ${names[0]}`, values: leftValues?.values ?? [], more: leftValues?.more ?? 0 },
      { ...rightValues, column: `right: ${names[1]}`, values: rightValues?.values ?? [], more: rightValues?.more ?? 0 },
    ];
    return predicateOf({ text, observed, hints: anti ? [] : keyHints(observed) });
  });
  const keys = predicates.map(({ text }) => text).join(', ');
  return {
    what: anti
      ? `Every row has a partner, so that ${plan.kind} keeps none: ${keys}`
      : `No row of the left side has a partner on the right: ${keys}`,
    predicates,
  };
}

function keyHints([left, right]: ExplainedPredicate['observed']): readonly string[] {
  const others = right?.values.map(({ value }) => value) ?? [];
  for (const { value } of left?.values ?? []) {
    const same = others.find((other) => other !== value && other.trim().toLowerCase() === value.trim().toLowerCase());
    if (same !== undefined) return [`"${value}" and "${same}" differ only in case or in blanks around them.`];
    const part = others.find((other) => value.length > 2 && other.length > 2 && isPart(other, value));
    if (part !== undefined) return [`"${value}" and "${part}": one is a part of the other.`];
  }
  return [];
}

const isPart = (left: string, right: string): boolean =>
  left !== right &&
  (left.toLowerCase().includes(right.toLowerCase()) || right.toLowerCase().includes(left.toLowerCase()));

const AGES = 1_000n * 365n * 86_400n * 1_000_000_000n;

/** A correlation found no window: what it would find without its condition, its timespan and its groups. */
function uncorrelated(
  plan: Plan & { readonly op: 'Window' | 'Reshape' },
  options: CorrelateOptions,
  lets: Lets,
  probe: Probe,
): Reason {
  const rows = (changes: Partial<CorrelateOptions>): number =>
    probe.count({ ...plan, options: { ...options, ...changes } }, lets);
  const anything: Partial<CorrelateOptions> = { criteria: [] };
  const reached = observe([options.type], { ...plan, options: { ...options, criteria: [], ...anything } }, lets, probe);
  const { ruleCondition: _, ...unconditioned } = options;
  const wanted = options.criteria.map(({ operator, value }) => `${operator} ${value}`).join(' and ');
  const withoutCondition = probe.count({ ...plan, options: { ...unconditioned, criteria: [] } }, lets);
  const withoutTimespan = rows({ timespan: AGES });
  const withoutGroups = options.groupBy.length === 0 ? 0 : rows({ groupBy: [] });
  const missingGroup = options.groupBy.length > 0 && withoutCondition === 0;
  const isNear = withoutTimespan > 0 || withoutGroups > 0;
  const predicates = [
    predicateOf({
      text: `${options.type} ${wanted}`.trim(),
      without: withoutCondition,
      blamed: !isNear && !missingGroup,
      observed: reached.filter(({ values }) => values.some(({ value }) => value !== '(none)')),
    }),
    predicateOf({ text: `timespan`, without: withoutTimespan, blamed: withoutTimespan > 0 }),
    ...(options.groupBy.length === 0
      ? []
      : [
          predicateOf({
            text: `group-by ${options.groupBy.join(', ')}`,
            without: withoutGroups,
            blamed: withoutTimespan === 0 && (withoutGroups > 0 || missingGroup),
            observed: observe(
              options.groupBy.map((_, at) => `_group${at}`),
              plan.input,
              lets,
              probe,
            ).map((entry, at) => ({ ...entry, column: options.groupBy[at] ?? entry.column })),
          }),
        ]),
  ];
  return { what: sentence(predicates.filter(({ blamed }) => blamed)), predicates };
}
