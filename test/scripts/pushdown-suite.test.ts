import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { runPushdownSuite } from '../../scripts/conformance/pushdown-suite.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'firedrill-suite-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('runs every detection of a folder with and without optimisations', async () => {
  const log = 'test/attack_data/datasets/attack_techniques/T1572/snapattack/snapattack.log';
  cpSync(join(root, log), join(folder, 'evtx', 'tunnel.xml'));
  for (const kind of ['sentinel', 'sigma'])
    cpSync(join(root, 'detections', kind), join(folder, kind), { recursive: true });
  const results = await runPushdownSuite(folder);
  expect(results.map(({ suite, score }) => [suite, score.right, score.wrong, score.unsupported])).toEqual([
    ['pushdown/sentinel', 2, 0, 0],
    ['pushdown/sigma', 1, 0, 0],
  ]);
});
