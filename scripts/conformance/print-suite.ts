import { join } from 'node:path';
import type { SplEnvironment } from '../../src/languages/spl/environment.ts';
import { parseSpl } from '../../src/languages/spl/index.ts';
import { loadSplunkKnowledge, splunkEnvironment } from '../../src/platforms/splunk/index.ts';
import { fuzzEnvironment } from '../fuzz/languages.ts';
import { searchesUnder } from '../fuzz/corpus.ts';
import { type SuiteResult, zero } from './score.ts';
import { reprintComplaint } from './spl-reprint.ts';

/**
 * Every search of the content under a folder, printed from its tree and parsed again, must mean the same. A search that
 * uses what the tool cannot parse counts as unsupported, one that does not parse otherwise as an error.
 */
export function runPrintSuite(folder: string, suite: string, path: string): SuiteResult {
  const root = join(folder, path);
  const environment = lenient(splunkEnvironment(loadSplunkKnowledge([root], () => undefined)));
  const score = zero();
  const details: string[] = [];
  for (const { file, query } of searchesUnder(root, 'search')) {
    const [problem] = parseSpl(query, environment).problems;
    const complaint = problem ? undefined : reprintComplaint(query, environment);
    if (problem) score[problem.name.startsWith('unsupported-') ? 'unsupported' : 'error'] += 1;
    else score[complaint === undefined ? 'right' : 'wrong'] += 1;
    if (problem) details.push(`${file}: ${problem.name} ${problem.message}`);
    if (complaint !== undefined) details.push(`${file}: ${complaint}`);
  }
  return { suite, score, details };
}

/** What the content does not bring is there all the same: this is about texts, not about references. */
const lenient = (environment: SplEnvironment): SplEnvironment => ({
  ...fuzzEnvironment,
  macro: (name, count) => environment.macro(name, count) ?? fuzzEnvironment.macro(name, count),
  lookup: (name) => environment.lookup(name) ?? fuzzEnvironment.lookup(name),
  dataModel: (name) => environment.dataModel(name) ?? fuzzEnvironment.dataModel(name),
});
