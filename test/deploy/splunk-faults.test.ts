import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { applyPlan, makePlan, makeRollback, readLive, StateFolder } from '../../src/deploy/index.ts';
import { splunkTarget } from '../../src/deploy/splunk/target.ts';
import { type SplunkEmulator, startSplunk } from '../emulators/splunk.ts';
import { describeFaults } from './fault-matrix.ts';
import { QUICK_RETRY } from './quick-retry.ts';
import { CONTENT, splunkContent } from './splunk-content.ts';

const { desired } = splunkContent({}, { 'detections/many_tools.yml': CONTENT['detections/many_tools.yml'] ?? '' });

describe('Splunk, when things go wrong', () => {
  describeFaults(async (timeoutMs) => {
    const emulator = await startSplunk('content');
    const { url, ca, token, objects } = emulator;
    emulator.put('configs/conf-macros', 'theirs', { definition: 'index=theirs' });
    return {
      emulator,
      target: splunkTarget({ url, ca, token, app: 'content', timeoutMs }, QUICK_RETRY),
      canaries: [token],
      count: () => objects.size,
    };
  }, desired);
});

describe('who asks Splunk', () => {
  const plan = async (target: ReturnType<typeof splunkTarget>) =>
    makePlan(target, desired, await readLive(target), { deployment: 'test' });
  const inSplunk = async (work: (splunk: SplunkEmulator) => Promise<void>): Promise<void> => {
    const splunk = await startSplunk('content');
    await work(splunk).finally(() => splunk.close());
  };
  const newFolder = (target: ReturnType<typeof splunkTarget>): StateFolder =>
    new StateFolder(mkdtempSync(join(tmpdir(), 'deploy-')), target);

  it('may have a token that runs out at any request: the run is finished or undone with another', async () => {
    let cutOff = 0;
    for (let at = 1, whole = false; !whole; at += 1) {
      await inSplunk(async (splunk) => {
        const { url, ca, token } = splunk;
        const target = splunkTarget({ url, ca, token, app: 'content' }, QUICK_RETRY);
        const folder = newFolder(target);
        const made = await plan(target);
        const before = splunk.requests.length;
        splunk.fault = ({ number }) => (number >= before + at ? { status: 401 } : undefined);
        const ended = await applyPlan(made, target, { folder, retry: QUICK_RETRY }).catch((error: Error) => error);
        whole = splunk.requests.length - before < at;
        splunk.fault = () => undefined;
        if (ended instanceof Error) expect(ended.message).toMatch(/: 401$/);
        const run = folder.lastRun();
        if (!run || run.finished) return;
        cutOff += 1;
        const back = at % 2 === 0;
        const next = back ? await makeRollback(target, folder) : run.plan;
        await applyPlan(next, target, { folder, retry: QUICK_RETRY });
        if (back) expect([at, splunk.objects.size]).toEqual([at, 0]);
        else expect([at, (await plan(target)).steps]).toEqual([at, []]);
      });
    }
    expect(cutOff).toBeGreaterThan(desired.length);
  });

  it('may have a session that ends at any request: it is opened again', async () => {
    let total = 1;
    for (let at = 1; at <= total; at += 1) {
      await inSplunk(async (splunk) => {
        const { url, ca, username, password } = splunk;
        const target = splunkTarget({ url, ca, username, password, app: 'content' }, QUICK_RETRY);
        splunk.fault = ({ number }) => {
          if (number === at) splunk.endSessions();
          return undefined;
        };
        await applyPlan(await plan(target), target, { folder: newFolder(target), retry: QUICK_RETRY });
        expect([at, (await plan(target)).steps]).toEqual([at, []]);
        total = splunk.requests.length;
        for (const { path, body } of splunk.requests)
          expect(body.includes(password)).toBe(path === '/services/auth/login');
      });
    }
  });

  it('is told to log in otherwise when the password is wrong', async () => {
    await inSplunk(async ({ url, ca, username }) => {
      const target = splunkTarget({ url, ca, username, password: 'wrong-canary', app: 'content' }, QUICK_RETRY);
      const error = await target.list('macro').catch((failure: Error) => failure);
      expect(String(error)).toBe('TransportError: POST /services/auth/login: 401 Login failed');
    });
  });
});
