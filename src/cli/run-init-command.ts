import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { init, platformOf, type ScaffoldPlatform, survey } from '../authoring/index.ts';
import { LAYOUTS } from '../content/index.ts';
import { loadConfig } from '../config/index.ts';
import { renderCounts } from '../diagnostics/render.ts';
import { openSession } from '../testing/open-session.ts';
import { UsageError } from '../util/usage-error.ts';
import type { InitCommandOptions } from './commands/init.ts';
import type { Printer } from './common.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { CommandIo } from './io.ts';

/** Asks at most three questions, writes what is missing, and runs the first test. */
export async function runInitCommand(
  folder: string,
  options: InitCommandOptions,
  io: CommandIo,
  printer: Printer,
): Promise<ExitCode> {
  const root = resolve(io.cwd, folder);
  try {
    mkdirSync(root, { recursive: true });
  } catch (error) {
    throw new UsageError(`"${folder}" cannot be made a folder: ${(error as Error).message}`);
  }
  const found = survey(root);
  const ask = options.yes || options.format === 'json' ? undefined : io.ask;
  const choose = async <T extends string>(question: string, choices: readonly T[], fallback: T): Promise<T> => {
    if (!ask) return fallback;
    const answer = (await ask(`${question} (${choices.join(', ')}) [${fallback}] `)).trim().toLowerCase();
    if (answer === '') return fallback;
    const chosen = choices.find((choice) => choice.startsWith(answer));
    if (chosen === undefined) throw new UsageError(`"${answer}" is none of ${choices.join(', ')}.`);
    return chosen;
  };
  const layout = options.layout ?? (await choose('Layout of the repository?', LAYOUTS, found.layout));
  const platform: ScaffoldPlatform =
    options.platform ??
    (await choose('What is the first test for?', ['splunk', 'sentinel', 'sigma'] as const, platformOf(layout)));
  const workflow =
    options.workflow && (await choose('A workflow for GitHub Actions?', ['yes', 'no'] as const, 'yes')) === 'yes';
  const today = new Date().toISOString().slice(0, 10);
  const outcome = await init({ root, survey: found, layout, platform, workflow, today });
  const results = [];
  if (outcome.starter) {
    const session = await openSession({ cwd: root, what: [join(root, outcome.starter.files[0] ?? '')] });
    try {
      for (const { detection, test } of session.tests) results.push(await session.run(detection, test));
    } finally {
      await session.close();
    }
  }
  const existing = found.detections > 0 ? await openSession({ cwd: root, layout }) : undefined;
  await existing?.close();
  const findings = existing?.diagnostics ?? loadConfig({ cwd: root }).diagnostics;
  const tests = results.map(({ test, verdict, message }) => ({ test, verdict, message }));
  if (options.format === 'json') {
    const { written, kept, notes } = outcome;
    const errors = findings.filter(({ severity }) => severity === 'error').length;
    const warnings = findings.filter(({ severity }) => severity === 'warning').length;
    const content = { layout, detections: found.detections, errors, warnings };
    printer.result(`${JSON.stringify({ written, kept, notes, content, tests }, null, 2)}\n`);
  } else {
    for (const path of outcome.written) printer.result(`wrote ${path}\n`);
    for (const path of outcome.kept) printer.result(`kept  ${path}\n`);
    for (const note of outcome.notes) printer.result(`note: ${note}\n`);
    for (const { verdict, test, message } of tests) {
      printer.result(`${verdict} ${test}${message === '' ? '' : `: ${message}`}\n`);
    }
    if (existing) printer.result(`${found.detections} detections of layout ${layout}: ${renderCounts(findings)}\n`);
    printer.result('Next: firedrill validate, firedrill test, firedrill new --help\n');
  }
  return tests.every(({ verdict }) => verdict === 'pass') ? EXIT.good : EXIT.findings;
}
