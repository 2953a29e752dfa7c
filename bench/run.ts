import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runAgainst } from './against.ts';
import { missingPeers } from './commands.ts';
import { runRepository } from './repository.ts';
import { runSigma } from './sigma.ts';
import { runSpeed } from './speed.ts';
import { runValidate } from './validate.ts';

/** `npm run bench`; README.md beside this file says how it measures. */
const USAGE = `npm run bench -- [sigma|repo|validate] [options]

  --size MB           size of the log (200, up to 4000)
  --runs N            runs of every process, medians are printed (5)
  --folder DIR        where data is kept (the temporary folder)
  --growth            also cost at 0.1, 0.2, 0.4, 0.8 GB and memory over 1 GB
  --against REVISION  the same queries with another revision, interleaved
  --rules DIR         sigma: rules of yours
  --detections N      repo: detections (2000)
  --logs N            repo: logs (200)
  --jobs N            repo: workers (2)
  --content DIR       validate: content of yours; more than once for several sets
`;

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
    content: { type: 'string', multiple: true, default: [] },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const options = {
  folder: values.folder,
  size: Math.min(4000, Number(values.size)),
  runs: Number(values.runs),
  growth: values.growth,
};
const withoutPeers = values.help || ['repo', 'sigma', 'validate'].includes(positionals[0] ?? '');
const missing = withoutPeers ? [] : missingPeers();
if (missing.length > 0) {
  console.error(`Not there: ${missing.join('; ')}.`);
  process.exitCode = 2;
} else if (values.help) process.stdout.write(USAGE);
else if (positionals[0] === 'repo') {
  const { detections, logs, jobs, folder } = values;
  await runRepository({ folder, detections: Number(detections), logs: Number(logs), jobs: Number(jobs) });
} else if (positionals[0] === 'sigma') {
  const { rules } = values;
  process.exitCode = (await runSigma({ ...options, ...(rules !== undefined && { rules }) })) ? 0 : 1;
} else if (positionals[0] === 'validate') {
  const isHeld = await runValidate({ ...options, content: values.content.map((folder) => resolve(folder)) });
  process.exitCode = isHeld ? 0 : 1;
} else if (values.against !== undefined) await runAgainst(values.against, options);
else process.exitCode = (await runSpeed(options)) ? 0 : 1;
