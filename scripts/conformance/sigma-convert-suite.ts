import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runFiredrill } from './run-firedrill.ts';
import { type SuiteResult, zero } from './score.ts';

interface ConvertOutput {
  readonly rules: readonly {
    readonly title: string;
    readonly file: string;
    readonly query: string | null;
    readonly proof?: {
      readonly agreed: number;
      readonly only_rule: readonly string[];
      readonly only_conversion: readonly string[];
      readonly failure: string | null;
    };
    readonly diagnostics: readonly { readonly name: string; readonly message: string }[];
  }[];
}

const TARGETS = ['spl', 'kql'] as const;

/** Ways to a query that are proven: the pipelines of the product, and those over schemas that many logs are brought into. */
const PROVEN: readonly { readonly suite: string; readonly to: string; readonly pipeline: string | undefined }[] = [
  { suite: 'spl', to: 'spl', pipeline: undefined },
  { suite: 'kql', to: 'kql', pipeline: undefined },
  { suite: 'tstats', to: 'spl', pipeline: 'splunk-cim' },
  { suite: 'asim', to: 'kql', pipeline: 'sentinel-asim' },
];

/** Public Sigma rules converted to both languages; what is refused with a reason is "unsupported". */
export function runSigmaConvertSuite(folder: string): readonly SuiteResult[] {
  return TARGETS.map((to) => {
    const { rules } = convert(['--layout', 'sigmahq', join(folder, 'sigmahq')], to);
    const score = zero();
    const details: string[] = [];
    for (const { file, query, diagnostics } of rules) {
      if (query !== null) score.right += 1;
      else {
        score.unsupported += 1;
        details.push(`${file} ${diagnostics.map(({ message }) => message).join(' ')}`);
      }
    }
    return { suite: `sigma-convert/${to}`, score, details };
  });
}

/** Each rule with a recorded log, and its plain conversions, over all of the recorded logs: the same events. */
export const runSigmaProveSuite = (folder: string): readonly SuiteResult[] =>
  prove(
    folder,
    PROVEN.filter(({ pipeline }) => pipeline === undefined),
  );

/** The same of the conversions that read a data model of Splunk, or ASIM. */
export const runSigmaProveModelsSuite = (folder: string): readonly SuiteResult[] =>
  prove(
    folder,
    PROVEN.filter(({ pipeline }) => pipeline !== undefined),
  );

function prove(folder: string, conversions: typeof PROVEN): readonly SuiteResult[] {
  const root = join(folder, 'sigma');
  const cases = readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  const args = [
    '--layout',
    'sigmahq',
    ...cases.map((id) => join(root, id, 'rule.yml')),
    '--prove',
    ...cases.map((id) => join(root, id, 'data.evtx')),
  ];
  return conversions.map(({ suite, to, pipeline }) => {
    const score = zero();
    const details: string[] = [];
    const through = pipeline === undefined ? [] : ['--pipeline', pipeline];
    for (const { file, proof } of convert([...args, ...through], to).rules) {
      const same = proof?.failure === null && proof.only_rule.length + proof.only_conversion.length === 0;
      if (!proof) score.unsupported += 1;
      else if (same && proof.agreed > 0) score.right += 1;
      else {
        score.wrong += 1;
        details.push(`${file} ${JSON.stringify(proof)}`);
      }
    }
    return { suite: `sigma-prove/${suite}`, score, details };
  });
}

const convert = (args: readonly string[], to: string): ConvertOutput =>
  JSON.parse(runFiredrill(['convert', '--to', to, '--format', 'json', '--quiet', ...args])) as ConvertOutput;
