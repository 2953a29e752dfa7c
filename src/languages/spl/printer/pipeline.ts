import type { ParsedCommand, Subsearch } from '../pipeline.ts';
import { printOptions, words } from './text.ts';

export interface PrintLayout {
  /** What stands before the pipes between commands: a blank unless given, a line break for one command a line. */
  readonly separator?: string;
}

/** A search as text. */
export function printPipeline(commands: readonly ParsedCommand[], { separator = ' ' }: PrintLayout = {}): string {
  const [first] = commands;
  const text = commands.map(printCommand).join(`${separator}| `);
  return first && first.command.name !== 'search' ? `| ${text}` : text;
}

/** `[ … ]`; the first word inside is a command, with or without a pipe. */
export const printSubsearch = ({ commands }: Subsearch): string => `[${commands.map(printCommand).join(' | ')}]`;

export const printCommand = ({ command, arguments: args, passed }: ParsedCommand): string =>
  words(command.name, passed && printOptions(passed), command.print(args));
