import { writeDataLock } from '../data/lock.ts';
import { createDiagnostic } from '../diagnostics/create.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { renderDiagnostics } from '../diagnostics/render.ts';
import { type NamedData, namedData } from '../testing/data/named-data.ts';
import { openData } from '../testing/data/open-data.ts';
import { pinData } from '../testing/data/pin-data.ts';
import type { LockOptions } from './commands/data/lock.ts';
import type { Printer } from './common.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { CommandIo } from './io.ts';
import { append } from '../util/append.ts';

/** Writes the pins anew, or compares them with what is there. */
export async function runDataLock(
  what: readonly string[],
  options: LockOptions,
  io: CommandIo,
  printer: Printer,
): Promise<ExitCode> {
  const { config, detections, data, read } = openData(io.cwd, what, options);
  const named = namedData(detections, { ...data, ignorePins: true });
  const { lock, changed, unused } = pinData(named, data);
  const pruned = options.prune
    ? { entries: without(lock.entries, unused), urls: without(lock.urls ?? new Map(), unused) }
    : lock;
  const complaints = named.flatMap(({ resolved }) => resolved.diagnostics);
  if (options.check) append(complaints, changed.flatMap(unpinned));
  else if (changed.length > 0 || (options.prune && unused.length > 0)) writeDataLock(config.data.lock, pruned);
  if (options.format === 'json') {
    const logs = changed.map(({ data: log, resolved: { sha256, size } }) => ({ data: log, sha256, size }));
    printer.result(`${JSON.stringify({ changed: logs, unused }, null, 2)}\n`);
  } else {
    for (const { data: log } of changed) printer.result(`${options.check ? 'not pinned' : 'pinned'}  ${log}\n`);
    for (const name of unused) printer.result(`${options.prune ? 'dropped' : 'no test names'}  ${name}\n`);
    printer.result(`${lock.entries.size + (lock.urls?.size ?? 0)} pins\n`);
  }
  if (complaints.length > 0)
    printer.complaint(`${renderDiagnostics(complaints, { colors: printer.sideColors, read })}\n`);
  return complaints.length > 0 ? EXIT.findings : EXIT.good;
}

function unpinned({ data, places }: NamedData): readonly Diagnostic[] {
  const [place] = places;
  return place ? [createDiagnostic('data-unpinned', place.file, place.range, `"${data}" is not pinned as it is.`)] : [];
}

const without = <Entry>(pins: ReadonlyMap<string, Entry>, names: readonly string[]): Map<string, Entry> =>
  new Map([...pins].filter(([name]) => !names.includes(name)));
