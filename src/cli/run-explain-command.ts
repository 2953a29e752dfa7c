import { resolve } from 'node:path';
import { renderDiagnostics } from '../diagnostics/render.ts';
import { explainReport } from '../report/explain.ts';
import type { Explanation } from '../testing/explain.ts';
import { type Explained, explainLogs, explainTest } from '../testing/explain-test.ts';
import { openSession, type Session } from '../testing/open-session.ts';
import { UsageError } from '../util/usage-error.ts';
import type { ExplainOptions } from './commands/explain.ts';
import type { Printer } from './common.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { CommandIo } from './io.ts';

interface Case {
  readonly detection: Session['detections'][number];
  readonly title: string;
  readonly test?: string;
  explain(): Promise<Explained>;
}

/** One entry of `explain --format json`. */
interface ExplainedCase {
  readonly detection: string;
  readonly file: string;
  readonly test?: string;
  readonly title: string;
  readonly explanation: Explanation;
}

/** Explains every chosen test (or the given logs) of the chosen detections. */
export async function runExplainCommand(
  what: readonly string[],
  options: ExplainOptions,
  io: CommandIo,
  printer: Printer,
): Promise<ExitCode> {
  const session = await openSession({ ...options, cwd: io.cwd, what, workers: 1 });
  const cases = casesOf(session, options, io);
  if (cases.length === 0) throw new UsageError('There is no test to explain; name a log with --data.');
  const explained: ExplainedCase[] = [];
  let complete = true;
  for (const { detection, title, test, explain } of cases) {
    const outcome = await explain();
    if (!('explanation' in outcome)) {
      complete = false;
      if (outcome.diagnostics.length > 0)
        printer.complaint(renderDiagnostics(outcome.diagnostics, { colors: printer.sideColors }));
      printer.complaint(`${detection.file}: ${outcome.problem}\n`);
      continue;
    }
    const { explanation } = outcome;
    const { id, file } = detection;
    explained.push({ detection: id, file, ...(test !== undefined && { test }), title, explanation });
    if (options.format === 'text') printer.result(`${explainReport(title, explanation, printer.colors)}\n`);
  }
  if (options.format === 'json') printer.result(`${JSON.stringify(explained, null, 2)}\n`);
  await session.close();
  return complete ? EXIT.good : EXIT.findings;
}

function casesOf(session: Session, options: ExplainOptions, io: CommandIo): readonly Case[] {
  if (options.data.length > 0) {
    const logs = options.data.map((name) => ({ name, path: resolve(io.cwd, name) }));
    return session.detections.map((detection) => ({
      detection,
      title: detection.name,
      explain: () => explainLogs(session, detection, logs),
    }));
  }
  return session.tests
    .filter(({ test }) => options.test === undefined || test.name === options.test)
    .map(({ detection, test }) => ({
      detection,
      title: `${detection.name} › ${test.name}`,
      test: test.name,
      explain: () => explainTest(session, detection, test),
    }));
}
