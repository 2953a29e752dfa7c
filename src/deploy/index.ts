/** Deploy: the content of a repository and a live workspace in; a plan, an equal workspace, or the drift out. */
export { type ApplyOptions, type ApplyResult, applyPlan } from './apply.ts';
export { DeployError } from './deploy-error.ts';
export type { PropertyChange } from './fingerprint.ts';
export { type Import, type ImportedFile, importObjects } from './import.ts';
export { makePlan, type PlanOptions, readLive } from './make-plan.ts';
export type { DesiredObject, JsonValue, LiveObject, ObjectState } from './object.ts';
export type { Plan, PlanStep, Refusal } from './plan.ts';
export { makeRollback } from './rollback.ts';
export { StateFolder } from './state-folder.ts';
export { compareStatus, type Drift, type Status } from './status.ts';
export type { Target } from './target.ts';
export { TransportError } from './transport-error.ts';
