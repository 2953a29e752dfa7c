import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Help, openEventSource } from '../data/event-source.ts';
import { ReaderThread, type StartedThread } from '../data/reader-thread/reader-thread.ts';
import type { LogFile } from '../data/record.ts';
import { CODES } from '../diagnostics/codes.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { renderDiagnostics } from '../diagnostics/render.ts';
import { SourceText } from '../diagnostics/source-text.ts';
import { QueryFailure } from '../plan/failure.ts';
import { loadRuntime, type QueryOutcome, runQuery } from '../testing/engine.ts';
import { Workspace } from '../testing/workspace.ts';
import { UsageError } from '../util/usage-error.ts';
import type { Printer } from './common.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { CommandIo } from './io.ts';
import { logFiles } from './log-files.ts';
import { printCsv, printTable } from './table.ts';

export interface RunQueryOptions {
  readonly lang: 'spl' | 'kql';
  readonly format: string;
  readonly text?: string;
  readonly file?: string;
  readonly data: readonly string[];
  readonly source?: string;
  readonly sourcetype?: string;
  readonly now?: string;
  readonly config?: string;
  readonly pushdown: boolean;
  readonly recover?: boolean;
  readonly cache: boolean;
  /** Threads at most. */
  readonly jobs: number;
}

const NANOSECONDS_PER_MILLISECOND = 1_000_000n;

/** Runs one query and prints its rows. */
export async function runSingleQuery(
  options: RunQueryOptions,
  io: CommandIo,
  printer: Printer,
  started: StartedThread | undefined,
): Promise<ExitCode> {
  const logs = options.data.flatMap((name): readonly LogFile[] => {
    const files = logFiles([name], io.cwd, options);
    // The one log that a name means keeps it: events have it as their source.
    return files.length === 1 && files[0]?.path === resolve(io.cwd, name) ? [{ ...files[0], name }] : files;
  });
  const thread = started && options.pushdown && options.jobs > 1 ? new ReaderThread(started) : undefined;
  try {
    return await lowerAndRun(options, logs, thread && { thread }, io, printer);
  } finally {
    void thread?.close();
  }
}

async function lowerAndRun(
  options: RunQueryOptions,
  logs: readonly LogFile[],
  help: Help | undefined,
  io: CommandIo,
  printer: Printer,
): Promise<ExitCode> {
  const { file = '<query>', text = readText(options.file ?? '', io) } = options;
  const workspace = Workspace.open({
    cwd: io.cwd,
    cache: options.cache,
    ...(options.config !== undefined && { configFile: options.config }),
  });
  const source = new SourceText(text);
  const complain = (diagnostics: readonly Diagnostic[]): void => {
    if (diagnostics.length === 0) return;
    printer.complaint(
      renderDiagnostics(diagnostics, {
        colors: printer.sideColors,
        read: (name) => (name === file ? text : undefined),
      }),
    );
  };
  const lowering = await workspace.lowerText(options.lang, text, logs);
  complain(
    lowering.problems.map((problem) => ({
      code: CODES[problem.name].code,
      name: problem.name,
      severity: problem.severity ?? CODES[problem.name].severity,
      message: problem.message,
      file,
      range: source.range(problem.start, problem.end),
      ...(problem.hint !== undefined && { hint: problem.hint }),
    })),
  );
  if (!lowering.query) return EXIT.findings;
  const job = await workspace.job(lowering.query, {
    logs,
    ...nowOf(options),
  });
  try {
    const runtime = await loadRuntime(lowering.query.language, workspace.sharedSplunk);
    const outcome = runQuery(
      { ...job, optimise: options.pushdown, ...(options.recover && { recover: true }) },
      runtime,
      undefined,
      help && { events: openEventSource(job.logs, help) },
    );
    complain(outcome.diagnostics);
    for (const note of outcome.notes) printer.aside(`note: ${note}\n`);
    printer.result(inFormat(outcome, options.format, printer));
    return EXIT.good;
  } catch (error) {
    if (!(error instanceof QueryFailure)) throw error;
    printer.complaint(`error: ${error.message}\n`);
    return EXIT.findings;
  }
}

/** The clock: as given, else the newest event's; without data, the present. */
function nowOf(options: RunQueryOptions): { now?: bigint } {
  if (options.now !== undefined) {
    const milliseconds = Date.parse(options.now);
    if (Number.isNaN(milliseconds)) throw new UsageError(`"${options.now}" is no ISO 8601 time.`);
    return { now: BigInt(milliseconds) * NANOSECONDS_PER_MILLISECOND };
  }
  return options.data.length > 0 ? {} : { now: BigInt(Date.now()) * NANOSECONDS_PER_MILLISECOND };
}

function readText(file: string, io: CommandIo): string {
  try {
    return readFileSync(resolve(io.cwd, file), 'utf8');
  } catch (error) {
    throw new UsageError(`The file "${file}" cannot be read: ${(error as Error).message}`);
  }
}

function inFormat({ columns, rows }: QueryOutcome, format: string, printer: Printer): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify({ columns, rows })}\n`;
    case 'csv':
      return printCsv(columns, rows);
    default:
      return printTable(columns, rows, printer.colors);
  }
}
