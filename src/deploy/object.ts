/** What a property can hold once it is normalised. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

export type Properties = Readonly<Record<string, JsonValue>>;

/** An object of a workspace, as the repository wants it or as it is. */
export interface ObjectState {
  /** `macro`, `saved-search`, `scheduled-rule` …: a type of the target. */
  readonly type: string;
  /** What the target knows it by. */
  readonly key: string;
  /** What people know it by. */
  readonly title: string;
  /** Every property that is managed, normalised: equal objects have equal properties. */
  readonly properties: Properties;
  /** The deployment that created it; absent for an object of somebody else. */
  readonly owner?: string;
  /** What else can be written: an update keeps it, a rollback gives it back. */
  readonly rest?: Properties;
}

/** An object as a target has it now. */
export interface LiveObject extends ObjectState {
  /** False when the target keeps it whatever is asked: an object that an app ships. */
  readonly removable: boolean;
  /** The target's own mark of this version, where it has one. */
  readonly revision?: string;
}

/** An object as the repository has it. */
export interface DesiredObject extends ObjectState {
  readonly owner: string;
  /** Where it is written, for people. */
  readonly file?: string;
}

/** One name for an object within a target. */
export const identityOf = ({ type, key }: Pick<ObjectState, 'type' | 'key'>): string => `${type}/${key}`;
