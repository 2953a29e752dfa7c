import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runAgainst } from './against.ts';
import { missingPeers } from './commands.ts';
import { runRepository } from './repository.ts';
import { runSigma } from './sigma.ts';
import { runSpeed } from './speed.ts';

/** `npm run bench`; see README.md beside this file. */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    size: { type: 'string', default: '200' },
    runs: { type: 'string', default: '5' },
    folder: { type: 'string', default: join(tmpdir(), 'firedrill-bench') },
    against: { type: 'string' },
    growth: { type: 'boolean', default: false },
    detections: { type: 'string', default: '2000' },
    logs: { type: 'string', default: '200' },
    jobs: { type: 'string', default: '2' },
    rules: { type: 'string' },
  },
});
const options = {
  folder: values.folder,
  size: Math.min(4000, Number(values.size)),
  runs: Number(values.runs),
  growth: values.growth,
};
const missing = ['repo', 'sigma'].includes(positionals[0] ?? '') ? [] : missingPeers();
if (missing.length > 0) {
  console.error(`Not there: ${missing.join('; ')}.`);
  process.exitCode = 2;
} else if (positionals[0] === 'repo') {
  const { detections, logs, jobs, folder } = values;
  await runRepository({ folder, detections: Number(detections), logs: Number(logs), jobs: Number(jobs) });
} else if (positionals[0] === 'sigma') {
  const { rules } = values;
  process.exitCode = (await runSigma({ ...options, ...(rules !== undefined && { rules }) })) ? 0 : 1;
} else if (values.against !== undefined) await runAgainst(values.against, options);
else process.exitCode = (await runSpeed(options)) ? 0 : 1;
