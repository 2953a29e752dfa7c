import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { knowledgeAbove } from '../../src/content/index.ts';
import type { Detection } from '../../src/content/model.ts';
import { QueryFailure } from '../../src/plan/failure.ts';
import { contentFunctions } from '../../src/testing/content-functions.ts';
import { loadRuntime, type QueryOutcome, runQuery } from '../../src/testing/engine.ts';
import { selectDetections } from '../../src/testing/open-session.ts';
import { savedSearches } from '../../src/testing/saved-searches.ts';
import { sigmaDocuments } from '../../src/testing/sigma-documents.ts';
import { Workspace } from '../../src/testing/workspace.ts';
import { type SuiteResult, zero } from './score.ts';

const CONTENT = ['escu', 'sentinel', 'sigma'];
const SOURCE = 'XmlWinEventLog:Microsoft-Windows-Sysmon/Operational';
const SOURCETYPE = 'XmlWinEventLog';
/** Events of each log that all detections run over. */
const EVENTS = 4;
const BATCH_SIZE = 3;

/**
 * Every detection that runs gives the same over a log of many kinds of events with every optimisation on, in large
 * batches, and with the plan as it is written, in small ones. Right means that both agree.
 */
export async function runPushdownSuite(folder: string): Promise<readonly SuiteResult[]> {
  const work = mkdtempSync(join(tmpdir(), 'firedrill-pushdown-'));
  const log = join(work, 'events.xml');
  writeFileSync(log, someEvents(join(folder, 'evtx')));
  try {
    const results: SuiteResult[] = [];
    const there = CONTENT.filter((kind) => existsSync(join(folder, kind)));
    for (const kind of there) results.push(await runContent(join(folder, kind), `pushdown/${kind}`, log));
    return results;
  } finally {
    rmSync(work, { recursive: true });
  }
}

/** The first events of every log. */
function someEvents(folder: string): string {
  const logs = readdirSync(folder).filter((name) => name.endsWith('.xml'));
  return logs
    .sort()
    .flatMap(
      (name) =>
        readFileSync(join(folder, name), 'utf8')
          .match(/<Event[\s>].*?<\/Event>/gs)
          ?.slice(0, EVENTS) ?? [],
    )
    .join('\n');
}

async function runContent(folder: string, suite: string, log: string): Promise<SuiteResult> {
  const opened = Workspace.open({ cwd: folder, cache: false });
  const { content, detections } = selectDetections({ what: [folder] }, opened, folder);
  const workspace = opened
    .withSplunkRoots(knowledgeAbove(detections, folder))
    .withSigma(sigmaDocuments(content, folder))
    .withSavedSearches(savedSearches(content.detections))
    .withFunctions(contentFunctions(content, folder));
  const score = zero();
  const details: string[] = [];
  for (const detection of detections) {
    const answers = await answersOf(workspace, detection, log);
    if (!answers) score.unsupported += 1;
    else if (answers[0] === answers[1]) score.right += 1;
    else {
      score.wrong += 1;
      details.push(detection.name, ...answers.map((answer) => `  ${answer.slice(0, 400)}`));
    }
  }
  return { suite, score, details };
}

/** What a detection gives in both ways; undefined when it does not run. */
async function answersOf(
  workspace: Workspace,
  detection: Detection,
  log: string,
): Promise<readonly [string, string] | undefined> {
  const { query } = await workspace.lower(detection);
  if (!query) return undefined;
  const { source = SOURCE, sourcetype = SOURCETYPE } = detection.tests[0]?.attackData[0] ?? {};
  const job = await workspace.job(query, { logs: [{ name: 'events.xml', path: log, source, sourcetype }] });
  const runtime = await loadRuntime(query.language);
  const answer = (options: { readonly optimise: boolean; readonly batchSize?: number }): string => {
    try {
      return told(runQuery({ ...job, ...options }, runtime));
    } catch (error) {
      if (error instanceof QueryFailure) return `fails: ${error.message}`;
      throw error;
    }
  };
  return [answer({ optimise: true }), answer({ optimise: false, batchSize: BATCH_SIZE })];
}

const told = ({ columns, rows, origins, events }: QueryOutcome): string =>
  JSON.stringify({ rows, columns: columns.map(({ name }) => name), origins, events });
