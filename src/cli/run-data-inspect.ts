import { inspectReport, inspectText } from '../report/inspect.ts';
import { factsOfLog } from '../testing/inspect/log-facts.ts';
import { DocumentKinds, type UsableDetection, usableDetections } from '../testing/inspect/usable-detections.ts';
import { openSession, type Session } from '../testing/open-session.ts';
import type { InspectOptions } from './commands/data/inspect.ts';
import type { Printer } from './common.ts';
import type { CommandIo } from './io.ts';
import { logFiles } from './log-files.ts';
import { ProgressLine, progressBar } from './progress.ts';

const WIDEST = 120;
const NARROWEST = 40;

/** Prints what each log is and holds. */
export async function runDataInspect(
  names: readonly string[],
  options: InspectOptions,
  io: CommandIo,
  printer: Printer,
): Promise<void> {
  const files = logFiles(names, io.cwd, options);
  const progress = new ProgressLine(io, options.quiet === true);
  const session = options.detections ? await openContent(options, io) : undefined;
  const reports: unknown[] = [];
  for (const [index, file] of files.entries()) {
    const which = files.length > 1 ? `log ${index + 1} of ${files.length}, ` : '';
    const kinds = new DocumentKinds();
    const facts = factsOfLog(file, {
      see: (document) => kinds.see(document),
      onProgress: ({ events, share }) => {
        const bar = share === undefined ? '' : `${progressBar(share)}  `;
        progress.show(`${bar}${which}${events.toLocaleString('en')} events read`);
      },
      ...(options.recover && { recover: true }),
    });
    if (session) progress.show(`${which}looking for detections that could use it`);
    const usable: readonly UsableDetection[] | undefined =
      session && (await usableDetections(session.detections, facts, kinds, session.workspace));
    progress.clear();
    if (options.format === 'json') reports.push(inspectReport(facts, usable));
    else printer.result(`${index > 0 ? '\n' : ''}${inspectText(facts, usable, printer.colors, width())}`);
  }
  progress.clear();
  if (options.format === 'json') printer.result(`${JSON.stringify({ logs: reports }, null, 2)}\n`);
  await session?.close();
}

const openContent = (options: InspectOptions, io: CommandIo): Promise<Session> =>
  openSession({
    cwd: io.cwd,
    layout: options.layout,
    ...(options.config !== undefined && { config: options.config }),
  });

const width = (): number => Math.min(Math.max(process.stdout.columns ?? WIDEST, NARROWEST), WIDEST);
