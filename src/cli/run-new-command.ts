import { resolve } from 'node:path';
import { scaffold } from '../authoring/index.ts';
import { renderDiagnostics } from '../diagnostics/render.ts';
import { openSession } from '../testing/open-session.ts';
import type { TestResult } from '../testing/result.ts';
import { Workspace } from '../testing/workspace.ts';
import type { NewOptions } from './commands/new.ts';
import type { Printer } from './common.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { CommandIo } from './io.ts';

const FIELDS_SHOWN = 12;

/** Writes a detection with its test, then validates and tests it. */
export async function runNewCommand(
  platform: 'splunk' | 'sentinel' | 'sigma',
  name: string,
  options: NewOptions,
  io: CommandIo,
  printer: Printer,
): Promise<ExitCode> {
  const { event, format: _, output: __, config, color: ___, quiet: ____, jobs: _____, ...wishes } = options;
  const workspace = Workspace.open({ cwd: io.cwd, ...(config !== undefined && { configFile: config }) });
  const made = await scaffold({
    ...wishes,
    platform,
    name,
    cwd: io.cwd,
    workspace,
    events: event ?? [],
    today: new Date().toISOString().slice(0, 10),
  });
  const [file = ''] = made.files;
  const session = await openSession({
    cwd: io.cwd,
    what: [resolve(io.cwd, file)],
    ...(config !== undefined && { config }),
  });
  const results: TestResult[] = [];
  try {
    for (const { detection, test } of session.tests) results.push(await session.run(detection, test));
  } finally {
    await session.close();
  }
  const findings = session.diagnostics.filter(({ severity }) => severity !== 'info');
  const passed = results.length > 0 && results.every(({ verdict }) => verdict === 'pass');
  if (options.format === 'json') {
    const tests = results.map(({ test, verdict, results: rows, message }) => ({
      test,
      verdict,
      results: rows,
      message,
    }));
    const { files, reads, chosen, notes } = made;
    printer.result(
      `${JSON.stringify({ files, reads, events: chosen, notes, diagnostics: findings, tests }, null, 2)}\n`,
    );
  } else {
    for (const path of made.files) printer.result(`wrote ${path}\n`);
    printer.result(`reads ${made.reads}, ${made.chosen.length} of ${made.facts.events} events chosen\n`);
    const fields = made.facts.fields.slice(0, FIELDS_SHOWN).map(({ name: field }) => field);
    printer.result(`fields ${fields.join(', ')}${made.facts.fields.length > FIELDS_SHOWN ? ', …' : ''}\n`);
    for (const note of made.notes) printer.result(`note: ${note}\n`);
    const read = (path: string) => session.content.sources.get(path);
    if (findings.length > 0) printer.result(`${renderDiagnostics(findings, { colors: printer.colors, read })}\n`);
    for (const { verdict, test, message } of results) {
      printer.result(`${verdict} ${test}${message === '' ? '' : `: ${message}`}\n`);
    }
  }
  return passed && findings.every(({ severity }) => severity !== 'error') ? EXIT.good : EXIT.findings;
}
