import { fillSubsearches } from '../../languages/spl/search/filter.ts';
import { inputsOf, type JoinKind, type Plan } from '../../plan/plan.ts';
import type { Expression } from '../../plan/expression.ts';
import { filterLoss } from './filter-loss.ts';
import type { Loss } from './model.ts';
import { operatorLoss } from './operator-loss.ts';
import type { Lets, Probe } from './probe.ts';
import { sourceLoss } from './source-loss.ts';

/** The sides of a join that must have rows for it to have some. */
const NEEDED: Readonly<Record<JoinKind, readonly ('left' | 'right')[]>> = {
  inner: ['left', 'right'],
  innerunique: ['left', 'right'],
  leftsemi: ['left', 'right'],
  rightsemi: ['left', 'right'],
  leftouter: ['left'],
  leftanti: ['left'],
  rightouter: ['right'],
  rightanti: ['right'],
  fullouter: ['left', 'right'],
};

/** Finds the first step of a plan without results that had rows and let none through. */
export class LossFinder {
  readonly #probe: Probe;

  constructor(probe: Probe) {
    this.#probe = probe;
  }

  /** The plan gives no rows: where they went. */
  lossIn(plan: Plan, lets: Lets = []): Loss {
    const probe = this.#probe;
    if (plan.op === 'Let') return this.lossIn(plan.body, [...lets, plan]);
    if (plan.op === 'Reference') {
      const bound = lets.findLast(({ name }) => name === plan.name);
      if (bound) return this.lossIn(bound.value, lets.slice(0, lets.indexOf(bound)));
    }
    if (plan.op === 'Union') return this.#unionLoss(plan.inputs, lets);
    const needed = plan.op === 'Join' ? NEEDED[plan.kind].map((side) => plan[side]) : inputsOf(plan);
    for (const input of needed) {
      const starved = this.#starved(input, lets);
      if (starved) return this.lossIn(starved, lets);
    }
    if (needed.length === 0) return sourceLoss(plan, lets, probe, (inner, around) => this.lossIn(inner, around));
    const searches = new Map<Expression, Plan>();
    const predicate = this.#predicateOf(plan, lets, searches);
    if (predicate && 'input' in plan) {
      return filterLoss(predicate, plan.input, {
        stage: probe.stageText(plan),
        lets,
        probe,
        searches,
        lossOf: (inner) => (probe.count(inner, lets) === 0 ? this.lossIn(inner, lets) : undefined),
      });
    }
    const rowsIn = needed.reduce((sum, input) => sum + probe.count(input, lets), 0);
    return operatorLoss(plan, rowsIn, lets, probe);
  }

  #predicateOf(plan: Plan, lets: Lets, searches: Map<Expression, Plan>): Expression | undefined {
    if (plan.op === 'Filter') return plan.predicate;
    if (plan.op !== 'Window' || plan.function !== 'spl.subsearch-filter') return undefined;
    const { predicate } = plan.options as { readonly predicate: Expression };
    return fillSubsearches(
      predicate,
      (inner) => this.#probe.run(inner, lets),
      (terms, inner) => searches.set(terms, inner),
    );
  }

  /** What ran dry at or below a plan; a count over nothing is a row of its own, and no sign of life. */
  #starved(plan: Plan, lets: Lets): Plan | undefined {
    if (this.#probe.count(plan, lets) === 0) return plan;
    let at: Plan | undefined = plan;
    while (at) {
      if (at.op === 'Aggregate' && at.by.length === 0) return this.#starved(at.input, lets);
      const isRowByRow = ['Filter', 'Extend', 'Project', 'Pick', 'Sort', 'Limit', 'Window'].includes(at.op);
      at = isRowByRow ? inputsOf(at)[0] : undefined;
    }
    return undefined;
  }

  /** Of several inputs that all ran dry, the one that came furthest; the others are named. */
  #unionLoss(inputs: readonly Plan[], lets: Lets): Loss {
    const losses = inputs.map((input) => this.lossIn(input, lets));
    const ranked = losses.toSorted((left, right) => distance(left) - distance(right));
    const [nearest, ...others] = ranked;
    if (!nearest)
      return sourceLoss({ op: 'Values', columns: [], rows: [] }, lets, this.#probe, () => losses[0] as Loss);
    const branches = [...new Set(others.filter(({ what }) => what !== nearest.what).map(({ what }) => what))];
    return { ...nearest, branches: [...nearest.branches, ...branches].slice(0, 10) };
  }
}

/** How far a loss is from having let a row through: conditions that the nearest row missed, sources last. */
const distance = ({ kind, rowsIn, nearest }: Loss): number =>
  kind === 'source' || rowsIn === 0 ? Number.MAX_SAFE_INTEGER : (nearest[0]?.missed.length ?? 100);
