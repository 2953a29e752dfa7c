/** Rows that went into and came out of each stage of a query. */
export interface StageCount {
  rowsIn: number;
  rowsOut: number;
  /** Milliseconds that the stage itself took, when it was timed. Fields are computed when a stage reads them. */
  durationMs?: number;
}

export class Trace {
  readonly stages: readonly StageCount[];
  constructor(count: number, { timed = false }: { readonly timed?: boolean } = {}) {
    this.stages = Array.from({ length: count }, () => ({ rowsIn: 0, rowsOut: 0, ...(timed && { durationMs: 0 }) }));
  }
}
