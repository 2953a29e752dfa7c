import { resolve } from 'node:path';
import { CONFIG_FILE, contentHere, loadConfig } from '../config/index.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { renderCounts, renderDiagnostics } from '../diagnostics/render.ts';
import { LiveRepository, type LiveState } from '../testing/live-repository.ts';
import { UsageError } from '../util/usage-error.ts';
import type { ValidateOptions } from './commands/validate.ts';
import type { Printer } from './common.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { CommandIo } from './io.ts';
import { watchFiles } from './watch-files.ts';

/** Validates, and validates again after each edit, until the person stops it: then what stands in the files, that it says. */
export async function runValidateWatch(
  paths: readonly string[],
  options: ValidateOptions,
  io: CommandIo,
  printer: Printer,
): Promise<ExitCode> {
  if (options.format !== 'text' || options.output !== undefined || options.base !== undefined) {
    throw new UsageError('--watch prints text alone, and goes neither with --output nor with --base.');
  }
  const here = () => (options.config === undefined ? contentHere(loadConfig({ cwd: io.cwd }).config, io.cwd) : []);
  const wanted = (paths.length > 0 ? paths : here()).map((path) => resolve(io.cwd, path));
  const live = new LiveRepository({
    cwd: io.cwd,
    config: options.config,
    layout: options.layout,
    cache: options.cache,
    ...(wanted.length > 0 && { paths: wanted }),
  });
  let known = new Set<string>();
  let last: LiveState = await live.refresh();
  const show = (state: LiveState, isShown: (diagnostic: Diagnostic) => boolean): void => {
    const read = (file: string) => state.content.sources.get(file);
    const shown = state.diagnostics.filter((each) => each.severity !== 'info' && isShown(each));
    if (shown.length > 0) printer.result(`${renderDiagnostics(shown, { colors: printer.colors, read })}\n`);
    known = new Set(state.diagnostics.map(keyOf));
  };
  show(last, () => true);
  printer.result(`${last.content.files} files: ${renderCounts(last.diagnostics)}; watching\n`);
  const stop = watchFiles(watchedPaths(live, last, io.cwd, wanted), async (files) => {
    const started = performance.now();
    const names = new Set(files.map((file) => live.nameOf(file)));
    for (const file of files) live.changed(file);
    last = await live.refresh();
    show(last, (each) => names.has(each.file) || !known.has(keyOf(each)));
    const took = Math.round(performance.now() - started);
    printer.result(`${[...names].join(', ')}: ${renderCounts(last.diagnostics)} (${took} ms)\n`);
  });
  await io.interrupted?.();
  stop();
  return last.diagnostics.some(({ severity }) => severity === 'error') ? EXIT.findings : EXIT.good;
}

const keyOf = ({ file, code, message, range }: Diagnostic): string =>
  JSON.stringify([file, code, message, range.start.line, range.start.column]);

/** Content, the knowledge that lies in the repository, logs, and the configuration. */
export function watchedPaths(
  live: LiveRepository,
  state: LiveState,
  cwd: string,
  wanted: readonly string[],
): readonly string[] {
  const { config } = state.workspace;
  const { splunk, sentinel, sigma } = config.knowledge;
  const isOwn = (folder: string) => folder.startsWith(config.root) || folder.startsWith(cwd);
  return [
    ...(wanted.length > 0 ? wanted : live.contentFolders),
    ...[...splunk, ...sentinel, ...sigma, ...live.knowledgeFolders(state)].filter(isOwn),
    ...config.data.folders,
    config.data.lock,
    resolve(config.root, CONFIG_FILE),
  ];
}
