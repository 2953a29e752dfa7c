import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type AllowedNoise, judgeNoise, parseAllowList } from '../authoring/index.ts';
import { openSession } from '../testing/open-session.ts';
import { runScan } from '../testing/scan.ts';
import { UsageError } from '../util/usage-error.ts';
import type { NoiseOptions } from './commands/noise.ts';
import type { Printer } from './common.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { CommandIo } from './io.ts';
import { logFiles } from './log-files.ts';

/** Runs detections over benign logs and holds what they find against the allow-list. */
export async function runNoiseCommand(
  what: readonly string[],
  options: NoiseOptions,
  io: CommandIo,
  printer: Printer,
): Promise<ExitCode> {
  const allowList = readAllowList(options.allow, io);
  const session = await openSession({
    cwd: io.cwd,
    what,
    layout: options.layout,
    ...(options.config !== undefined && { config: options.config }),
  });
  const scanned = await runScan({
    workspace: session.workspace,
    detections: session.detections,
    logs: logFiles(options.data, io.cwd, options),
    findings: session.findings,
    jobs: options.jobs,
  });
  await session.close();
  const report = judgeNoise(scanned, allowList);
  if (options.format === 'json') printer.result(`${JSON.stringify(report, null, 2)}\n`);
  else {
    for (const { title, file, hits, logs } of report.noisy) {
      printer.result(`noisy ${title}: ${hits} hit${hits === 1 ? '' : 's'} (${file})\n`);
      for (const { log, events } of logs) printer.result(`  ${events} in ${log}\n`);
    }
    for (const { title, hits, reason } of report.allowed) printer.result(`allowed ${title}: ${hits}, ${reason}\n`);
    for (const { line, detection, message } of report.stale) {
      printer.result(`stale ${options.allow}:${line} ${detection}: ${message}\n`);
    }
    for (const { file, message } of report.errors) printer.complaint(`could not run ${file}: ${message}\n`);
    printer.result(
      `${report.detections} detections over ${report.events} benign events: ${report.noisy.length} noisy, ${report.stale.length} stale entries, ${report.errors.length} could not run\n`,
    );
  }
  return report.noisy.length + report.stale.length + report.errors.length > 0 ? EXIT.findings : EXIT.good;
}

function readAllowList(file: string | undefined, io: CommandIo): readonly AllowedNoise[] {
  if (file === undefined) return [];
  let text: string;
  try {
    text = readFileSync(resolve(io.cwd, file), 'utf8');
  } catch (error) {
    throw new UsageError(`The list "${file}" cannot be read: ${(error as Error).message}`);
  }
  return parseAllowList(text, file);
}
