import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Layout } from '../content/index.ts';
import type { Detection } from '../content/model.ts';
import { renderDiagnostics } from '../diagnostics/render.ts';
import { consoleLine, consoleSummary } from '../report/console.ts';
import { LiveRepository } from '../testing/live-repository.ts';
import { summarise } from '../testing/result.ts';
import { TestWatch, type WatchedRun } from '../testing/test-watch.ts';
import { UsageError } from '../util/usage-error.ts';
import type { TestOptions } from './commands/test.ts';
import type { Printer } from './common.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { CommandIo } from './io.ts';
import { watchedPaths } from './run-validate-watch.ts';
import { watchFiles } from './watch-files.ts';

/** Runs the tests, and after each edit those that it touches, until the person stops it. */
export async function runTestWatch(
  what: readonly string[],
  options: TestOptions,
  io: CommandIo,
  printer: Printer,
): Promise<ExitCode> {
  if (
    options.format !== 'text' ||
    options.output !== undefined ||
    options.update ||
    options.shard ||
    options.planOnly
  ) {
    throw new UsageError(
      '--watch prints text alone, and goes with neither --output, --update, --shard nor --plan-only.',
    );
  }
  const paths = what.filter((item) => existsSync(resolve(io.cwd, item))).map((item) => resolve(io.cwd, item));
  const names = new Set(what.filter((item) => !existsSync(resolve(io.cwd, item))).map((name) => name.toLowerCase()));
  const live = new LiveRepository({
    cwd: io.cwd,
    config: options.config,
    layout: options.layout,
    cache: options.cache,
    ...(paths.length > 0 && { paths }),
  });
  const isNamed = ({ id, name }: Detection) => names.has(id.toLowerCase()) || names.has(name.toLowerCase());
  const watch = new TestWatch(live, {
    cwd: io.cwd,
    layout: options.layout as Layout,
    workers: options.jobs,
    tag: options.tag,
    ...(names.size > 0 && { only: isNamed }),
  });
  const verdicts = new Map<string, boolean>();
  const show = ({ results, state, diagnostics }: WatchedRun, heading: string, started: number): void => {
    const shown = diagnostics.filter(({ severity, file }) => severity === 'error' && state.content.sources.has(file));
    const read = (file: string) => state.content.sources.get(file);
    if (shown.length > 0) printer.result(`${renderDiagnostics(shown, { colors: printer.colors, read })}\n`);
    for (const result of results) {
      verdicts.set(`${result.detection.file}\n${result.test}`, result.verdict === 'pass');
      printer.result(`${consoleLine(result, printer.colors)}\n`);
    }
    const took = performance.now() - started;
    printer.result(`${heading}${consoleSummary(summarise(results, took), printer.colors).trimStart()}\n`);
  };
  const started = performance.now();
  const first = await watch.run();
  show(first, '', started);
  const stop = watchFiles(watchedPaths(live, first.state, io.cwd, paths), async (files) => {
    const began = performance.now();
    const run = await watch.run(files);
    show(run, `${files.map((file) => live.nameOf(file)).join(', ')}: `, began);
  });
  await io.interrupted?.();
  stop();
  await watch.close();
  return [...verdicts.values()].every((passed) => passed) ? EXIT.good : EXIT.findings;
}
