import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type BatchAnswer, type BatchCase, BatchRunner } from '../testing/batch.ts';
import { UsageError } from '../util/usage-error.ts';
import type { Printer } from './common.ts';
import type { CommandIo } from './io.ts';

export interface RunBatchOptions {
  readonly config?: string;
  readonly pushdown: boolean;
  readonly recover?: boolean;
  readonly cache: boolean;
}

/** Answers a file of cases, one JSON line each, in order. Every case is answered; a broken line is answered too. */
export async function runBatch(file: string, options: RunBatchOptions, io: CommandIo, printer: Printer): Promise<void> {
  const path = resolve(io.cwd, file);
  const runner = new BatchRunner({
    cwd: io.cwd,
    folder: dirname(path),
    cache: options.cache,
    optimise: options.pushdown,
    ...(options.config !== undefined && { configFile: options.config }),
    ...(options.recover && { recover: true }),
  });
  for (const line of readLines(path, file)) printer.result(`${JSON.stringify(await answerLine(line, runner))}\n`);
}

function readLines(path: string, name: string): readonly string[] {
  try {
    return readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '');
  } catch (error) {
    throw new UsageError(`The file "${name}" cannot be read: ${(error as Error).message}`);
  }
}

async function answerLine(line: string, runner: BatchRunner): Promise<BatchAnswer> {
  const item = parseCase(line);
  if (typeof item === 'string') return { id: '', error: { code: 'FD602', name: 'test-definition', message: item } };
  return runner.answer(item);
}

/** A case, or a sentence that says why the line is none. */
function parseCase(line: string): BatchCase | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    return `The line is no JSON: ${(error as Error).message}`;
  }
  if (typeof value !== 'object' || value === null) return 'The line is no JSON object.';
  const { id, lang, query } = value as Record<string, unknown>;
  if (typeof id !== 'string') return 'The case has no "id".';
  if (lang !== 'spl' && lang !== 'kql') return 'The case has no "lang" of "spl" or "kql".';
  if (typeof query !== 'string') return 'The case has no "query".';
  return value as BatchCase;
}
