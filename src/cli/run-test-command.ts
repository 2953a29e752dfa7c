import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { renderDiagnostics } from '../diagnostics/render.ts';
import type { Colors } from '../report/colors.ts';
import { openSession } from '../testing/open-session.ts';
import type { TestReport, TestResult } from '../testing/result.ts';
import { runTests } from '../testing/run-tests.ts';
import type { TestOptions } from './commands/test.ts';
import type { CommandIo } from './io.ts';

export interface TestCommandHooks {
  readonly onResult: (result: TestResult) => void;
  /** Takes findings, rendered for people. */
  readonly onDiagnostics: (text: string) => void;
  readonly colors: Colors;
}

/** Validates what was asked for, replays its tests, and hands over results as they come. */
export async function runTestCommand(
  what: readonly string[],
  options: TestOptions,
  io: CommandIo,
  hooks: TestCommandHooks,
): Promise<TestReport> {
  const session = await openSession({ ...options, what, cwd: io.cwd });
  const show = (diagnostics: readonly Diagnostic[]): void => {
    const shown = diagnostics.filter(({ severity }) => severity !== 'info');
    if (shown.length === 0) return;
    const read = (file: string) => session.content.sources.get(file);
    hooks.onDiagnostics(`${renderDiagnostics(shown, { colors: hooks.colors, read })}\n`);
  };
  show(session.diagnostics);
  const report = await runTests({
    workspace: session.workspace,
    findings: session.findings,
    data: session.data,
    producers: session.producers,
    detections: session.detections,
    jobs: options.jobs,
    onResult: hooks.onResult,
  });
  show(
    report.tests.flatMap(({ diagnostics }) => diagnostics).filter((finding) => !session.diagnostics.includes(finding)),
  );
  return { ...report, diagnostics: [...session.diagnostics] };
}
