import { createInterface } from 'node:readline/promises';
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
  /** Has the process optimise its code later; absent where others share the process. */
  optimizeLater?(): void;
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
  optimizeLater,
  interrupted: () => new Promise((resolve) => process.once('SIGINT', () => resolve())),
  ...(process.stdin.isTTY === true && process.stderr.isTTY === true && { ask: askPerson }),
};
