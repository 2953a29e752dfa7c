import { type EngineParity, ParityRunner } from '../live/parity-runner.ts';
import { isSameResult, type ResultDifference } from '../live/compare-results.ts';
import { LiveRunner } from '../live/live-runner.ts';
import type { EngineName } from '../live/engine.ts';
import { openSession } from '../testing/open-session.ts';
import { runTests } from '../testing/run-tests.ts';
import { UsageError } from '../util/usage-error.ts';
import type { ParityCommandOptions } from './commands/parity.ts';
import type { Printer } from './common.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { CommandIo } from './io.ts';
import { openEngine } from './open-engine.ts';

const ROWS_SHOWN = 10;

/** Runs the tests of detections here and on a live service, and prints every difference. */
export async function runEngineParity(
  name: EngineName,
  what: readonly string[],
  options: ParityCommandOptions,
  io: CommandIo,
  printer: Printer,
): Promise<ExitCode> {
  if (options.data) throw new UsageError('--data is for twins; with --engine the data of tests is compared over.');
  const session = await openSession({
    cwd: io.cwd,
    what,
    layout: options.layout,
    cache: options.cache,
    ...(options.config !== undefined && { config: options.config }),
  });
  const engine = await openEngine(name, session, options.environment);
  try {
    const { workspace, findings, data, producers } = session;
    const detections = session.detections.filter(({ language }) => language === engine.language);
    const runner = new ParityRunner(new LiveRunner(engine, options.shift), workspace.config.test.timeoutSeconds * 1000);
    await runTests({ workspace, findings, data, producers, detections, jobs: 1, runner });
    const { found } = runner;
    if (found.length === 0)
      throw new UsageError(`No test of a detection in ${engine.language.toUpperCase()} could run.`);
    const product = await engine.version();
    if (options.format === 'json') printer.result(inJson(found, product));
    else for (const each of found) printer.result(inText(each));
    printer.aside(`${found.length} tests here and on ${product}: ${found.filter(isSame).length} with the same rows\n`);
    return found.every(isSame) ? EXIT.good : EXIT.findings;
  } finally {
    await engine.close();
    await session.close();
  }
}

const isSame = ({ difference }: EngineParity): boolean => difference !== undefined && isSameResult(difference);

function inText(parity: EngineParity): string {
  const { detection, test, difference, failure } = parity;
  const head = `${detection.name} › ${test.name} (${detection.file})\n`;
  if (!difference) return `${head}  not compared: ${failure}\n`;
  if (isSame(parity)) return `${head}  the same ${difference.same} rows\n`;
  return `${head}  ${difference.same} rows in common\n${listed('here', difference.columnsOnlyHere, difference.onlyHere)}${listed(
    'there',
    difference.columnsOnlyThere,
    difference.onlyThere,
  )}`;
}

function listed(where: string, columns: readonly string[], rows: ResultDifference['onlyHere']): string {
  const named = columns.length === 0 ? '' : `  columns only ${where}: ${columns.join(', ')}\n`;
  const shown = rows.slice(0, ROWS_SHOWN).map((row) => `  only ${where}: ${JSON.stringify(row)}\n`);
  const more = rows.length > ROWS_SHOWN ? `  and ${rows.length - ROWS_SHOWN} more rows only ${where}\n` : '';
  return `${named}${shown.join('')}${more}`;
}

const inJson = (found: readonly EngineParity[], product: string): string =>
  `${JSON.stringify(
    {
      product,
      summary: { tests: found.length, same: found.filter(isSame).length },
      tests: found.map(({ detection, test, difference, failure }) => ({
        detection: { id: detection.id, name: detection.name, file: detection.file, language: detection.language },
        test: test.name,
        same_rows: difference?.same ?? null,
        columns_only_here: difference?.columnsOnlyHere ?? [],
        columns_only_there: difference?.columnsOnlyThere ?? [],
        only_here: difference?.onlyHere ?? [],
        only_there: difference?.onlyThere ?? [],
        failure: failure ?? null,
      })),
    },
    null,
    2,
  )}\n`;
