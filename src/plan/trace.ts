/** Rows that went into and came out of each stage of a query. */
export interface StageCount {
  rowsIn: number;
  rowsOut: number;
}

export class Trace {
  readonly stages: readonly StageCount[];
  constructor(count: number) {
    this.stages = Array.from({ length: count }, () => ({ rowsIn: 0, rowsOut: 0 }));
  }
}
