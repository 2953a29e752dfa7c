import type { Layout } from '../content/index.ts';
import { changedPins, type DataLock } from '../data/lock.ts';
import { loadDataLock, type ResolveOptions } from '../data/resolve.ts';
import type { Detection } from '../content/model.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { reached } from './changed.ts';
import type { LiveRepository, LiveState } from './live-repository.ts';
import { hasTag } from './open-session.ts';
import { WorkerPool } from './pool.ts';
import { Producers } from './producers.ts';
import type { TestResult } from './result.ts';
import { TestSession } from './test-session.ts';
import { surroundings } from './surroundings.ts';

export interface TestWatchOptions {
  readonly cwd: string;
  readonly layout: Layout;
  readonly workers: number;
  /** Only these detections; default: all. */
  readonly only?: (detection: Detection) => boolean;
  readonly tag?: readonly string[];
  readonly onResult?: (result: TestResult) => void;
}

export interface WatchedRun {
  readonly state: LiveState;
  readonly results: readonly TestResult[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Tests that stay at hand: after an edit those run again that it touches, in workers that are warm. */
export class TestWatch {
  readonly #live: LiveRepository;
  readonly #options: TestWatchOptions;
  #pool: WorkerPool | undefined;
  /** As the run before found it. */
  #lock: DataLock | undefined;

  constructor(live: LiveRepository, options: TestWatchOptions) {
    this.#live = live;
    this.#options = options;
  }

  /** Runs what some changed files (absolute paths) touch; without any, everything. */
  async run(changed?: readonly string[]): Promise<WatchedRun> {
    const { cwd, layout, workers, only, tag = [], onResult } = this.#options;
    // Workers keep knowledge.
    const isStale = (changed ?? []).map((path) => this.#live.changed(path)).some((kind) => kind === 'knowledge');
    if (isStale) this.#pool?.forgetKnowledge();
    const state = await this.#live.refresh();
    const { workspace, content, findings } = state;
    const { folders, cache, lock, allowedHosts } = workspace.config.data;
    const data: ResolveOptions = { root: cwd, folders, cache, allowedHosts, lock: loadDataLock(lock) };
    const chosen = content.detections.filter((each) => (only?.(each) ?? true) && hasTag(each, tag));
    const pins = changedPins(this.#lock ?? data.lock, data.lock);
    this.#lock = data.lock;
    const touched = changed
      ? reached(chosen, { root: cwd, files: changed, data, pins, knowledge: workspace.knowledge })
      : chosen;
    const producers = new Producers(workspace, data, () =>
      surroundings(content, { cwd, configured: this.#live.contentFolders, layout }),
    );
    this.#pool ??= new WorkerPool({ workers, memoryMb: workspace.config.test.memoryMb });
    const session = new TestSession({ workspace, findings, data, producers, workers, pool: this.#pool });
    const runs = touched.flatMap((detection) =>
      detection.tests.map(async (test) => {
        const result = await session.run(detection, test);
        onResult?.(result);
        return result;
      }),
    );
    return { state, results: await Promise.all(runs), diagnostics: state.diagnostics };
  }

  async close(): Promise<void> {
    await this.#pool?.close();
    this.#pool = undefined;
  }
}
