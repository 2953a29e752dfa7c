import type { Capture } from '../../../data/scan/capture.ts';

/** Field values of one event, by name; several values of one field are an array. */
export type FieldValues = ReadonlyMap<string, string | readonly string[]>;

/** One EXTRACT, one transform of a REPORT, or the automatic key-value step. */
export interface Extraction {
  readonly name: string;
  /** The field it reads; `_raw` by default. */
  readonly sourceKey: string;
  /** Names of the fields that it may give; undefined: told by the event. */
  readonly fields: ReadonlySet<string> | undefined;
  /** `MV_ADD`: values are added to what earlier extractions gave. */
  readonly adds: boolean;
  /** An `EXTRACT`: it reads only what earlier ones gave. */
  readonly inline?: boolean;
  /** The automatic key-value step. */
  readonly automatic?: boolean;
  /** True: every value is a copy of the text that it was read from. */
  readonly verbatim: boolean;
  extract(text: string): FieldValues;
  /** The value of one field alone, where that is cheaper. */
  field?(text: string, name: string): string | readonly string[] | undefined;
  /** How the bytes of events are searched for one field, with the same result. */
  capture?(name: string): Capture | undefined;
  /** What becomes of a text that was captured, where that is not the value itself. */
  readonly shape?: ((captured: string) => string) | undefined;
  /** Finds the text that every match begins with. */
  readonly startsWith?: Capture | undefined;
}

/** Collects values: the first stays unless all are kept. */
export class FieldCollector {
  readonly values = new Map<string, string | readonly string[]>();
  readonly #keepsAll: boolean;

  constructor(keepsAll: boolean) {
    this.#keepsAll = keepsAll;
  }

  add(name: string, value: string): void {
    const before = this.values.get(name);
    if (before === undefined) this.values.set(name, value);
    else if (this.#keepsAll) this.values.set(name, [...(typeof before === 'string' ? [before] : before), value]);
  }
}
