import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { load } from 'js-yaml';
import { afterAll, describe, expect, it } from 'vitest';
import type { LogFile } from '../../src/data/record.ts';
import { lowerSigma, sigmaCollection } from '../../src/languages/sigma/index.ts';
import { loadRuntime } from '../../src/testing/engine.ts';
import { type Explanation, explainQuery, type Loss } from '../../src/testing/explain.ts';
import type { InlineTable } from '../../src/testing/inline-tables.ts';
import { instantOf, timeBoundsOf } from '../../src/testing/time-range.ts';
import { Workspace } from '../../src/testing/workspace.ts';

/** A detection that does not fire, and what is to be said of it. */
interface Planted {
  readonly name: string;
  readonly spl?: string;
  readonly kql?: string;
  readonly sigma?: Readonly<Record<string, unknown>>;
  /** Other Sigma documents: what a correlation refers to. */
  readonly rules?: readonly unknown[];
  /** JSON records, one a line. */
  readonly events?: readonly unknown[];
  readonly log?: { readonly path: string; readonly source?: string; readonly sourcetype?: string };
  readonly sourcetype?: string;
  readonly index?: string;
  readonly tables?: readonly InlineTable[];
  readonly now?: string;
  readonly earliest?: string;
  readonly latest?: string;
  /** The step, or how its text begins. */
  readonly stage: string;
  /** Exactly the conditions to look at first. */
  readonly predicates: readonly string[];
  /** Texts that the explanation must hold somewhere. */
  readonly says?: readonly string[];
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = fileURLToPath(new URL('.', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'firedrill-planted-'));
const workspace = Workspace.open({ cwd: root, cache: false });
let files = 0;

function logOf({ events, log, sourcetype, index }: Planted): readonly LogFile[] {
  if (log) {
    const { path, ...rest } = log;
    return [{ name: path, path: join(root, path), ...rest }];
  }
  if (!events) return [];
  files += 1;
  const path = join(scratch, `events-${files}.json`);
  writeFileSync(path, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  return [{ name: 'events.json', path, sourcetype: sourcetype ?? '_json', ...(index !== undefined && { index }) }];
}

async function explain(planted: Planted): Promise<Explanation> {
  const with_ = workspace.withTables(planted.tables ?? []);
  const text = planted.spl ?? planted.kql ?? '';
  const { query, problems } = planted.sigma
    ? lowerSigma(planted.sigma, { collection: sigmaCollection(planted.rules ?? []) })
    : await with_.lowerText(planted.spl === undefined ? 'kql' : 'spl', text);
  if (!query) throw new Error(problems.map(({ message }) => message).join('\n'));
  const now = planted.now === undefined ? undefined : instantOf(planted.now);
  const range = timeBoundsOf({
    ...(planted.earliest !== undefined && { earliestTime: planted.earliest }),
    ...(planted.latest !== undefined && { latestTime: planted.latest }),
  });
  const input = { logs: logOf(planted), ...(now !== undefined && { now }), ...(range && { range }) };
  return explainQuery(await with_.job(query, input), await loadRuntime(query.language), text);
}

/** Every text of an explanation. */
const textsIn = (value: unknown): readonly string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(textsIn)
      : [];

const blamed = (loss: Loss | undefined): readonly string[] =>
  (loss?.predicates ?? []).filter((predicate) => predicate.blamed).map((predicate) => predicate.text);

const topics = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
const planted = topics.flatMap((name) => load(readFileSync(join(folder, name), 'utf8')) as readonly Planted[]);

describe('detections that do not fire', () => {
  afterAll(() => rmSync(scratch, { recursive: true }));

  it('are planted in all three languages', () => {
    expect(planted.length).toBeGreaterThanOrEqual(60);
    for (const language of ['spl', 'kql', 'sigma'] as const) {
      expect(planted.filter((one) => one[language] !== undefined).length).toBeGreaterThanOrEqual(15);
    }
  });

  it.each(planted.map((one) => [one.name, one] as const))('%s', { timeout: 120_000 }, async (_name, one) => {
    const explanation = await explain(one);
    if (process.env['SHOW']) console.log(one.name, JSON.stringify(explanation.loss, null, 1));
    const { results, loss } = explanation;
    expect(results).toBe(0);
    expect({
      stage: loss?.stage?.replace(/\s+/g, ' ').trim().slice(0, one.stage.length),
      blamed: blamed(loss),
    }).toEqual({
      stage: one.stage,
      blamed: one.predicates,
    });
    const said = textsIn(loss).join('\n');
    for (const text of one.says ?? []) expect(said).toContain(text);
  });
});
