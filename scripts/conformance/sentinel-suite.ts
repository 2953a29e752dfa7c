import { readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runFiredrill } from './run-firedrill.ts';
import { type Score, type SuiteResult, zero } from './score.ts';

interface Finding {
  readonly code: string;
  readonly name: string;
  readonly severity: string;
  readonly message: string;
  readonly file: string;
  readonly range: { readonly start: { readonly line: number; readonly column: number } };
}

/** An error that is right: the content names what is not there, or breaks Microsoft's own schema. */
interface Known {
  readonly file: string;
  readonly name: string;
  /** What the messages name; each must be found, and nothing else. */
  readonly names: readonly string[];
  readonly reason: string;
}

const KNOWN_FILE = fileURLToPath(new URL('./sentinel-known.json', import.meta.url));

/**
 * Real rules, hunting queries and parsers: each file is read, its query binds, its query lowers. An error counts as
 * wrong unless `sentinel-known.json` says why the content is at fault; a known error that is not reported is wrong too.
 */
export function runSentinelSuite(folder: string): readonly SuiteResult[] {
  const root = join(folder, 'sentinel');
  const output = JSON.parse(runFiredrill(['validate', root, '--format', 'json'])) as {
    readonly summary: { readonly files: number };
    readonly diagnostics: readonly Finding[];
  };
  const known = JSON.parse(readFileSync(KNOWN_FILE, 'utf8')) as readonly Known[];
  const errors = output.diagnostics.filter(({ severity }) => severity === 'error');
  const surprising = errors.filter((error) => !known.some((item) => explains(item, error)));
  const missed = known.flatMap((item) =>
    item.names
      .filter((name) => !errors.some((error) => matches(item, name, error)))
      .map((name) => `${item.file} ${item.name} is not reported: "${name}". ${item.reason}`),
  );
  const shortfalls = output.diagnostics.filter(({ name }) => name.startsWith('unsupported-'));
  const { files } = output.summary;
  const read = scoreOf(
    files,
    surprising.filter(({ code }) => code.startsWith('FD1')),
    [],
  );
  const bind = scoreOf(
    files,
    surprising.filter(({ code }) => !code.startsWith('FD1')),
    [],
  );
  const lower = scoreOf(files, [], shortfalls);
  const whole = scoreOf(files, surprising, shortfalls);
  for (const score of [bind, whole]) {
    score.wrong += missed.length;
    score.right -= missed.length;
  }
  return [
    { suite: 'sentinel/read', score: read, details: [] },
    { suite: 'sentinel/bind', score: bind, details: [...lines(surprising), ...missed] },
    { suite: 'sentinel/lower', score: lower, details: lines(shortfalls) },
    { suite: 'sentinel', score: whole, details: [] },
  ];
}

const explains = (item: Known, error: Finding): boolean => item.names.some((name) => matches(item, name, error));

const matches = ({ file, name: kind }: Known, name: string, error: Finding): boolean =>
  error.name === kind &&
  error.file.split(sep).join('/').endsWith(`/${file}`) &&
  new RegExp(`['"]${name.replace(/[.[\]]/g, '\\$&')}['"]`).test(error.message);

/** Files that are right, wrong or unsupported. */
function scoreOf(files: number, errors: readonly Finding[], shortfalls: readonly Finding[]): Score {
  const wrong = new Set(errors.map(({ file }) => file));
  const unsupported = new Set(shortfalls.map(({ file }) => file).filter((file) => !wrong.has(file)));
  return {
    ...zero(),
    right: files - wrong.size - unsupported.size,
    wrong: wrong.size,
    unsupported: unsupported.size,
  };
}

const lines = (findings: readonly Finding[]): readonly string[] =>
  findings.map(
    ({ file, range, code, name, message }) =>
      `${file}:${range.start.line}:${range.start.column} ${code} ${name} ${message}`,
  );
