import { Decimal } from 'decimal.js';

export { Decimal };

/** 100 ns ticks from 0001-01-01T00:00:00Z to 1970-01-01T00:00:00Z. */
export const EPOCH_TICKS = 621_355_968_000_000_000n;

/** KQL `datetime`: 100 ns ticks since 0001-01-01T00:00:00Z. */
export class Datetime {
  readonly ticks: bigint;
  constructor(ticks: bigint) {
    this.ticks = ticks;
  }
}

/** KQL `timespan`: 100 ns ticks, negative ones too. */
export class Timespan {
  readonly ticks: bigint;
  constructor(ticks: bigint) {
    this.ticks = ticks;
  }
}

/** A real inside a `dynamic` that happens to be whole: prints as `1.0`, where a plain 1 is a long. */
export class Real {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}
