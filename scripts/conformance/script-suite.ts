import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cellsOf } from '../../src/testing/scripts/script-cells.ts';
import { parseScript, rewriteScript, type ScriptCase } from '../../src/testing/scripts/script-file.ts';
import { runCase } from './script-run.ts';

export interface ScriptFile {
  /** `spl/stats` */
  readonly topic: string;
  readonly path: string;
  readonly text: string;
  readonly cases: readonly ScriptCase[];
}

const FOLDER = fileURLToPath(new URL('../../test/conformance', import.meta.url));

/** The scripts of the project, or those about one topic: `stats`, `spl/stats`, `kql`. */
export function loadScripts(topic?: string): readonly ScriptFile[] {
  return ['kql', 'sigma', 'spl']
    .flatMap((language) => readdirSync(join(FOLDER, language)).map((file) => `${language}/${file}`))
    .filter((file) => file.endsWith('.txt'))
    .map((file) => file.slice(0, -'.txt'.length))
    .filter((name) => topic === undefined || name === topic || name.split('/').includes(topic))
    .sort()
    .map((name) => {
      const path = join(FOLDER, `${name}.txt`);
      const text = readFileSync(path, 'utf8');
      return { topic: name, path, text, cases: parseScript(text) };
    });
}

/** What is wrong with a case; undefined when all is as its script says. */
export function judgeCase(item: ScriptCase): string | undefined {
  const complaint = compare(item);
  if (item.xfail === undefined) return complaint;
  return complaint === undefined ? `passes, though marked to fail: ${item.xfail}` : undefined;
}

function compare(item: ScriptCase): string | undefined {
  if (item.expected.length === 0) return 'The case expects nothing; say "(no results)" for an empty result.';
  const wanted = JSON.stringify(cellsOf(item.expected));
  for (const [mode, lines] of runCase(item)) {
    if (JSON.stringify(cellsOf(lines)) === wanted) continue;
    return [
      `${mode}:`,
      ...lines.map((line) => `    ${line}`),
      '  expected:',
      ...item.expected.map((line) => `    ${line}`),
    ].join('\n');
  }
  return undefined;
}

/** Writes what the cases give now into their script. The difference is there to be read like code. */
export function rewriteExpectations(file: ScriptFile): void {
  const answers = new Map<ScriptCase, readonly string[]>();
  for (const item of file.cases) {
    if (item.xfail !== undefined || compare(item) === undefined) continue;
    const [first] = runCase(item).values();
    if (first) answers.set(item, first);
  }
  if (answers.size > 0) writeFileSync(file.path, rewriteScript(file.text, answers));
}
