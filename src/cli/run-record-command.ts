import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { recordAnswers, type RecordedCase } from '../live/record.ts';
import { openSession } from '../testing/open-session.ts';
import { UsageError } from '../util/usage-error.ts';
import type { RecordOptions } from './commands/record.ts';
import type { Printer } from './common.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { CommandIo } from './io.ts';
import { openEngine } from './open-engine.ts';

/** Records the answers to the queries of scripts. A query that is refused there is a finding. */
export async function runRecordCommand(
  scripts: readonly string[],
  options: RecordOptions,
  io: CommandIo,
  printer: Printer,
): Promise<ExitCode> {
  const session = await openSession({
    cwd: io.cwd,
    what: [],
    ...(options.config !== undefined && { config: options.config }),
  });
  const engine = await openEngine(options.engine, session, options.environment);
  const recorded: { script: string; cases: readonly RecordedCase[] }[] = [];
  try {
    const product = await engine.version();
    printer.aside(`${product}\n`);
    for (const script of scripts) {
      const path = resolve(io.cwd, script);
      const { text, cases } = await recordAnswers(readScript(path, script), engine, product, session.workspace).catch(
        (error: Error) => {
          // A script that is none; everything else has a name of its own.
          throw error.name === 'Error' ? new UsageError(`${script}: ${error.message}`) : error;
        },
      );
      recorded.push({ script, cases });
      if (!options.dryRun) writeFileSync(path, text);
      if (options.format !== 'text') continue;
      for (const { item, outcome, message } of cases) {
        printer.result(`${script}:${item.line} ${outcome}${message === undefined ? '' : `: ${message}`}\n`);
      }
    }
    if (options.format === 'json') {
      const body = recorded.map(({ script, cases }) => ({
        script,
        cases: cases.map(({ item, outcome, message }) => ({
          line: item.line,
          query: item.query,
          outcome,
          message: message ?? null,
        })),
      }));
      printer.result(`${JSON.stringify({ product, scripts: body }, null, 2)}\n`);
    }
    const all = recorded.flatMap(({ cases }) => cases);
    const count = (outcome: RecordedCase['outcome']): number => all.filter((each) => each.outcome === outcome).length;
    printer.aside(
      `${all.length} queries: ${count('same')} as expected, ${count('differs')} otherwise, ${count('new')} new, ${count('refused')} refused\n`,
    );
    return count('refused') > 0 ? EXIT.findings : EXIT.good;
  } finally {
    await engine.close();
    await session.close();
  }
}

function readScript(path: string, name: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new UsageError(`The script "${name}" cannot be read.`);
  }
}
