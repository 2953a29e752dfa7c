import type { PropertyChange } from './fingerprint.ts';
import type { ObjectState } from './object.ts';

export type StepAction = 'create' | 'update' | 'adopt' | 'enable' | 'delete';

/** One change of one object. */
export interface PlanStep {
  /** From 0 on, in the order of the plan. */
  readonly number: number;
  /** Steps of a phase may run beside each other; phases run one after the other. */
  readonly phase: number;
  readonly action: StepAction;
  readonly type: string;
  readonly key: string;
  readonly title: string;
  readonly file?: string;
  /** The version of the vendor's interface that it needs. */
  readonly interface?: string;
  readonly changes: readonly PropertyChange[];
  /** The state it must find: the live fingerprint at planning, or what an earlier step leaves. */
  readonly before: string;
  /** Absent when the object goes. */
  readonly after?: ObjectState;
}

/** Why something is not planned, or the whole plan is refused. */
export interface Refusal {
  readonly type: string;
  readonly key: string;
  readonly title: string;
  readonly reason: string;
  readonly hint?: string;
}

/** What would change, as a file: it can be looked at, approved, and applied by another process. */
export interface Plan {
  readonly version: 1;
  readonly id: string;
  readonly kind: 'apply' | 'rollback' | 'destroy';
  readonly platform: 'splunk' | 'sentinel';
  readonly place: string;
  readonly deployment: string;
  readonly steps: readonly PlanStep[];
  readonly unchanged: number;
  /** Any of these forbids applying. */
  readonly refusals: readonly Refusal[];
  /** What people should know before they apply it. */
  readonly notes?: readonly string[];
  /** Ours, but no longer in the repository; deleted with `--prune` only. */
  readonly surplus: readonly { readonly type: string; readonly key: string; readonly title: string }[];
}
