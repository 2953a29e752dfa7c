import { parentPort } from 'node:worker_threads';
import { loadRuntime, type Runtime } from './engine.ts';
import { runJob } from './run-job.ts';
import { FORGET, type WireJob } from './worker-protocol.ts';

/** A worker: takes one job after the other, answers each. It gets plans, never query texts. */
const runtimes = new Map<string, Promise<Runtime>>();

parentPort?.on('message', (job: WireJob | typeof FORGET) => {
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
});
