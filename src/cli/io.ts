import { createInterface } from 'node:readline/promises';
import { EXIT } from './exit-code.ts';
import { optimizeLater } from './optimize-later.ts';

/** What the command line touches of the outside world; tests bring their own. */
export interface CommandIo {
  readonly cwd: string;
  readonly stdoutIsTerminal: boolean;
  readonly stderrIsTerminal: boolean;
  /** Characters a line of the terminal holds, where that is known. */
  readonly stderrColumns?: number | undefined;
  stdout(text: string): void;
  stderr(text: string): void;
  /** Resolves when the person at the terminal wants to stop. */
  interrupted?(): Promise<void>;
  /** Sets the process up for the command line; absent where others share the process. */
  prepareProcess?(): void;
  /** Asks a person; absent where nobody can answer. */
  ask?(question: string): Promise<string>;
}

async function askPerson(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question(question);
  } finally {
    lines.close();
  }
}

/**
 * Ends the process when who reads its output stops before the end (`firedrill validate | head`): not as if all were good,
 * since not all was said.
 */
function endWithReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit(EXIT.usage);
}

export const processIo: CommandIo = {
  cwd: process.cwd(),
  stdoutIsTerminal: process.stdout.isTTY === true,
  stderrIsTerminal: process.stderr.isTTY === true,
  get stderrColumns() {
    return process.stderr.columns;
  },
  stdout: (text) => {
    process.stdout.write(text);
  },
  stderr: (text) => {
    process.stderr.write(text);
  },
  prepareProcess() {
    optimizeLater();
    process.stdout.on('error', endWithReader);
    process.stderr.on('error', endWithReader);
  },
  interrupted: () => new Promise((resolve) => process.once('SIGINT', () => resolve())),
  ...(process.stdin.isTTY === true && process.stderr.isTTY === true && { ask: askPerson }),
};
