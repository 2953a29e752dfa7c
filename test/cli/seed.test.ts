import { describe, expect, it } from 'vitest';
import type { Explanation } from '../../src/testing/explain.ts';
import type { TestReport } from '../../src/testing/result.ts';
import { runCli } from './run-cli.ts';

const FIXTURE = 'test/fixtures/network_direction_true.yaml';

describe('the shipped detections', () => {
  it('all pass, each with a test that fires and one that stays quiet', async () => {
    const { exitCode, stdout } = await runCli(['test', '--format', 'json']);
    const { summary, tests } = JSON.parse(stdout) as TestReport;
    expect(exitCode).toBe(0);
    expect(summary).toMatchObject({ failed: 0, errors: 0, unsupported: 0, skipped: 0, detections: 4 });
    expect(summary.passed).toBeGreaterThanOrEqual(8);
    for (const file of new Set(tests.map((test) => test.detection.file))) {
      const own = tests.filter((test) => test.detection.file === file);
      expect(own.some((test) => test.test_type === 'unit' && test.results > 0)).toBe(true);
      expect(own.some((test) => test.test_type === 'benign' && test.results === 0 && test.events > 0)).toBe(true);
    }
  });

  it('say that a stand-in was replayed', async () => {
    const { stdout } = await runCli(['test', '--format', 'json']);
    const standIns = (JSON.parse(stdout) as TestReport).tests.filter(({ logs }) => logs.some((log) => log.stand_in));
    expect(new Set(standIns.map(({ detection }) => detection.file)).size).toBe(4);
    for (const test of standIns) expect(test.notes.join()).toContain('stand-in');
  });

  it('give the same report twice but for durations', async () => {
    const report = async (): Promise<string> =>
      (await runCli(['test', '--format', 'json'])).stdout.replace(/"duration\w*": [\d.e-]+/g, '"duration": 0');
    expect(await report()).toBe(await report());
  });
});

describe('the wrong translation (NetworkDirection =~ "true")', () => {
  it('fails its test, and validation names the values that the column has', async () => {
    const { exitCode, stdout } = await runCli(['test', FIXTURE, '--format', 'json']);
    const { summary, diagnostics } = JSON.parse(stdout) as TestReport;
    expect(exitCode).toBe(1);
    expect(summary).toMatchObject({ passed: 0, failed: 1 });
    const found = diagnostics.find(({ name }) => name === 'never-true');
    expect(found?.hint).toContain('Inbound, Outbound');
    expect(found?.range.start).toEqual({ line: 25, column: 11 });
  });

  it('is explained by the condition that never held and by what stood there', async () => {
    const { exitCode, stdout } = await runCli(['explain', FIXTURE, '--format', 'json']);
    expect(exitCode).toBe(0);
    const [{ explanation }] = JSON.parse(stdout) as [{ explanation: Explanation }];
    expect(explanation.results).toBe(0);
    expect(explanation.loss?.predicates[0]).toMatchObject({
      text: 'NetworkDirection =~ "true"',
      alone: 0,
      without: 6,
      observed: [{ column: 'NetworkDirection', values: [{ value: 'Outbound', rows: 6 }], more: 0 }],
    });
  });
});
