import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runFiredrill } from './run-firedrill.ts';
import { type SuiteResult, zero } from './score.ts';

interface ValidateOutput {
  readonly diagnostics: readonly { readonly code: string; readonly name: string; readonly file: string }[];
}

const FIGURES = fileURLToPath(new URL('./sigmahq-findings.json', import.meta.url));

/**
 * How often each finding is reported over SigmaHQ's rules. Its repository is checked by the project that wrote the
 * conventions, so a finding that appears, or is told more often, is either false or worth a look. A code is right when
 * its figure is the kept one; `--update` keeps what is found.
 */
export function runFindingsSuite(folder: string, update: boolean): SuiteResult {
  const args = ['validate', '--layout', 'sigmahq', join(folder, 'sigmahq'), '--format', 'json'];
  const { diagnostics } = JSON.parse(runFiredrill(args)) as ValidateOutput;
  const found = new Map<string, string[]>();
  for (const { code, name, file } of diagnostics) {
    const key = `${code} ${name}`;
    const files = found.get(key);
    if (files) files.push(file);
    else found.set(key, [file]);
  }
  const names = [...found.keys()].sort();
  if (update) {
    const figures = Object.fromEntries(names.map((name) => [name, found.get(name)?.length]));
    writeFileSync(FIGURES, `${JSON.stringify(figures, null, 2)}\n`);
  }
  const kept = JSON.parse(readFileSync(FIGURES, 'utf8')) as Readonly<Record<string, number>>;
  const score = zero();
  const details: string[] = [];
  for (const name of new Set([...names, ...Object.keys(kept)])) {
    const files = found.get(name) ?? [];
    if (files.length === kept[name]) score.right += 1;
    else {
      score.wrong += 1;
      details.push(`${name}: ${files.length} instead of ${kept[name] ?? 0}, first ${files.slice(0, 3).join(' ')}`);
    }
  }
  return { suite: 'sigmahq/findings', score, details };
}
