import type { LiveObject, ObjectState } from './object.ts';
import type { Plan } from './plan.ts';

/** A type of object that a target holds. */
export interface ObjectType {
  readonly name: string;
  /** For people: `macro`, `analytics rule`. */
  readonly title: string;
  /** The property that switches an object on; such objects are created switched off and switched on last. */
  readonly switch?: { readonly property: string; readonly off: boolean };
}

/**
 * A live workspace. Reads are tried again by the target itself; a write is one attempt, and whoever writes reads before
 * trying again.
 */
export interface Target {
  readonly platform: 'splunk' | 'sentinel';
  /** Which workspace this is: `https://splunk.example.com:8089, app security_content`. No secret. */
  readonly place: string;
  /** In the order in which they are written; what leans on others comes later. */
  readonly types: readonly ObjectType[];
  list(type: string): Promise<readonly LiveObject[]>;
  read(type: string, key: string): Promise<LiveObject | undefined>;
  /**
   * Creates the object, or makes `live` equal to it. Without `rest` what is not managed stays as it is.
   *
   * @throws TransportError
   */
  write(state: ObjectState, live: LiveObject | undefined): Promise<void>;
  /** @throws TransportError */
  remove(live: LiveObject): Promise<void>;
  /** Tries what a plan would write, without writing; what would fail is refused. */
  check?(plan: Plan): Promise<Plan>;
  /** The version of the interface that an object needs, shown in plans. */
  interfaceOf?(state: ObjectState): string;
}
