import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SuiteResult, zero } from './score.ts';
import type { ScriptCase } from '../../src/testing/scripts/script-file.ts';
import { runCase } from './script-run.ts';

interface QueryCase {
  readonly id: string;
  readonly lang?: 'kql' | 'spl';
  readonly query: string;
  readonly now?: string;
  readonly tables?: Readonly<
    Record<string, { readonly columns: readonly { name: string; type?: string }[]; readonly rows: readonly unknown[] }>
  >;
}

/**
 * A file of cases in every mode (small and large batches, optimised and as written, printed and parsed again): the
 * answer must be the same, whatever it is. Right means that the modes agree.
 */
export function runModesSuite(folder: string, cases: string): SuiteResult {
  const score = zero();
  const details: string[] = [];
  for (const line of readFileSync(join(folder, `${cases}.jsonl`), 'utf8').split('\n')) {
    if (line === '') continue;
    const item = JSON.parse(line) as QueryCase;
    const [first, ...others] = runCase(asScript(item));
    const different = others.find(([, lines]) => JSON.stringify(lines) !== JSON.stringify(first?.[1]));
    score[different ? 'wrong' : 'right'] += 1;
    if (different) {
      details.push(`${item.id}: ${item.query}`, `  ${first?.[0]}: ${first?.[1].join(' / ')}`);
      details.push(`  ${different[0]}: ${different[1].join(' / ')}`);
    }
  }
  return { suite: `${cases}-modes`, score, details };
}

const asScript = ({ id, lang = 'kql', query, now, tables = {} }: QueryCase): ScriptCase => ({
  title: id,
  line: 0,
  language: lang,
  query,
  loads: Object.entries(tables).map(([name, { columns, rows }]) => ({
    options: new Map([['table', name]]),
    columns,
    lines: rows.map((row) => JSON.stringify(row)),
  })),
  macros: [],
  now,
  expected: [],
  place: { from: 0, count: 0 },
  xfail: undefined,
});
