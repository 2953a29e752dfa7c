import { resolve } from 'node:path';
import type { Detection } from '../content/model.ts';
import { resolveData } from '../data/resolve.ts';
import { renderDiagnostics } from '../diagnostics/render.ts';
import { QueryFailure } from '../plan/failure.ts';
import { explainReport } from '../report/explain.ts';
import { loadRuntime } from '../testing/engine.ts';
import { type Explanation, explainQuery } from '../testing/explain.ts';
import { openSession, type Session } from '../testing/open-session.ts';
import { jobInput } from '../testing/run-tests.ts';
import type { JobInput } from '../testing/workspace.ts';
import { UsageError } from '../util/usage-error.ts';
import type { ExplainOptions } from './commands/explain.ts';
import type { Printer } from './common.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { CommandIo } from './io.ts';

interface Case {
  readonly detection: Detection;
  readonly title: string;
  readonly input: JobInput;
}

/** Explains every chosen test (or the given logs) of the chosen detections. */
export async function runExplainCommand(
  what: readonly string[],
  options: ExplainOptions,
  io: CommandIo,
  printer: Printer,
): Promise<ExitCode> {
  const session = await openSession({ ...options, cwd: io.cwd, what, workers: 1 });
  const cases = casesOf(session, options, io, printer);
  if (cases.length === 0) throw new UsageError('There is no test to explain; name a log with --data.');
  const explained: {
    readonly detection: string;
    readonly file: string;
    readonly title: string;
    readonly explanation: Explanation;
  }[] = [];
  let complete = true;
  for (const { detection, title, input } of cases) {
    const { query, problems } = await session.workspace.lower(detection);
    if (!query) {
      complete = false;
      printer.complaint(`${detection.file}: ${problems[0]?.message ?? 'The query cannot be run.'}\n`);
      continue;
    }
    try {
      const job = await session.workspace.job(query, input);
      const text = detection.query?.text ?? '';
      const explanation = explainQuery(job, await loadRuntime(query.language), text);
      explained.push({ detection: detection.id, file: detection.file, title, explanation });
      if (options.format === 'text') printer.result(`${explainReport(title, explanation, printer.colors)}\n`);
    } catch (error) {
      if (!(error instanceof QueryFailure)) throw error;
      complete = false;
      printer.complaint(`${detection.file}: ${error.message}\n`);
    }
  }
  if (options.format === 'json') printer.result(`${JSON.stringify(explained, null, 2)}\n`);
  await session.close();
  return complete ? EXIT.good : EXIT.findings;
}

function casesOf(session: Session, options: ExplainOptions, io: CommandIo, printer: Printer): readonly Case[] {
  if (options.data.length > 0) {
    const logs = options.data.map((name) => ({ name, path: resolve(io.cwd, name) }));
    return session.detections.map((detection) => ({ detection, title: detection.name, input: { logs } }));
  }
  return session.tests
    .filter(({ test }) => options.test === undefined || test.name === options.test)
    .flatMap(({ detection, test }) => {
      const data = test.attackData.map((reference) => resolveData(reference, session.data));
      const problems = data.flatMap(({ diagnostics }) => diagnostics);
      if (problems.length > 0) printer.complaint(renderDiagnostics(problems, { colors: printer.sideColors }));
      if (data.some(({ log }) => !log)) return [];
      return [{ detection, title: `${detection.name} › ${test.name}`, input: jobInput(test, data) }];
    });
}
