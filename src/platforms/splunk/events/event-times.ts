import type { RecordBatch } from '../../../data/record.ts';
import { systemTimesOf } from '../../../data/scan/captures.ts';
import type { SystemTimes } from '../../../data/scan/system-times.ts';
import { type Codes, ListedCodes, Numbering } from '../../../table/codes.ts';
import type { Value } from '../../../table/value.ts';
import { eventTime } from '../indexing/indexed-batch.ts';
import { placeOf, type TimePlace, timePlaceIn } from './time-place.ts';

/** How many times are read one by one before all are. */
const SINGLE_TIMES = 16;

/** The times of the events of one record batch, and where they stand in the events' texts. */
export class EventTimes {
  readonly #records: RecordBatch;
  readonly #raw: (row: number) => string;
  readonly #fallbackTime: (row: number) => number | null;
  readonly #times: (number | null | undefined)[] = [];
  readonly #places: (TimePlace | null | undefined)[] = [];
  #asked = 0;
  #told: SystemTimes | undefined;
  #seconds: Codes | undefined;

  constructor(records: RecordBatch, raw: (row: number) => string, fallbackTime: (row: number) => number | null) {
    this.#records = records;
    this.#raw = raw;
    this.#fallbackTime = fallbackTime;
  }

  /** Epoch seconds, to the microsecond. */
  time(row: number): number | null {
    let known = this.#times[row];
    if (known === undefined) {
      const told = this.#systemTimes()?.seconds[row];
      known = told === undefined || Number.isNaN(told) ? this.#timeOf(row) : told;
      this.#times[row] = known;
    }
    return known;
  }

  #timeOf(row: number): number | null {
    const time = eventTime(this.#records, row);
    return time === undefined ? this.#fallbackTime(row) : Number(time / 1000n) / 1e6;
  }

  /** The times of all events, when those of some were asked for and the bytes tell. */
  #systemTimes(): SystemTimes | undefined {
    const { spans, isTimed } = this.#records;
    this.#asked += 1;
    if (!this.#told && spans && !isTimed && this.#asked > SINGLE_TIMES) this.#told = systemTimesOf(spans);
    return this.#told;
  }

  /** A time within the second of each event; the second of several is one. */
  secondCodes(): Codes {
    if (!this.#seconds) {
      const numbers = new Uint32Array(this.#records.length);
      const times: Value[] = [null];
      const numberOf = new Map<number, number>();
      for (let row = 0; row < this.#records.length; row += 1) {
        const time = this.time(row);
        if (time === null) continue;
        const second = Math.floor(Math.trunc(time * 1000) / 1000);
        let number = numberOf.get(second);
        if (number === undefined) {
          number = times.push(time) - 1;
          numberOf.set(second, number);
        }
        numbers[row] = number;
      }
      this.#seconds = new ListedCodes(numbers, times);
    }
    return this.#seconds;
  }

  /** Where the time of an event stands in its text; null where none does. */
  place(row: number): TimePlace | null {
    let place = this.#places[row];
    if (place === undefined) {
      const told = this.#systemTimes();
      const start = told?.starts[row] ?? -1;
      place = told && start >= 0 ? placeOf(start, told.ends[row] as number) : (timePlaceIn(this.#raw(row)) ?? null);
      this.#places[row] = place;
    }
    return place;
  }

  /** Where the time of each event begins or ends. */
  placeCodes(side: keyof TimePlace): Codes {
    const numbering = new Numbering();
    const numbers = new Uint32Array(this.#records.length);
    this.#asked += numbers.length;
    const told = this.#systemTimes()?.[side === 'start' ? 'starts' : 'ends'];
    let last = -1;
    let number = 0;
    for (let row = 0; row < numbers.length; row += 1) {
      // Most events have their time in the place of the one before.
      const place = told?.[row] ?? -1;
      if (place < 0 || place !== last) number = numbering.numberOf(this.place(row)?.[side] ?? null);
      last = place;
      numbers[row] = number;
    }
    return new ListedCodes(numbers, numbering.values);
  }
}
