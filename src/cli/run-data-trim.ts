import { writeFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { LogFile } from '../data/record.ts';
import { namedData } from '../testing/data/named-data.ts';
import { openSession } from '../testing/open-session.ts';
import { runScan } from '../testing/scan.ts';
import { kindOfEvent, recordsToKeep } from '../testing/trim/kept-records.ts';
import { Redaction } from '../testing/trim/redaction.ts';
import { TrimmedLog } from '../testing/trim/trimmed-log.ts';
import { UsageError } from '../util/usage-error.ts';
import type { TrimOptions } from './commands/data/trim.ts';
import type { Printer } from './common.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { CommandIo } from './io.ts';
import { logFiles } from './log-files.ts';

/** Writes the trimmed log, then runs the same detections over it: each has to find what it found in the whole log. */
export async function runDataTrim(
  name: string,
  what: readonly string[],
  options: TrimOptions,
  io: CommandIo,
  printer: Printer,
): Promise<ExitCode> {
  const [given, ...others] = logFiles([name], io.cwd, options);
  if (!given || others.length > 0) throw new UsageError('Name one log, not a folder.');
  const target = resolve(io.cwd, options.to);
  if (target === given.path) throw new UsageError('The trimmed log cannot take the place of the whole one.');
  if (/\.(?:evtx|zip|zst)$/i.test(target)) {
    throw new UsageError(`A trimmed log is text (of an EVTX its XML), or gzip: "${options.to}" cannot end so.`);
  }
  const session = await openSession({
    cwd: io.cwd,
    what,
    layout: options.layout,
    ...(options.config !== undefined && { config: options.config }),
  });
  try {
    const named = namedData(session.detections, session.data).find(({ resolved }) => resolved.log?.path === given.path);
    const detections = what.length > 0 ? session.detections : session.detections.filter((one) => names(one, named));
    if (detections.length === 0) throw new UsageError(`No test names "${name}"; say which detections need it.`);
    const log: LogFile = { ...named?.resolved.log, ...given };
    const scan = (file: LogFile) =>
      runScan({
        workspace: session.workspace,
        detections,
        logs: [file],
        findings: session.findings,
        jobs: options.jobs,
      });
    const before = await scan(log);
    for (const { message } of before.unscanned) throw new Error(message);
    for (const { file, code, name: problem, message } of before.errors) {
      printer.complaint(`${file}: error ${code} ${problem} ${message}\n`);
    }
    const whole = new TrimmedLog(log, () => undefined);
    const redaction = options.redact === true ? new Redaction() : undefined;
    const kinds = new Map<number, string>();
    whole.each((record, document, raw) => {
      kinds.set(record, kindOfEvent(document));
      redaction?.see(document, raw());
    });
    const matched = new Set(before.rules.flatMap(({ events }) => events.map(({ record }) => record)));
    const kept = recordsToKeep(matched, kinds, options);
    writeText(
      target,
      whole.text(kept, (text) => redaction?.apply(text) ?? text),
    );
    const after = await scan({ ...log, name: relative(io.cwd, target), path: target });
    const found = new Map(after.rules.map(({ file, id, hits }) => [`${file} ${id}`, hits]));
    const rules = before.rules.map(({ id, title, file, hits }) => ({
      id,
      title,
      file,
      hits,
      trimmed: found.get(`${file} ${id}`) ?? 0,
    }));
    const changed = rules.filter(({ hits, trimmed }) => hits !== trimmed);
    const report = { events: kinds.size, matched: matched.size, kept: kept.size, rules };
    printer.result(options.format === 'json' ? `${JSON.stringify(report, null, 2)}\n` : textOf(report, options.to));
    for (const { title, hits, trimmed } of changed) {
      printer.complaint(`error: "${title}" finds ${trimmed} in the trimmed log, and ${hits} in the whole one.\n`);
    }
    return changed.length > 0 || before.errors.length > 0 ? EXIT.findings : EXIT.good;
  } finally {
    await session.close();
  }
}

type Named = ReturnType<typeof namedData>[number];

const names = ({ tests }: { readonly tests: readonly { readonly attackData: readonly unknown[] }[] }, named?: Named) =>
  tests.some(({ attackData }) => attackData.some((reference) => named?.places.some((place) => place === reference)));

const textOf = (
  { events, matched, kept }: { readonly events: number; readonly matched: number; readonly kept: number },
  target: string,
): string => `${target}: ${kept} of ${events} events kept, ${matched} of them matched\n`;

function writeText(path: string, text: string): void {
  try {
    writeFileSync(path, path.endsWith('.gz') ? gzipSync(text) : text);
  } catch (error) {
    throw new UsageError(`The file cannot be written: ${(error as Error).message}`);
  }
}
