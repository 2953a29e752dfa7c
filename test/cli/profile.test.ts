import { describe, expect, it } from 'vitest';
import type { TestReport } from '../../src/testing/result.ts';
import { runCli } from './run-cli.ts';

const RULE = 'detections/sigma/net_connection_win_domain_cloudflared_communication.yml';

describe('test --profile', () => {
  it('is off unless asked for', { timeout: 60_000 }, async () => {
    const { stdout } = await runCli(['test', RULE, '--format', 'json', '--jobs', '1']);
    const { tests } = JSON.parse(stdout) as TestReport;
    expect(tests[0]?.stages.some((stage) => 'duration_ms' in stage)).toBe(false);
  });

  it('times each stage, none longer than its test', { timeout: 60_000 }, async () => {
    const { stdout, stderr } = await runCli(['test', RULE, '--format', 'json', '--profile', '--jobs', '1']);
    const { tests } = JSON.parse(stdout) as TestReport;
    for (const { stages, duration_ms: whole } of tests) {
      const costs = stages.map((stage) => stage.duration_ms ?? -1);
      expect(costs.every((cost) => cost >= 0)).toBe(true);
      expect(costs.reduce((sum, cost) => sum + cost, 0)).toBeLessThanOrEqual(whole);
    }
    expect(stderr).toContain('By detection:');
  });
});
