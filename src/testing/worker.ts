import { parentPort, workerData } from 'node:worker_threads';
import { loadRuntime, type Runtime } from './engine.ts';
import type { ScanWork } from './match-logs.ts';
import { runJob } from './run-job.ts';
import { answerScans } from './scan-worker.ts';
import { FORGET, type WireJob } from './worker-protocol.ts';

/** A worker: takes one job after the other, answers each. It gets plans, never query texts. One for a scan takes logs. */
const runtimes = new Map<string, Promise<Runtime>>();

if ((workerData as ScanWork | null)?.scan) answerScans(workerData as ScanWork);
else parentPort?.on('message', answerJob);

function answerJob(job: WireJob | typeof FORGET): void {
  if (job === FORGET) {
    runtimes.clear();
    return;
  }
  let runtime = runtimes.get(job.language);
  if (!runtime) {
    runtime = loadRuntime(job.language);
    runtimes.set(job.language, runtime);
  }
  runtime.then(
    (loaded) => parentPort?.postMessage({ id: job.id, outcome: runJob(job, loaded) }),
    (error: unknown) => {
      throw error;
    },
  );
}
