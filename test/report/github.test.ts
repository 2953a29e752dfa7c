import { expect, it } from 'vitest';
import { githubReport } from '../../src/report/github.ts';
import type { TestReport, TestResult } from '../../src/testing/result.ts';

it('annotates ten tests of a level, and names the others', () => {
  const test = (verdict: TestResult['verdict'], line: number) =>
    ({ verdict, line, test: 'T', message: 'No\nresults.', detection: { name: 'A', file: 'a.yml' } }) as TestResult;
  const tests = Array.from({ length: 30 }, (_, at) => test(at < 15 ? 'fail' : at < 28 ? 'skipped' : 'pass', at + 1));
  const summary = { passed: 2, failed: 15, errors: 0, unsupported: 0, skipped: 13 };
  const lines = githubReport({ tests, summary } as unknown as TestReport)
    .trimEnd()
    .split('\n');
  expect(lines.filter((line) => line.startsWith('::error file=a.yml,line='))).toHaveLength(10);
  expect(lines.filter((line) => line.startsWith('::warning file=a.yml,line='))).toHaveLength(10);
  expect(lines.filter((line) => line.startsWith('  '))).toEqual([
    ...[11, 12, 13, 14, 15].map((line) => `  a.yml:${line} fail A: T: No␊results.`),
    ...[26, 27, 28].map((line) => `  a.yml:${line} skipped A: T: No␊results.`),
  ]);
  expect(lines.at(-1)).toBe('::notice title=firedrill::2 passed, 15 failed, 0 errors, 0 unsupported, 13 skipped');
});
