import { describe, expect, it } from 'vitest';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyPlan, makePlan, readLive, StateFolder } from '../../src/deploy/index.ts';
import { sentinelTarget } from '../../src/deploy/sentinel/target.ts';
import { startArm, WORKSPACE } from '../emulators/arm.ts';
import { describeFaults } from './fault-matrix.ts';
import { QUICK_RETRY } from './quick-retry.ts';
import { SENTINEL_CONTENT, sentinelContent } from './sentinel-content.ts';

const FILES = ['detections/rule.yaml', 'knowledge/parsers/Invented.yaml', 'knowledge/watchlists/vips.csv'];
const desired = sentinelContent(Object.fromEntries(FILES.map((name) => [name, SENTINEL_CONTENT[name] ?? ''])));

describe('Sentinel, when things go wrong', () => {
  describeFaults(async (timeoutMs) => {
    const emulator = await startArm();
    emulator.put('savedSearches/theirs', { displayName: 'Theirs', category: 'x', query: 'Event' });
    const credential = { getToken: async () => ({ token: 'good-token', expiresOnTimestamp: Date.now() + 3_600_000 }) };
    return {
      emulator,
      target: sentinelTarget(
        { ...WORKSPACE, endpoint: emulator.url, ca: emulator.ca, credential, timeoutMs },
        QUICK_RETRY,
      ),
      canaries: ['good-token'],
      count: () => [...emulator.resources.keys()].filter((path) => path.split('/').length === 2).length,
    };
  }, desired);
});

it('converges when its token runs out at any one request', { timeout: 120_000 }, async () => {
  const run = async (at: number): Promise<number> => {
    const emulator = await startArm();
    try {
      let token = 'good-token';
      const credential = { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3_600_000 }) };
      const target = sentinelTarget({ ...WORKSPACE, endpoint: emulator.url, ca: emulator.ca, credential }, QUICK_RETRY);
      const folder = new StateFolder(mkdtempSync(join(tmpdir(), 'deploy-')), target);
      emulator.fault = ({ number }) => {
        if (number !== at) return undefined;
        token = 'another-token';
        emulator.tokens.clear();
        emulator.tokens.add(token);
        return undefined;
      };
      const plan = async () => makePlan(target, desired, await readLive(target), { deployment: 'test' });
      const { failed, left } = await applyPlan(await plan(), target, { folder, retry: QUICK_RETRY });
      expect({ at, failed, left }).toEqual({ at, failed: [], left: [] });
      const requests = emulator.requests.length;
      expect(await plan()).toMatchObject({ steps: [], unchanged: desired.length });
      return requests;
    } finally {
      await emulator.close();
    }
  };
  const total = await run(0);
  for (let at = 1; at <= total; at += 1) await run(at);
});
