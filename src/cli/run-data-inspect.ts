import { inspectReport, inspectText } from '../report/inspect.ts';
import { factsOfLog } from '../testing/inspect/log-facts.ts';
import type { InspectOptions } from './commands/data/inspect.ts';
import type { Printer } from './common.ts';
import type { CommandIo } from './io.ts';
import { logFiles } from './log-files.ts';

const WIDEST = 120;
const NARROWEST = 40;

/** Prints what each log is and holds. */
export async function runDataInspect(
  names: readonly string[],
  options: InspectOptions,
  io: CommandIo,
  printer: Printer,
): Promise<void> {
  const logs = logFiles(names, io.cwd, options).map((file) =>
    factsOfLog(file, { ...(options.recover && { recover: true }) }),
  );
  if (options.format === 'json') printer.result(`${JSON.stringify({ logs: logs.map(inspectReport) }, null, 2)}\n`);
  else printer.result(logs.map((facts) => inspectText(facts, printer.colors, width())).join('\n'));
}

const width = (): number => Math.min(Math.max(process.stdout.columns ?? WIDEST, NARROWEST), WIDEST);
