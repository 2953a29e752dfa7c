import type { Detection } from '../content/model.ts';
import { loadRuntime } from '../testing/engine.ts';
import { type JobSetting, packJob, runJob } from '../testing/run-job.ts';
import type { PlannedTest, QueryRunner, RunnerJob } from '../testing/test-session.ts';
import type { JobOutcome } from '../testing/worker-protocol.ts';
import { compareResults, type ResultDifference } from './compare-results.ts';
import type { LiveRunner } from './live-runner.ts';

/** A test whose query ran here and there, over the same data. */
export interface EngineParity extends PlannedTest {
  readonly difference?: ResultDifference;
  /** Why there is nothing to compare: what failed, and where. */
  readonly failure?: string;
}

/** Runs each query here too, and keeps where the answers differ. */
export class ParityRunner implements QueryRunner {
  readonly found: EngineParity[] = [];
  readonly #live: LiveRunner;
  readonly #budgetMs: number;

  constructor(live: LiveRunner, budgetMs: number) {
    this.#live = live;
    this.#budgetMs = budgetMs;
  }

  refuses(detection: Detection): string | undefined {
    return this.#live.refuses(detection);
  }

  async run(planned: PlannedTest, job: RunnerJob, setting: JobSetting): Promise<JobOutcome> {
    const there = await this.#live.run(planned, job, setting);
    const { query } = job;
    if (!query) {
      this.found.push({ ...planned, failure: 'here: the query is not supported' });
      return there;
    }
    const here = runJob(packJob({ ...job, query }, 0, this.#budgetMs, setting), await loadRuntime(query.language));
    const failures = [
      ...(here.ended === 'failure' ? [`here: ${here.message}`] : []),
      ...(there.ended === 'failure' ? [`there: ${there.message}`] : []),
    ];
    this.found.push({
      ...planned,
      ...(here.ended === 'rows' && there.ended === 'rows'
        ? { difference: compareResults(here, there) }
        : { failure: failures.join('; ') }),
    });
    return there;
  }
}
