import type { UnpackBudget } from './unpack-budget.ts';

/** A compression that wraps a whole log: one file under `containers/`. */
export interface StreamContainer {
  readonly name: string;
  readonly summary: string;
  /** The page that defines the format. */
  readonly reference: string;
  /** Whether the first bytes are those of this container. */
  detects(head: Uint8Array): boolean;
  /**
   * What is inside, piece by piece.
   *
   * @throws ContainerProblem where it is damaged or goes beyond a limit; what came before stands.
   */
  unpack(packed: Iterable<Buffer>, budget: UnpackBudget): Iterable<Buffer>;
}

/** Why unpacking cannot go on. */
export class ContainerProblem extends Error {
  readonly diagnostic: 'malformed-event' | 'data-limit' | 'unsupported-compression';

  constructor(message: string, diagnostic: ContainerProblem['diagnostic'] = 'malformed-event') {
    super(message);
    this.diagnostic = diagnostic;
  }
}
