import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tablesIn, writeLogs } from '../testing/scripts/script-data.ts';
import { cellsOf, renderTable } from '../testing/scripts/script-cells.ts';
import { parseScript, recordScript, type ScriptCase } from '../testing/scripts/script-file.ts';
import type { Workspace } from '../testing/workspace.ts';
import { type LiveEngine, LiveQueryError, type StageJob } from './engine.ts';

/** A case that was put to a live engine. */
export interface RecordedCase {
  readonly item: ScriptCase;
  /** `new`: it expected nothing before. */
  readonly outcome: 'same' | 'differs' | 'new' | 'refused';
  readonly message?: string;
}

export interface RecordedScript {
  readonly text: string;
  readonly cases: readonly RecordedCase[];
}

/** The clock of scripts that set none. */
const DEFAULT_NOW = '2026-01-01T00:00:00Z';

/**
 * Puts the queries of a conformance script to a live engine, with the events and tables that the script loads, and writes
 * its answers into the script, with the product's version. A query that is refused keeps what it expected. Cases in other
 * languages stay as they are.
 */
export async function recordAnswers(
  text: string,
  engine: LiveEngine,
  product: string,
  workspace: Workspace,
): Promise<RecordedScript> {
  const cases: RecordedCase[] = [];
  const answers = new Map<ScriptCase, readonly string[]>();
  for (const item of parseScript(text)) {
    if (item.language !== engine.language) continue;
    try {
      const answer = await answerOf(item, engine, workspace);
      const before = JSON.stringify(cellsOf(item.expected));
      answers.set(item, answer);
      cases.push({
        item,
        outcome: item.expected.length === 0 ? 'new' : JSON.stringify(cellsOf(answer)) === before ? 'same' : 'differs',
      });
    } catch (error) {
      if (!(error instanceof LiveQueryError)) throw error;
      cases.push({ item, outcome: 'refused', message: error.message });
    }
  }
  return { text: recordScript(text, product, answers), cases };
}

async function answerOf(item: ScriptCase, engine: LiveEngine, workspace: Workspace): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'firedrill-record-'));
  try {
    const macros = item.macros.map(({ name, parameters, definition }) => ({ name, arguments: parameters, definition }));
    const stage = await engine.stage(await jobOf(item, folder, workspace), { macros });
    try {
      const { columns, rows, incomplete } = await stage.run(item.query);
      if (incomplete !== undefined) throw new LiveQueryError(incomplete);
      return renderTable(columns, rows);
    } finally {
      await stage.release();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The case as a job; without a lowered query where our own engine cannot read it. */
async function jobOf(item: ScriptCase, folder: string, opened: Workspace): Promise<StageJob> {
  const tables = tablesIn(item.loads);
  const workspace = opened.withTables(tables);
  const input = {
    logs: writeLogs(item.loads, folder),
    now: BigInt(Date.parse(item.now ?? DEFAULT_NOW)) * 1_000_000n,
  };
  const { query } = await workspace.lowerText(item.language as 'spl' | 'kql', item.query);
  return query
    ? workspace.job(query, input)
    : { ...input, tables, views: new Map(), notes: [], knowledge: workspace.knowledge };
}
