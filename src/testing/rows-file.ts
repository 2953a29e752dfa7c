import { mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, extname, relative, resolve, sep } from 'node:path';
import type { TestDefinition } from '../content/model.ts';
import type { JsonValue } from '../languages/front-end.ts';
import type { Row } from './rows.ts';

/** A rows file that cannot be used as it stands; the message is for people. */
export class RowsFileProblem extends Error {}

/**
 * The file that holds a test's whole result: JSON, an array of objects, a line for each row. Its path starts at the
 * file of the test and stays inside `root`, whatever the content says.
 */
export class RowsFile {
  readonly name: string;
  readonly #path: string;

  constructor(test: Pick<TestDefinition, 'file'>, name: string, root: string) {
    this.name = name;
    this.#path = resolve(root, dirname(test.file), name);
    if (extname(name).toLowerCase() !== '.json') throw new RowsFileProblem(`The rows file "${name}" is no .json file.`);
    if (!isInside(root, this.#path) || !isInside(realpathSync(root), realFolder(this.#path))) {
      throw new RowsFileProblem(`The rows file "${name}" lies outside of the repository.`);
    }
  }

  read(): readonly Row[] {
    let text: string;
    try {
      text = readFileSync(this.#path, 'utf8');
    } catch {
      throw new RowsFileProblem(`There is no rows file "${this.name}". "firedrill test --update" writes it.`);
    }
    try {
      const rows: unknown = JSON.parse(text);
      if (Array.isArray(rows) && rows.every((row) => typeof row === 'object' && row !== null && !Array.isArray(row))) {
        return rows as readonly Row[];
      }
    } catch {
      // Falls through to the same complaint.
    }
    throw new RowsFileProblem(`The rows file "${this.name}" is no JSON array of objects.`);
  }

  write(rows: readonly Row[]): void {
    const lines = rows.map((row) => `  ${JSON.stringify(present(row))}`);
    mkdirSync(dirname(this.#path), { recursive: true });
    writeFileSync(this.#path, lines.length === 0 ? '[]\n' : `[\n${lines.join(',\n')}\n]\n`);
  }
}

/** Why the rows are not those of the file, a sentence each. Their order counts only when the test says so. */
export function judgeWhole(wanted: readonly Row[], rows: readonly Row[], ordered: boolean): readonly string[] {
  const key = (row: Row) =>
    JSON.stringify(
      Object.entries(present(row)).sort(([left], [right]) => (left < right ? -1 : 1)),
      (_name, value: unknown) => (typeof value === 'number' || typeof value === 'boolean' ? String(value) : value),
    );
  if (ordered) {
    const length = Math.max(wanted.length, rows.length);
    for (let at = 0; at < length; at += 1) {
      const [expected, actual] = [wanted[at], rows[at]];
      if (expected && actual && key(expected) === key(actual)) continue;
      if (!expected) return [`Row ${at + 1} is not in the rows file: ${shown(actual)}.`];
      if (!actual) return [`Row ${at + 1} of the rows file did not come: ${shown(expected)}.`];
      return [`Row ${at + 1} is ${shown(actual)}, not ${shown(expected)}.`];
    }
    return [];
  }
  const counts = new Map<string, number>();
  for (const row of wanted) counts.set(key(row), (counts.get(key(row)) ?? 0) + 1);
  const surplus = rows.filter((row) => {
    const left = counts.get(key(row)) ?? 0;
    counts.set(key(row), left - 1);
    return left <= 0;
  });
  const missing = wanted.filter((row) => {
    const left = counts.get(key(row)) ?? 0;
    if (left <= 0) return false;
    counts.set(key(row), left - 1);
    return true;
  });
  return [
    ...missing.slice(0, MOST_SHOWN).map((row) => `A row of the rows file did not come: ${shown(row)}.`),
    ...surplus.slice(0, MOST_SHOWN).map((row) => `A row is not in the rows file: ${shown(row)}.`),
    ...(missing.length > MOST_SHOWN || surplus.length > MOST_SHOWN
      ? [`In all ${missing.length} rows did not come, and ${surplus.length} came that the file lacks.`]
      : []),
  ];
}

const MOST_SHOWN = 3;
const MOST_CHARACTERS = 300;

function shown(row: Row | undefined): string {
  const text = JSON.stringify(row && present(row));
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
}

/** Absent and null are one. */
const present = (row: Row): Readonly<Record<string, JsonValue>> =>
  Object.fromEntries(Object.entries(row).filter(([, cell]) => cell !== null));

function isInside(root: string, path: string): boolean {
  const from = relative(resolve(root), path);
  return from !== '' && from !== '..' && !from.startsWith(`..${sep}`) && resolve(root, from) === path;
}

/** The path with the links of the folders that are there resolved. */
function realFolder(path: string): string {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    try {
      return resolve(realpathSync(folder), relative(folder, path));
    } catch {
      if (dirname(folder) === folder) return path;
    }
  }
}
