import { type Fetched, fetchAll } from '../data/fetch/fetch-all.ts';
import { systemNetwork } from '../data/fetch/network.ts';
import { type DataPin, loadDataLock, pinOfUrl, writeDataLock } from '../data/lock.ts';
import { createDiagnostic } from '../diagnostics/create.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { renderDiagnostics } from '../diagnostics/render.ts';
import { type NamedData, namedData } from '../testing/data/named-data.ts';
import { openData } from '../testing/data/open-data.ts';
import type { FetchOptions } from './commands/data/fetch.ts';
import type { Printer } from './common.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { CommandIo } from './io.ts';
import { ProgressLine } from './progress.ts';

const MEGABYTE = 1024 * 1024;

/** Fetches what is missing, pins it, and says what could not be had. */
export async function runDataFetch(
  what: readonly string[],
  options: FetchOptions,
  io: CommandIo,
  printer: Printer,
): Promise<ExitCode> {
  const { config, detections, data, read } = openData(io.cwd, what, options);
  const named = namedData(detections, data);
  const missing = named.filter(({ isUrl, resolved }) => isUrl && isFetchable(resolved.diagnostics));
  const fetched = options.offline ? [] : await fetchMissing(missing);
  if (!options.frozen && fetched.some(({ download }) => download)) pin(fetched);
  const after = namedData(detections, { ...data, lock: loadDataLock(config.data.lock) });
  const complaints = after.flatMap((item) => complaintsOf(item, fetched));
  if (options.format === 'json') printer.result(`${JSON.stringify(report(after, fetched), null, 2)}\n`);
  else {
    for (const { url, download } of fetched) {
      if (download) printer.result(`fetched ${megabytes(download.size)}  ${url}\n`);
    }
    const there = after.filter(({ resolved }) => resolved.log).length;
    printer.result(`${there} of ${after.length} logs are there\n`);
  }
  if (complaints.length > 0)
    printer.complaint(`${renderDiagnostics(complaints, { colors: printer.sideColors, read })}\n`);
  return complaints.length > 0 ? EXIT.findings : EXIT.good;

  async function fetchMissing(items: readonly NamedData[]): Promise<readonly Fetched[]> {
    const wanted = items.map((item) => ({ url: item.data, pinned: pinOfUrl(data.lock, item.data) }));
    const chosen = options.frozen ? wanted.filter(({ pinned }) => pinned) : wanted;
    const line = new ProgressLine(io, options.quiet === true);
    const running = new Map<string, readonly [number, number | undefined]>();
    const results = await fetchAll(
      chosen,
      {
        cache: config.data.cache,
        allowedHosts: config.data.allowedHosts,
        network: systemNetwork,
        maximumBytes: config.data.maxFileMb * MEGABYTE,
      },
      (url, received, total) => {
        running.set(url, [received, total]);
        line.show(progressText([...running.values()], chosen.length));
      },
    );
    line.clear();
    return results;
  }

  function pin(results: readonly Fetched[]): void {
    const urls = new Map<string, DataPin>(data.lock.urls);
    for (const { url, download } of results) {
      if (download && !pinOfUrl(data.lock, url)) urls.set(url, { sha256: download.sha256, size: download.size });
    }
    if (urls.size !== (data.lock.urls?.size ?? 0))
      writeDataLock(config.data.lock, { entries: data.lock.entries, urls });
  }
}

const isFetchable = (diagnostics: readonly Diagnostic[]): boolean =>
  diagnostics.some(({ name }) => name === 'data-missing' || name === 'data-lfs-pointer');

function complaintsOf({ data, places, resolved }: NamedData, fetched: readonly Fetched[]): readonly Diagnostic[] {
  const problem = fetched.find(({ url }) => url === data)?.problem;
  const [place] = places;
  if (problem === undefined || !place) return resolved.diagnostics;
  return [createDiagnostic('data-fetch', place.file, place.range, `"${data}" could not be fetched: ${problem}.`)];
}

function report(named: readonly NamedData[], fetched: readonly Fetched[]) {
  return {
    logs: named.map(({ data, resolved }) => {
      const result = fetched.find(({ url }) => url === data);
      return {
        data,
        state: result?.download ? 'fetched' : resolved.log ? 'there' : 'missing',
        ...(resolved.log && { sha256: resolved.sha256, size: resolved.size, stand_in: resolved.standIn }),
        ...(result?.problem !== undefined && { problem: result.problem }),
      };
    }),
  };
}

const megabytes = (bytes: number): string => `${(bytes / MEGABYTE).toFixed(1)} MB`;

const BAR = 24;

/** `[######------------------] 12.0 of 48.0 MB, 2 of 5 logs` */
function progressText(running: readonly (readonly [number, number | undefined])[], logs: number): string {
  const received = running.reduce((sum, [bytes]) => sum + bytes, 0);
  const total = running.reduce((sum, [bytes, of]) => sum + (of ?? bytes), 0);
  const done = Math.round((received / Math.max(total, 1)) * BAR);
  const bar = `${'#'.repeat(done)}${'-'.repeat(BAR - done)}`;
  return `[${bar}] ${(received / MEGABYTE).toFixed(1)} of ${megabytes(total)}, ${running.length} of ${logs} logs`;
}
