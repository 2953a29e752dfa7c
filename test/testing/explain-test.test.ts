import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Explanation } from '../../src/testing/explain.ts';
import { folderWith, root, runCli } from '../cli/run-cli.ts';

const FIXTURES = 'test/fixtures/escu';

async function explain(what: string, cwd = root): Promise<Explanation> {
  const { stdout } = await runCli(['explain', what, '--format', 'json'], cwd);
  const [first] = JSON.parse(stdout) as [{ explanation: Explanation }];
  return first.explanation;
}

describe('explain of a Correlation', () => {
  it('runs the detections whose findings it counts first', { timeout: 60_000 }, async () => {
    const { results, stages, loss } = await explain(`${FIXTURES}/detections/endpoint/findings_on_one_host.yml`);
    expect(results).toBeGreaterThan(0);
    expect(stages[0]?.rowsOut).toBeGreaterThan(0);
    expect(loss).toBeUndefined();
  });

  it('names the condition that the findings do not meet', { timeout: 60_000 }, async () => {
    const names = ['findings_on_one_host', 'grabber_launched', 'grabber_downloaded'];
    const read = (name: string) => readFileSync(join(root, FIXTURES, name), 'utf8');
    const files = Object.fromEntries(
      [...names.map((name) => `detections/endpoint/${name}.yml`), 'data/tools.log'].map((name) => [name, read(name)]),
    );
    const cwd = folderWith({ ...files, 'firedrill.yml': 'content: [detections]\n' });
    const path = join(cwd, 'detections/endpoint/findings_on_one_host.yml');
    writeFileSync(
      path,
      readFileSync(path, 'utf8').replace('analyticstories="Invented Story"', 'analyticstories="Other"'),
    );
    const { results, loss } = await explain(path, cwd);
    expect(results).toBe(0);
    expect(loss?.predicates.filter(({ blamed }) => blamed).map(({ text }) => text)).toEqual([
      'analyticstories="Other"',
    ]);
    expect(JSON.stringify(loss?.predicates)).toContain('Invented Story');
  });
});
