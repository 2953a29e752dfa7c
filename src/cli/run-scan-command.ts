import { openSession } from '../testing/open-session.ts';
import { runScan, type ScanReport } from '../testing/scan.ts';
import type { ScanOptions } from './commands/scan.ts';
import type { Printer } from './common.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { CommandIo } from './io.ts';
import { logFiles } from './log-files.ts';
import { ProgressLine, progressBar } from './progress.ts';
import { printCsv, printTable } from './table.ts';

/** Runs every chosen detection over the logs and prints what each found. */
export async function runScanCommand(options: ScanOptions, io: CommandIo, printer: Printer): Promise<ExitCode> {
  const session = await openSession({
    cwd: io.cwd,
    what: options.rules,
    layout: options.layout,
    cache: options.cache,
    ...(options.config !== undefined && { config: options.config }),
  });
  const progress = new ProgressLine(io, options.quiet === true);
  const report = await runScan({
    workspace: session.workspace,
    detections: session.detections,
    logs: logFiles(options.data, io.cwd, options),
    findings: session.findings,
    jobs: options.jobs,
    events: options.format === 'json' && options.events,
    ...(options.recover && { recover: true }),
    onHit: ({ rule, file, record }) => progress.say(`hit: ${rule} (${file}:${record})`),
    onProgress: ({ events, share, queries, queriesInAll }) => {
      const run = queriesInAll === 0 ? '' : `, ${queries} of ${queriesInAll} queries run`;
      const bar = progressBar(share < 1 || queriesInAll === 0 ? share : queries / queriesInAll);
      progress.show(`${bar}  ${events.toLocaleString('en')} events matched${run}`);
    },
  });
  progress.clear();
  await session.close();
  for (const { file, code, name, message } of [...report.errors, ...report.unscanned])
    printer.aside(`${file}: error ${code} ${name} ${message}\n`);
  printer.result(inFormat(report, options, printer));
  return report.unscanned.length > 0 ? EXIT.failure : EXIT.good;
}

function inFormat(report: ScanReport, options: ScanOptions, printer: Printer): string {
  if (options.format === 'json') {
    const rules = options.events ? report.rules : report.rules.map(({ events: _, ...rule }) => rule);
    return `${JSON.stringify({ ...report, rules })}\n`;
  }
  const columns = [{ name: 'hits' }, { name: 'rule' }, { name: 'id' }, { name: 'file' }];
  const hits = report.rules
    .filter((rule) => options.format === 'csv' || rule.hits > 0)
    .sort((left, right) => right.hits - left.hits || (left.title < right.title ? -1 : 1))
    .map(({ hits: count, title, id, file }) => [count, title, id, file]);
  if (options.format === 'csv') return printCsv(columns, hits);
  const total = `${report.rules.length} rules over ${report.events} events, ${report.errors.length} could not run\n`;
  return printTable(columns, hits, printer.colors) + total;
}
