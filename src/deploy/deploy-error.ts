/** A deployment that cannot go on, said in one sentence; no fault of the program. */
export class DeployError extends Error {
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.name = 'DeployError';
    this.hint = hint;
  }
}
