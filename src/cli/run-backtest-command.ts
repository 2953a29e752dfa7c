import { type Backtest, backtest } from '../live/backtest.ts';
import { backtestJson, backtestMarkdown, backtestText } from '../report/backtest.ts';
import { openSession } from '../testing/open-session.ts';
import { UsageError } from '../util/usage-error.ts';
import type { BacktestOptions } from './commands/backtest.ts';
import type { Printer } from './common.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { CommandIo } from './io.ts';
import { openEngine } from './open-engine.ts';

/** Runs detections over days that passed. */
export async function runBacktestCommand(
  what: readonly string[],
  options: BacktestOptions,
  io: CommandIo,
  printer: Printer,
): Promise<ExitCode> {
  const session = await openSession({ ...options, what, cwd: io.cwd });
  const engine = await openEngine(options.engine, session, options.environment);
  try {
    const detections = session.detections.filter(({ language }) => language === engine.language);
    if (detections.length === 0) throw new UsageError(`There is no detection in ${engine.language.toUpperCase()}.`);
    const to = BigInt(Date.now()) * 1_000_000n;
    const from = to - BigInt(options.since) * 1_000_000_000n;
    const results: Backtest[] = [];
    for (const detection of detections) {
      printer.aside(`${detection.name} …\n`);
      results.push(await backtest(detection, engine, { from, to, top: options.top }));
    }
    if (options.format === 'json') printer.result(backtestJson(results));
    else if (options.format === 'markdown') printer.result(backtestMarkdown(results));
    else printer.result(backtestText(results, printer.colors));
    return results.some(({ failure }) => failure !== undefined) ? EXIT.findings : EXIT.good;
  } finally {
    await engine.close();
    await session.close();
  }
}
