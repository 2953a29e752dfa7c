import { UsageError } from '../src/util/usage-error.ts';

/**
 * Runs what a script does as a command: `--help` prints the usage, what cannot be done as asked is one sentence and exit
 * code 2. Anything else that is thrown is a mistake of ours and keeps its trace.
 */
export async function runAsCommand(usage: string, main: () => number | Promise<number>): Promise<void> {
  if (isHelp(process.argv.slice(2))) {
    process.stdout.write(usage);
    return;
  }
  try {
    process.exitCode = await main();
  } catch (error) {
    const sentence = sentenceOf(error);
    if (sentence === undefined) throw error;
    process.stderr.write(`${sentence}\n\n${usage}`);
    process.exitCode = 2;
  }
}

/** The words behind a script that knows only some flags; ends the process where they are others. */
export function wordsOf(usage: string, flags: readonly string[] = []): readonly string[] {
  const words = process.argv.slice(2);
  if (isHelp(words)) {
    process.stdout.write(usage);
    process.exit(0);
  }
  const unknown = words.find((word) => word.startsWith('-') && !flags.includes(word));
  if (unknown !== undefined) {
    process.stderr.write(`There is no option "${unknown}".\n\n${usage}`);
    process.exit(2);
  }
  return words;
}

const isHelp = (words: readonly string[]): boolean => words.includes('--help') || words.includes('-h');

function sentenceOf(error: unknown): string | undefined {
  if (error instanceof UsageError) return error.message;
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  const [, name] = /'(-[^ ']*)/.exec(error.message) ?? [];
  if (error.code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return `There is no option "${name}".`;
  if (error.code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE') {
    return /does not take/.test(error.message)
      ? `The option "${name}" takes no value.`
      : `The option "${name}" takes a value.`;
  }
  return undefined;
}
