import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runAsCommand } from '../scripts/command.ts';
import { UsageError } from '../src/util/usage-error.ts';
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

const KINDS = ['repo', 'sigma', 'validate'];

async function main(): Promise<number> {
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
    },
  });
  const [kind, ...others] = positionals;
  if (others.length > 0) {
    throw new UsageError(`"${others[0]}" is one word too many. Write --content before each folder.`);
  }
  if (kind !== undefined && !KINDS.includes(kind))
    throw new UsageError(`There is nothing to measure called "${kind}".`);
  const number = (name: 'size' | 'runs' | 'detections' | 'logs' | 'jobs'): number => {
    if (!/^\d+$/.test(values[name])) throw new UsageError(`The option "--${name}" takes a number.`);
    return Number(values[name]);
  };
  const options = {
    folder: values.folder,
    size: Math.min(4000, number('size')),
    runs: number('runs'),
    growth: values.growth,
  };
  const missing = kind === undefined ? missingPeers() : [];
  if (missing.length > 0) throw new UsageError(`Not there: ${missing.join('; ')}.`);
  if (kind === 'repo') {
    const { folder } = values;
    await runRepository({ folder, detections: number('detections'), logs: number('logs'), jobs: number('jobs') });
    return 0;
  }
  if (kind === 'sigma') {
    const { rules } = values;
    return (await runSigma({ ...options, ...(rules !== undefined && { rules }) })) ? 0 : 1;
  }
  if (kind === 'validate') {
    return (await runValidate({ ...options, content: values.content.map((folder) => resolve(folder)) })) ? 0 : 1;
  }
  if (values.against !== undefined) {
    await runAgainst(values.against, options);
    return Number(process.exitCode ?? 0);
  }
  return (await runSpeed(options)) ? 0 : 1;
}

await runAsCommand(USAGE, main);
