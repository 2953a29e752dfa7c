// Lowers mutated queries, runs those of KQL, and looks for what must never be: an exception, a text that takes long, a
// printed query that means something else.
import { parseArgs } from 'node:util';
import { UsageError } from '../src/util/usage-error.ts';
import { runAsCommand } from './command.ts';
import { searchesUnder } from './fuzz/corpus.ts';
import { fuzzData } from './fuzz/data.ts';
import { LANGUAGES } from './fuzz/languages.ts';
import { mutate } from './fuzz/mutate.ts';
import { pick, seeded } from './fuzz/random.ts';

const USAGE = `npm run fuzz -- spl|kql [--seed N] [--count N] [--seconds N] [--corpus DIR]...
npm run fuzz -- data [--seed N] [--count N] [--seconds N]      reads damaged logs
`;

/** A single query that takes more time of the processor is a finding; a busy machine makes none. */
const SLOW_MILLISECONDS = 1000;
const MOST_FINDINGS = 20;

function main(): number {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seed: { type: 'string', default: '1' },
      count: { type: 'string', default: '100000' },
      seconds: { type: 'string' },
      corpus: { type: 'string', multiple: true, default: [] },
    },
  });
  const [name = ''] = positionals;
  if (name === 'data') {
    const findings = fuzzData({
      seed: Number(values.seed),
      count: Number(values.count),
      until:
        values.seconds === undefined ? Number.POSITIVE_INFINITY : performance.now() + Number(values.seconds) * 1000,
    });
    for (const finding of findings) process.stdout.write(`FOUND ${finding}\n`);
    return findings.length === 0 ? 0 : 1;
  }
  const make = LANGUAGES[name];
  if (!make) {
    throw new UsageError(`Say what to fuzz: ${[...Object.keys(LANGUAGES), 'data'].join(', ')}.`);
  }
  const language = make();
  const corpus = [
    ...language.seeds,
    ...values.corpus.flatMap((folder) =>
      searchesUnder(folder, name === 'spl' ? 'search' : 'query').map(({ query }) => query),
    ),
  ];
  // What a language loads when it is first asked is no query's fault.
  language.lower(corpus[0] ?? '');
  const random = seeded(Number(values.seed));
  const until =
    values.seconds === undefined ? Number.POSITIVE_INFINITY : performance.now() + Number(values.seconds) * 1000;
  const findings: string[] = [];
  let [tried, parsed, lowered, slowest] = [0, 0, 0, 0];
  while (tried < Number(values.count) && performance.now() < until && findings.length < MOST_FINDINGS) {
    const text = mutate(pick(random, corpus), corpus, random);
    tried += 1;
    const started = process.cpuUsage();
    try {
      const problems = language.lower(text);
      if (!problems.includes('syntax-error')) parsed += 1;
      if (problems.length === 0) lowered += 1;
      const complaint = language.reprint?.(text);
      if (complaint !== undefined) findings.push(`${complaint}\n    ${JSON.stringify(text)}`);
    } catch (error) {
      findings.push(`${(error as Error).message}\n    ${JSON.stringify(text)}`);
    }
    const { user, system } = process.cpuUsage(started);
    const took = (user + system) / 1000;
    slowest = Math.max(slowest, took);
    if (took > SLOW_MILLISECONDS) findings.push(`took ${Math.round(took)} ms\n    ${JSON.stringify(text)}`);
  }
  for (const finding of findings) process.stdout.write(`FOUND ${finding}\n`);
  const share = (count: number): string => `${((100 * count) / Math.max(1, tried)).toFixed(1)} %`;
  process.stdout.write(
    `${name}: ${tried} mutated queries of ${corpus.length}, seed ${values.seed}: ${share(parsed)} parsed, ${share(lowered)} lowered, ` +
      `${findings.length} findings, slowest ${Math.round(slowest)} ms\n`,
  );
  return findings.length === 0 ? 0 : 1;
}

await runAsCommand(USAGE, main);
