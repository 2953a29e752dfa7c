import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { formatContent } from '../authoring/index.ts';
import { LiveRepository } from '../testing/live-repository.ts';
import type { FormatOptions } from './commands/format.ts';
import type { Printer } from './common.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { CommandIo } from './io.ts';

/** Formats the queries of detections in their files, or says which would change. */
export async function runFormatCommand(
  paths: readonly string[],
  options: FormatOptions,
  io: CommandIo,
  printer: Printer,
): Promise<ExitCode> {
  const wanted = paths.map((path) => resolve(io.cwd, path));
  const live = new LiveRepository({
    cwd: io.cwd,
    config: options.config,
    layout: options.layout,
    ...(wanted.length > 0 && { paths: wanted }),
  });
  const { content, workspace } = live.load();
  const broken = content.diagnostics.filter(({ severity, name }) => severity === 'error' && name === 'unreadable-file');
  for (const { file, message } of broken) printer.complaint(`${file}: ${message}\n`);
  const changed: string[] = [];
  const left: { readonly file: string; readonly reason: string }[] = [];
  for (const detection of content.detections) {
    if (!detection.query) continue;
    const path = resolve(io.cwd, detection.file);
    const outcome = await formatContent(detection, readFileSync(path, 'utf8'), workspace);
    if (outcome.kind === 'left') left.push({ file: detection.file, reason: outcome.reason });
    if (outcome.kind !== 'changed') continue;
    changed.push(detection.file);
    if (!options.check) writeFileSync(path, outcome.text);
  }
  if (options.format === 'json') printer.result(`${JSON.stringify({ changed, left }, null, 2)}\n`);
  else {
    for (const file of changed) printer.result(`${options.check ? 'would format' : 'formatted'} ${file}\n`);
    for (const { file, reason } of left) printer.aside(`left ${file}: ${reason}\n`);
    printer.result(
      `${changed.length} of ${content.detections.length} detections ${options.check ? 'would change' : 'changed'}\n`,
    );
  }
  return broken.length > 0 || (options.check && changed.length > 0) ? EXIT.findings : EXIT.good;
}
