/**
 * firedrill's public API.
 *
 * @example
 * import { openSession } from 'firedrill';
 * const session = await openSession({ cwd: process.cwd() });
 * for (const { detection, test } of session.tests) console.log((await session.run(detection, test)).verdict);
 * await session.close();
 */
export type { Content } from './content/index.ts';
export type { AttackDataReference, Detection, Expectation, TestDefinition } from './content/model.ts';
export type { Diagnostic, Location, Position, Range, Severity } from './diagnostics/diagnostic.ts';
export type { JsonValue } from './languages/front-end.ts';
export { explainFailure } from './testing/explain-failure.ts';
export { type OpenSessionOptions, openSession, type Session } from './testing/open-session.ts';
export type { StageResult, TestReport, TestResult, TestSummary, Verdict } from './testing/result.ts';
