import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Colors, colorsFor } from '../report/colors.ts';
import { UsageError } from '../util/usage-error.ts';
import type { CommandIo } from './io.ts';

/** Options that every command has. */
export interface CommonOptions {
  readonly format: string;
  readonly output?: string;
  readonly config?: string;
  readonly color: 'auto' | 'always' | 'never';
  readonly quiet?: boolean;
  readonly jobs: number;
}

export function withCommonOptions(command: Command, formats: readonly [string, ...string[]]): Command {
  return command
    .addOption(new Option('--format <format>', 'how to print').choices(formats).default(formats[0]))
    .option('--output <file>', 'write there instead of to standard output')
    .option('--config <file>', 'the configuration (default: firedrill.yml here or above)')
    .addOption(new Option('--color <when>', 'colour in text').choices(['auto', 'never', 'always']).default('auto'))
    .option('--quiet', 'print results only')
    .option('--jobs <n>', 'worker threads', positiveInteger, availableParallelism());
}

export function positiveInteger(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('It must be a whole number from 1 on.');
  return number;
}

/** Prints results to where they are wanted, and everything else beside them. */
export class Printer {
  readonly colors: Colors;
  /** Colours for what goes to standard error. */
  readonly sideColors: Colors;
  readonly #io: CommandIo;
  readonly #options: CommonOptions;
  readonly #kept: string[] = [];

  constructor(io: CommandIo, options: CommonOptions) {
    this.#io = io;
    this.#options = options;
    const toFile = options.output !== undefined;
    this.colors = colorsFor(toFile && options.color === 'auto' ? 'never' : options.color, io.stdoutIsTerminal);
    this.sideColors = colorsFor(options.color, io.stderrIsTerminal);
  }

  /** A part of the result. */
  result(text: string): void {
    if (this.#options.output === undefined) this.#io.stdout(text);
    else this.#kept.push(text);
  }

  /** Text for people beside the result; on standard error, so that standard output holds the result alone. */
  aside(text: string): void {
    if (!this.#options.quiet) this.#io.stderr(text);
  }

  /** A complaint: printed even when quiet. */
  complaint(text: string): void {
    this.#io.stderr(text);
  }

  /** Writes the file, if one was asked for, and says so. */
  finish(): void {
    const { output } = this.#options;
    if (output === undefined) return;
    const path = resolve(this.#io.cwd, output);
    try {
      writeFileSync(path, this.#kept.join(''));
    } catch (error) {
      throw new UsageError(`The file "${output}" cannot be written: ${(error as Error).message}`);
    }
    this.aside(`Report written to ${output}\n`);
  }
}
