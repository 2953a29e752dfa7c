import type { Detection } from '../content/model.ts';
import { DeployError } from '../deploy/deploy-error.ts';
import { TransportError } from '../deploy/transport-error.ts';
import { openEventSource } from '../data/event-source.ts';
import { loadRuntime } from '../testing/engine.ts';
import { EventsWithFindings } from '../testing/finding-events.ts';
import { findingsOf } from '../testing/findings.ts';
import { toRows } from '../testing/rows.ts';
import type { PlannedTest, QueryRunner, RunnerJob } from '../testing/test-session.ts';
import { type JobSetting, packProducers } from '../testing/run-job.ts';
import { runProducers } from '../testing/run-producers.ts';
import type { JobOutcome } from '../testing/worker-protocol.ts';
import { dependsOnClock } from './depends-on-clock.ts';
import { type LiveEngine, LiveQueryError, type StageJob } from './engine.ts';

export type Shift = 'auto' | 'always' | 'never';

/**
 * Runs the queries of tests on a live engine: the data of a test is staged there, the query sees it alone, and the rows
 * are judged as those of a local run are. What runs before a test (baselines, detections whose findings it counts) runs
 * here, and its findings are staged too.
 */
export class LiveRunner implements QueryRunner {
  readonly #engine: LiveEngine;
  readonly #shift: Shift;
  /** One test at a time: a live service is shared. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(engine: LiveEngine, shift: Shift = 'auto') {
    this.#engine = engine;
    this.#shift = shift;
  }

  refuses({ language }: Detection): string | undefined {
    return language === this.#engine.language
      ? undefined
      : `The engine "${this.#engine.name}" runs ${this.#engine.language.toUpperCase()} alone.`;
  }

  run({ detection }: PlannedTest, job: RunnerJob, setting: JobSetting): Promise<JobOutcome> {
    const next = this.#queue.then(() => this.#run(detection, job, setting));
    this.#queue = next.catch(() => undefined);
    return next;
  }

  async #runBefore({ query, ...job }: RunnerJob, { before }: JobSetting): Promise<ReturnType<typeof runProducers>> {
    if (!query) return { carried: { state: new Map(), findings: [] }, outcomes: [] };
    const runtime = await loadRuntime(query.language);
    return runProducers(packProducers(before), { ...job, query }, runtime, { check: () => undefined });
  }

  async #run(detection: Detection, job: RunnerJob, setting: JobSetting): Promise<JobOutcome> {
    const started = performance.now();
    const text = detection.query?.text ?? '';
    try {
      const { carried, outcomes } = await this.#runBefore(job, setting);
      const staged: StageJob =
        carried.findings.length > 0
          ? { ...job, events: new EventsWithFindings(openEventSource(job.logs), carried.findings) }
          : job;
      const moves = this.#shift === 'always' || (this.#shift === 'auto' && dependsOnClock(job.query));
      const stage = await this.#engine.stage(staged, { shift: moves });
      try {
        const result = await stage.run(text);
        if (result.incomplete !== undefined) throw new LiveQueryError(result.incomplete);
        return {
          ended: 'rows',
          columns: result.columns,
          rows: result.rows,
          origins: [],
          stages: [],
          events: stage.events,
          files: [],
          notes: [...job.notes, ...stage.notes, ...result.messages],
          diagnostics: [],
          before: outcomes,
          findings: setting.finding ? findingsOf(setting.finding, toRows(result)) : [],
          durationMs: performance.now() - started,
        };
      } finally {
        await stage.release();
      }
    } catch (error) {
      if (!isOutcome(error)) throw error;
      return {
        ended: 'failure',
        name: error instanceof LiveQueryError ? 'live-query-refused' : 'live-engine-unreachable',
        message:
          error instanceof DeployError && error.hint !== undefined ? `${error.message} ${error.hint}` : error.message,
        diagnostics: [],
        durationMs: performance.now() - started,
      };
    }
  }
}

/** What the query, the service or the settings cause; anything else is a bug. */
const isOutcome = (error: unknown): error is Error =>
  error instanceof LiveQueryError || error instanceof TransportError || error instanceof DeployError;
