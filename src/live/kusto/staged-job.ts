import type { JsonValue } from '../../languages/front-end.ts';
import { execute } from '../../plan/execute.ts';
import type { Plan } from '../../plan/plan.ts';
import { loadSentinelKnowledge, type SentinelKnowledge } from '../../platforms/sentinel/index.ts';
import { type Ground, layOut, loadRuntime, type Runtime } from '../../testing/engine.ts';
import { visit } from '../../testing/plan-reads.ts';
import { LiveQueryError, type StageJob } from '../engine.ts';
import { mapCode, namesIn } from '../../deploy/kusto/code.ts';
import { functionsOf } from './functions.ts';
import { type TableRows, tableText } from './table-text.ts';

const TABLE = 'table:';
const WATCHLIST = 'watchlist:';

/** What finds tables by itself would find those of the workspace, not ours. */
const REACHES_OUT =
  /\b(?:table|external_table|materialized_view|stored_query_result|workspace|cluster|database|app|resource|adx|arg)\s*\(|\b(?:search|find)\b(?!\s*[=),:(\]])|\bunion\b[^|;]*\*/;

/**
 * A job as text: its rows, watchlists and functions become `let` statements before the query. So nothing has to be stored
 * in the workspace, nothing of the workspace is seen, and nothing is left behind.
 */
export class StagedJob {
  readonly events: number;
  readonly notes: readonly string[];
  /** What `now()` is for it. */
  readonly now: string;
  readonly #knowledge: SentinelKnowledge;
  readonly #aliases: readonly string[];
  readonly #given: ReadonlySet<string>;
  readonly #tables: string;

  private constructor(job: StageJob, runtime: Runtime) {
    const knowledge = loadSentinelKnowledge(job.knowledge.sentinel, () => undefined, job.knowledge.watchlists);
    const ground = layOut(job, runtime);
    // Of a query that we cannot read, nobody knows what it reads: it gets all tables that were given.
    const sources = job.query ? sourcesOf(job.query.plan) : job.tables.map(({ name }) => `${TABLE}${name}`);
    const inline = new Map(job.tables.map((table) => [table.name, table.columns]));
    const tables = sources
      .filter((source) => source.startsWith(TABLE))
      .map((source): TableRows => {
        const name = source.slice(TABLE.length);
        const columns = inline.get(name) ?? knowledge.table(name) ?? [];
        return rowsOf(source, name, columns, ground, runtime);
      });
    for (const { name, columns } of job.tables) {
      if (sources.includes(`${TABLE}${name}`)) continue;
      tables.push({ name, columns: columns.map((column) => ({ type: 'string', ...column })), rows: [] });
    }
    this.#aliases = [...knowledge.watchlistAliases()].filter((alias) =>
      sources.some((source) => source.toLowerCase() === `${WATCHLIST}${alias}`.toLowerCase()),
    );
    const lists = this.#aliases.map((alias) => {
      const own = (knowledge.watchlist(alias)?.columns ?? []).filter((name) => name !== 'SearchKey');
      const columns = ['SearchKey', ...own].map((name) => ({ name }));
      return rowsOf(`${WATCHLIST}${alias}`, listName(alias), columns, ground, runtime);
    });
    const count = tables.reduce((sum, { rows }) => sum + rows.length, 0);
    this.#knowledge = knowledge;
    this.#given = new Set(tables.map(({ name }) => name));
    this.#tables = [...tables, ...lists].map(tableText).join('');
    this.events = ground.replay.events;
    this.now = new Date(Number(ground.clock.now / 1_000_000n)).toISOString();
    this.notes = [`${count} ${count === 1 ? 'row was' : 'rows were'} given with the query; nothing was stored.`];
  }

  /** @throws LiveQueryError when nobody knows which rows the job needs. */
  static async of(job: StageJob): Promise<StagedJob> {
    if (!job.query && job.logs.length > 0) {
      throw new LiveQueryError('What the query reads is not known here, so its rows cannot be given with it.');
    }
    return new StagedJob(job, await loadRuntime('kql'));
  }

  /**
   * A query that leans on nothing of the place where it runs.
   *
   * @throws LiveQueryError when it cannot be kept apart from the workspace.
   */
  textOf(query: string): string {
    const functions = functionsOf(query, this.#knowledge);
    const texts = [query, ...functions.map(({ body }) => body)];
    texts.forEach(refuseReach);
    // Tables that are named and never read, as in `getschema`, must not be those of the workspace either.
    const others = [...new Set(texts.flatMap((text) => [...namesIn(text)]))].sort().flatMap((name) => {
      const columns = this.#given.has(name) ? undefined : this.#knowledge.table(name);
      return columns ? tableText({ name, columns, rows: [] }) : [];
    });
    const lets = functions.map(
      ({ name, parameters, body }) => `let ${name} = ${parameters} {\n${this.#withLists(body)}\n};\n`,
    );
    return this.#tables + others.join('') + lets.join('') + this.#withLists(query);
  }

  /** `_GetWatchlist('vips')` reads the workspace; the rows that we give have a name of their own. */
  #withLists(text: string): string {
    return text.replace(/_GetWatchlist\s*\(\s*(["'])([^"']+)\1\s*\)/g, (call, _quote: string, alias: string) => {
      const own = this.#aliases.find((candidate) => candidate.toLowerCase() === alias.toLowerCase());
      return own === undefined ? call : listName(own);
    });
  }
}

const listName = (alias: string): string => `firedrill_watchlist_${alias.replace(/\W/g, '_')}`;

function refuseReach(text: string): void {
  mapCode(text, (code) => {
    const [reach] = REACHES_OUT.exec(code) ?? [];
    if (reach === undefined) return code;
    throw new LiveQueryError(`"${reach.trim()}" looks for tables in the workspace, where the rows of a test are not.`);
  });
}

/** What a plan reads, in subqueries of its conditions too. */
function sourcesOf(plan: Plan): readonly string[] {
  const found = new Set<string>();
  visit(plan, ({ op, source }) => {
    if (op === 'Scan' && typeof source === 'string') found.add(source);
  });
  return [...found].sort();
}

/** What a local run would read from a source. */
function rowsOf(
  source: string,
  name: string,
  schema: readonly { readonly name: string; readonly type?: string }[],
  { catalog, clock }: Ground,
  { library, print }: Runtime,
): TableRows {
  const columns = schema.map((column) => ({ name: column.name, type: column.type ?? 'string' }));
  const rows: JsonValue[][] = [];
  for (const batch of execute({ op: 'Scan', source }, 0, { library, catalog, clock, batchSize: 1024 }).batches) {
    const cells = columns.map((column) => batch.columns.get(column.name));
    for (const row of batch.rows()) {
      rows.push(columns.map(({ type }, at) => print(cells[at]?.at(row) ?? null, type)));
    }
  }
  return { name, columns, rows };
}
