import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { rawEvents } from '../live/raw-events.ts';
import { openSession } from '../testing/open-session.ts';
import type { DataRecordOptions } from './commands/data/record.ts';
import type { Printer } from './common.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { CommandIo } from './io.ts';
import { openEngine } from './open-engine.ts';

/** Saves the events of a live query, and prints how a test names them. */
export async function runDataRecord(options: DataRecordOptions, io: CommandIo, printer: Printer): Promise<ExitCode> {
  const session = await openSession({
    cwd: io.cwd,
    what: [],
    ...(options.config !== undefined && { config: options.config }),
  });
  const engine = await openEngine(options.from, session, options.environment);
  try {
    const latest = BigInt(Date.now()) * 1_000_000n;
    const earliest = latest - BigInt(options.since) * 1_000_000_000n;
    const result = await engine.run(options.query, { range: { earliest, latest }, limit: options.limit });
    const logs = rawEvents(result).filter(({ events }) => events > 0);
    const written = logs.map(({ suffix, extension, text, ...log }) => {
      const file = `${options.to}${suffix === '' ? '' : `-${suffix}`}.${extension}`;
      const path = resolve(io.cwd, file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
      return { file, ...log };
    });
    if (options.format === 'json') printer.result(`${JSON.stringify({ logs: written }, null, 2)}\n`);
    else for (const { file, source, sourcetype } of written) printer.result(snippet(file, source, sourcetype));
    const events = written.reduce((sum, log) => sum + log.events, 0);
    printer.aside(
      `${events} events in ${written.length} logs. They are live data: look for names and secrets before you share them.\n`,
    );
    if (result.incomplete !== undefined) printer.complaint(`${result.incomplete}\n`);
    return events > 0 ? EXIT.good : EXIT.findings;
  } finally {
    await engine.close();
    await session.close();
  }
}

const snippet = (file: string, source: string | undefined, sourcetype: string | undefined): string =>
  [
    `- data: ${JSON.stringify(file)}`,
    ...(source === undefined ? [] : [`  source: ${JSON.stringify(source)}`]),
    ...(sourcetype === undefined ? [] : [`  sourcetype: ${JSON.stringify(sourcetype)}`]),
    '',
  ].join('\n');
