const UNKNOWN = -(2n ** 63n);
const MICROSECONDS = 1e6;

/** What `systemTimes` in `wasm/times.as` found out about the times of events. */
export class SystemTimes {
  /** Seconds since 1970; NaN where the time is written otherwise. */
  readonly seconds: Float64Array;
  /** Where the first time begins and ends in the event's text; -1 where that is not certain. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;

  constructor(longs: BigInt64Array, integers: Int32Array) {
    const count = longs.length / 2;
    this.seconds = new Float64Array(count);
    this.starts = new Int32Array(count);
    this.ends = new Int32Array(count);
    for (let at = 0; at < count; at += 1) {
      const micros = longs[at * 2] as bigint;
      this.seconds[at] = micros === UNKNOWN ? Number.NaN : Number(micros) / MICROSECONDS;
      this.starts[at] = integers[at * 4 + 2] as number;
      this.ends[at] = integers[at * 4 + 3] as number;
    }
  }
}
