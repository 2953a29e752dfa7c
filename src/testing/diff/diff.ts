/**
 * What a branch changes: for every detection that it adds, removes or reaches, what the detection found before and finds
 * now. Both sides replay the data of today, each with its own queries, macros, lookups and parsers.
 */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { dump } from 'js-yaml';
import { loadConfig } from '../../config/index.ts';
import { exportRevision } from '../../content/export-revision.ts';
import { isMapping } from '../../content/kind.ts';
import type { Detection, TestDefinition } from '../../content/model.ts';
import { branchPoint } from '../changed.ts';
import { openSession, type Session } from '../open-session.ts';
import type { TestResult } from '../result.ts';
import { HitSets } from './hits.ts';
import type { CoverageChange, DetectionDiff, DiffReport, VerdictChange } from './model.ts';

export interface DiffOptions {
  readonly cwd: string;
  /** A git revision; the branch is compared with where it left it. */
  readonly base: string;
  readonly what?: readonly string[];
  readonly config?: string;
  readonly layout?: string;
  readonly jobs: number;
  readonly onProgress?: (done: number, all: number) => void;
}

/**
 * Compares the working tree with a revision.
 *
 * @throws RevisionError when git does not know the revision.
 */
export async function diff(options: DiffOptions): Promise<DiffReport> {
  const { cwd, base, jobs } = options;
  const folder = mkdtempSync(join(tmpdir(), 'firedrill-base-'));
  const own = {
    ...(options.config !== undefined && { config: options.config }),
    ...(options.layout !== undefined && { layout: options.layout }),
  };
  const sessions: Session[] = [];
  try {
    const head = await openSession({ ...own, cwd, what: options.what ?? [], changed: base, workers: jobs });
    sessions.push(head);
    layBase(branchPoint(base, cwd), cwd, folder, options.config);
    const before = await openSession({
      ...own,
      ...(options.config !== undefined && { config: join(folder, relative(cwd, resolve(cwd, options.config))) }),
      cwd: folder,
      cache: false,
      workers: jobs,
    });
    sessions.push(before);
    const pairs = pairsOf(head, before, options.what ?? []);
    const detections: DetectionDiff[] = [];
    for (const [at, pair] of pairs.entries()) {
      const compared = await compare(pair, before, head);
      if (compared) detections.push(compared);
      options.onProgress?.(at + 1, pairs.length);
    }
    return reportOf(base, detections, before.content.detections, head.content.detections);
  } finally {
    for (const session of sessions) await session.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The files of the base, beside them the attack data of today. */
function layBase(commit: string, cwd: string, folder: string, config: string | undefined): void {
  const { folders } = loadConfig({ cwd, ...(config !== undefined && { file: config }) }).config.data;
  const inside = folders
    .map((path) => relative(cwd, resolve(cwd, path)).split(sep).join('/'))
    .filter((path) => path !== '' && !path.startsWith('..'));
  exportRevision(commit, cwd, folder, inside);
  for (const path of inside) {
    const link = join(folder, path);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(resolve(cwd, path), link, 'dir');
  }
}

interface Pair {
  readonly before?: Detection;
  readonly after?: Detection;
}

/** What the branch reaches, each with what it was before, and what is gone. */
function pairsOf(head: Session, base: Session, what: readonly string[]): readonly Pair[] {
  const twin = (detection: Detection, among: readonly Detection[]): Detection | undefined =>
    (detection.id === '' ? undefined : among.find(({ id }) => id === detection.id)) ??
    among.find(({ file, name }) => file === detection.file && name === detection.name);
  const reached = head.detections.map((after): Pair => {
    const before = twin(after, base.content.detections);
    return { after, ...(before && { before }) };
  });
  const gone =
    what.length > 0 ? [] : base.content.detections.filter((detection) => !twin(detection, head.content.detections));
  return [...reached, ...gone.map((before) => ({ before }))];
}

/** Both sides over the data of each test; undefined when nothing is different. */
async function compare({ before, after }: Pair, base: Session, head: Session): Promise<DetectionDiff | undefined> {
  const shown = after ?? before;
  if (!shown) return undefined;
  const hits = { attack: new HitSets(), benign: new HitSets() };
  const verdicts: VerdictChange[] = [];
  const names = [...new Set([...(after?.tests ?? []), ...(before?.tests ?? [])].map(({ name }) => name))];
  let ran = 0;
  for (const name of names) {
    const [then, now] = [testNamed(name, before), testNamed(name, after)];
    const test = now ?? then;
    if (!test || test.type === 'manual' || test.type === 'experimental') continue;
    const side = test.type === 'benign' ? hits.benign : hits.attack;
    ran += 1;
    const current = after && now ? await head.run(after, now) : undefined;
    const former = before && then ? await base.run(before, then) : undefined;
    // The query of before over the data of now, where the test is new or reads other data.
    const replayed = before && now && !sameData(then, now) ? await base.run(before, now) : former;
    if (replayed) side.add('before', replayed);
    if (current) side.add('after', current);
    if (former?.verdict !== current?.verdict) verdicts.push(verdictChange(test, former, current));
  }
  const texts = { before: before ? queryText(before) : null, after: after ? queryText(after) : null };
  const query = texts.before !== texts.after;
  const [attack, benign] = [hits.attack.change(), hits.benign.change()];
  const moved = [attack, benign].some((change) => change.gained_count + change.lost_count > 0);
  if (before && after && !query && !moved && verdicts.length === 0) return undefined;
  const { id, name, file, language } = shown;
  return {
    change: before && after ? 'changed' : after ? 'added' : 'removed',
    detection: { id, name, file, language },
    attack,
    benign,
    verdicts,
    tests: ran,
    ...(query && { query: texts }),
  };
}

const testNamed = (name: string, detection: Detection | undefined): TestDefinition | undefined =>
  detection?.tests.find((test) => test.name === name);

function sameData(left: TestDefinition | undefined, right: TestDefinition): boolean {
  const picture = (test: TestDefinition) =>
    JSON.stringify([
      test.attackData.map(({ data, source, sourcetype, host, index }) => [data, source, sourcetype, host, index]),
      test.now,
      test.earliestTime,
      test.latestTime,
    ]);
  return left !== undefined && picture(left) === picture(right);
}

const verdictChange = (
  { name, type }: TestDefinition,
  former: TestResult | undefined,
  current: TestResult | undefined,
): VerdictChange => ({
  test: name,
  test_type: type,
  before: former?.verdict ?? null,
  after: current?.verdict ?? null,
  message: current?.message ?? '',
});

/** What decides what is found: the query, or of a Sigma rule what matches. */
function queryText({ query, document }: Detection): string {
  if (query) return query.text.trim();
  const value = isMapping(document.value) ? document.value : {};
  const keys = ['logsource', 'detection', 'correlation', 'filter'];
  return dump(Object.fromEntries(keys.filter((key) => key in value).map((key) => [key, value[key]]))).trim();
}

function reportOf(
  base: string,
  detections: readonly DetectionDiff[],
  before: readonly Detection[],
  after: readonly Detection[],
): DiffReport {
  const count = (change: DetectionDiff['change']) => detections.filter((one) => one.change === change).length;
  const sum = (of: (one: DetectionDiff) => number) => detections.reduce((total, one) => total + of(one), 0);
  const verdicts = detections.flatMap((one) => one.verdicts);
  return {
    base,
    summary: {
      added: count('added'),
      removed: count('removed'),
      changed: count('changed'),
      attack_gained: sum(({ attack }) => attack.gained_count),
      attack_lost: sum(({ attack }) => attack.lost_count),
      benign_gained: sum(({ benign }) => benign.gained_count),
      benign_lost: sum(({ benign }) => benign.lost_count),
      broken: verdicts.filter((one) => one.before === 'pass' && one.after !== null).length,
      fixed: verdicts.filter((one) => one.after === 'pass' && one.before !== null).length,
    },
    detections,
    coverage: {
      mapped: coverage(before, after, () => true),
      tested: coverage(before, after, ({ tests }) =>
        tests.some(({ type, attackData }) => type === 'unit' && attackData.length > 0),
      ),
    },
  };
}

function coverage(
  before: readonly Detection[],
  after: readonly Detection[],
  counts: (detection: Detection) => boolean,
): CoverageChange {
  const techniques = (list: readonly Detection[]) => new Set(list.filter(counts).flatMap((one) => one.techniques));
  const [then, now] = [techniques(before), techniques(after)];
  return {
    gained: [...now].filter((id) => !then.has(id)).sort(),
    lost: [...then].filter((id) => !now.has(id)).sort(),
  };
}
