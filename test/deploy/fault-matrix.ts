import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  applyPlan,
  type DesiredObject,
  type LiveObject,
  makePlan,
  makeRollback,
  readLive,
  StateFolder,
  type Target,
} from '../../src/deploy/index.ts';
import type { Emulator, Fault } from '../emulators/server.ts';
import { QUICK_RETRY } from './quick-retry.ts';

/** A service with one object of somebody else in it. */
export interface Rig {
  readonly emulator: Emulator;
  readonly target: Target;
  /** Texts that must be in no file. */
  readonly canaries: readonly string[];
  /** How many objects there are, ours or not: nothing may be doubled. */
  count(): number;
}

export const FAULTS: readonly Fault[] = [
  { status: 409 },
  { status: 412 },
  { status: 429, retryAfter: '1' },
  { status: 500 },
  { status: 503, retryAfter: '1' },
  'reset-before',
  'reset-after',
  'truncated',
  'silent',
  'stale',
];

class Killed extends Error {}

const withoutRevision = ({ revision: _, ...object }: LiveObject): string => JSON.stringify(object);
const states = async (target: Target): Promise<readonly string[]> =>
  (await readLive(target)).map(withoutRevision).sort();

/** Does something for each number from 1 to `count`, some of them at a time: most of it is waiting. */
async function beside(count: number, work: (at: number) => Promise<void>): Promise<void> {
  let next = 1;
  const lane = async (): Promise<void> => {
    while (next <= count) {
      const at = next;
      next += 1;
      await work(at);
    }
  };
  await Promise.all([lane(), lane(), lane(), lane()]);
}

/** Every fault at every request, an end at every line of the journal, and a service that stays away from any request on. */
export function describeFaults(start: (timeoutMs: number) => Promise<Rig>, desired: readonly DesiredObject[]): void {
  const plan = async (target: Target, objects = desired) =>
    makePlan(target, objects, await readLive(target), { deployment: 'test', prune: true });

  async function inRig<Result>(
    work: (rig: Rig, folder: StateFolder) => Promise<Result>,
    timeoutMs = 3_000,
  ): Promise<Result> {
    const rig = await start(timeoutMs);
    const path = mkdtempSync(join(tmpdir(), 'deploy-'));
    try {
      const folder = new StateFolder(path, rig.target);
      const result = await work(rig, folder);
      for (const file of readdirSync(folder.path)) {
        const text = readFileSync(join(folder.path, file), 'utf8');
        for (const canary of rig.canaries) expect(text.includes(canary)).toBe(false);
      }
      return result;
    } finally {
      await rig.emulator.close();
      rmSync(path, { recursive: true, force: true });
    }
  }

  const deploy = async ({ target }: Rig, folder: StateFolder, objects = desired) =>
    applyPlan(await plan(target, objects), target, { folder, retry: QUICK_RETRY });

  it.each(FAULTS.map((fault) => [typeof fault === 'string' ? fault : `status ${fault.status}`, fault] as const))(
    'converges with %s at any one request',
    { timeout: 240_000 },
    async (_name, fault) => {
      const total = await inRig(async (rig, folder) => {
        await deploy(rig, folder);
        return rig.emulator.requests.length;
      });
      const timeoutMs = fault === 'silent' ? 250 : 3_000;
      await beside(total, async (at) => {
        await inRig(async (rig, folder) => {
          rig.emulator.fault = ({ number }) => (number === at ? fault : undefined);
          const result = await deploy(rig, folder);
          expect({ at, failed: result.failed, left: result.left }).toEqual({ at, failed: [], left: [] });
          rig.emulator.fault = () => undefined;
          expect((await plan(rig.target)).steps).toEqual([]);
          expect(rig.count()).toBe(desired.length + 1);
        }, timeoutMs);
      });
    },
  );

  it('resumes or rolls back wherever the process ended', { timeout: 240_000 }, async () => {
    const lines = await inRig(async (rig, folder) => {
      await deploy(rig, folder);
      return readFileSync(folder.journalPath, 'utf8').trim().split('\n').length;
    });
    expect(lines).toBeGreaterThan(desired.length);
    for (const when of ['before', 'after'] as const) {
      for (let at = 1; at <= lines; at += 1) {
        for (const way of ['resume', 'rollback'] as const) {
          await inRig(async (rig, folder) => {
            const { target } = rig;
            const first = await states(target);
            const made = await plan(target);
            let line = 0;
            const onJournal = (_entry: unknown, moment: string): void => {
              if (moment === when) line += 1;
              if (moment === when && line === at) throw new Killed();
            };
            const options = { folder, retry: QUICK_RETRY, concurrency: 1 };
            await expect(applyPlan(made, target, { ...options, onJournal })).rejects.toThrow(Killed);
            if (way === 'resume') {
              if (folder.lastRun()?.finished) return;
              await applyPlan(made, target, options);
              expect((await plan(target)).steps).toEqual([]);
              expect(rig.count()).toBe(desired.length + 1);
            } else if (folder.lastRun()) {
              const back = await makeRollback(target, folder);
              expect(back.refusals).toEqual([]);
              await applyPlan(back, target, options);
              expect({ when, at, states: await states(target) }).toEqual({ when, at, states: first });
            }
          });
        }
      }
    }
  });

  it('can be finished or undone after the service stayed away', { timeout: 240_000 }, async () => {
    const total = await inRig(async (rig, folder) => {
      await deploy(rig, folder);
      return rig.emulator.requests.length;
    });
    for (let at = 1; at <= total; at += 1) {
      for (const way of ['resume', 'rollback'] as const) {
        await inRig(async (rig, folder) => {
          const { target } = rig;
          const first = await states(target);
          const offset = rig.emulator.requests.length;
          rig.emulator.fault = ({ number }) => (number >= offset + at ? { status: 503 } : undefined);
          await deploy(rig, folder).catch((error: Error) => expect(error.name).toBe('TransportError'));
          rig.emulator.fault = () => undefined;
          const last = folder.lastRun();
          if (!last || last.finished) return;
          if (way === 'resume') {
            await applyPlan(last.plan, target, { folder, retry: QUICK_RETRY });
            expect((await plan(target)).steps).toEqual([]);
          } else {
            await applyPlan(await makeRollback(target, folder), target, { folder, retry: QUICK_RETRY });
            expect({ at, states: await states(target) }).toEqual({ at, states: first });
          }
        });
      }
    }
  });

  it('lets one of two applies at once go on', async () => {
    await inRig(async (rig, folder) => {
      const made = await plan(rig.target);
      const both = await Promise.allSettled(
        [1, 2].map(() => applyPlan(made, rig.target, { folder, retry: QUICK_RETRY })),
      );
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect((await plan(rig.target)).steps).toEqual([]);
    });
  });

  it('converges when two machines apply the same plan', async () => {
    await inRig(async (rig, folder) => {
      const made = await plan(rig.target);
      const path = mkdtempSync(join(tmpdir(), 'deploy-'));
      const other = new StateFolder(path, rig.target);
      await Promise.allSettled(
        [folder, other].map((each) => applyPlan(made, rig.target, { folder: each, retry: QUICK_RETRY })),
      );
      expect((await plan(rig.target)).steps).toEqual([]);
      expect(rig.count()).toBe(desired.length + 1);
      rmSync(path, { recursive: true, force: true });
    });
  });
}
