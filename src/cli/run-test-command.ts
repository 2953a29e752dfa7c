import { resolve } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { renderDiagnostics } from '../diagnostics/render.ts';
import type { EngineName } from '../live/engine.ts';
import type { Colors } from '../report/colors.ts';
import { RevisionError } from '../content/index.ts';
import { openSession, type Session } from '../testing/open-session.ts';
import { describePlan, durationsOf, type PlannedTestSummary, planRun, type RunPlan } from '../testing/plan-run.ts';
import type { TestReport, TestResult } from '../testing/result.ts';
import { runTests } from '../testing/run-tests.ts';
import { UsageError } from '../util/usage-error.ts';
import type { TestOptions } from './commands/test.ts';
import type { CommandIo } from './io.ts';
import { TestProgress } from './test-progress.ts';

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
  const { session, plan } = await prepare(what, options, io);
  const show = (diagnostics: readonly Diagnostic[]): void => {
    const shown = diagnostics.filter(({ severity }) => severity !== 'info');
    if (shown.length === 0) return;
    const read = (file: string) => session.content.sources.get(file);
    hooks.onDiagnostics(`${renderDiagnostics(shown, { colors: hooks.colors, read })}\n`);
  };
  show(session.diagnostics);
  const engine = options.engine === 'local' ? undefined : await liveEngine(options.engine, session, options);
  const progress = new TestProgress(io, options.quiet === true, plan.tests.length);
  const report = await runTests({
    workspace: session.workspace,
    findings: session.findings,
    data: session.data,
    producers: session.producers,
    detections: session.detections,
    tests: plan.tests,
    update: options.update ?? false,
    profile: options.profile ?? false,
    jobs: options.jobs,
    ...(engine && { runner: engine.runner }),
    onStart: () => progress.started(),
    onResult: (result) => progress.done(result, () => hooks.onResult(result)),
  }).finally(async () => {
    progress.end();
    await engine?.close();
  });
  show(
    report.tests.flatMap(({ diagnostics }) => diagnostics).filter((finding) => !session.diagnostics.includes(finding)),
  );
  return { ...report, diagnostics: [...session.diagnostics], ...(plan.shard && { shard: plan.shard }) };
}

async function liveEngine(name: EngineName, session: Session, { environment, shift }: TestOptions) {
  const { openEngine } = await import('./open-engine.ts');
  const { LiveRunner } = await import('../live/live-runner.ts');
  const engine = await openEngine(name, session, environment);
  return { runner: new LiveRunner(engine, shift), close: () => engine.close() };
}

/** The tests that would run, without running them. */
export async function planTestCommand(
  what: readonly string[],
  options: TestOptions,
  io: CommandIo,
): Promise<readonly PlannedTestSummary[]> {
  const { session, plan } = await prepare(what, options, io);
  return describePlan(plan, session.data);
}

async function prepare(
  what: readonly string[],
  options: TestOptions,
  io: CommandIo,
): Promise<{ readonly session: Session; readonly plan: RunPlan }> {
  try {
    const session = await openSession({ ...options, what, cwd: io.cwd });
    const durations = options.durations === undefined ? undefined : durationsOf(resolve(io.cwd, options.durations));
    return { session, plan: planRun(session.detections, options.shard, durations) };
  } catch (error) {
    if (error instanceof RevisionError) throw new UsageError(error.message);
    throw error;
  }
}
