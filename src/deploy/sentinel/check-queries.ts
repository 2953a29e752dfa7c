import { type KustoAnswer, KustoRefusal } from '../kusto/answer.ts';
import { mapCode, namesIn } from '../kusto/code.ts';
import type { ObjectState } from '../object.ts';
import type { Plan, PlanStep, Refusal } from '../plan.ts';
import { TransportError } from '../transport-error.ts';

/** What runs queries over the live workspace. */
export interface Queries {
  query(text: string, options: { readonly timespan?: string }): Promise<KustoAnswer>;
}

/** The service runs five queries of one user beside each other. */
const CONCURRENCY = 4;
/** Next to no rows are looked at: what is asked for is whether the query binds. */
const TIMESPAN = 'PT1M';
const QUERIES = new Set(['scheduled-rule', 'nrt-rule', 'hunting-query', 'function']);

/**
 * Runs the queries that a plan would write over the live workspace, without rows: a table or column that is not there is
 * found before anything is changed, for Sentinel refuses such a rule. Functions that the plan writes go with the query.
 */
export async function checkQueries(plan: Plan, queries: Queries): Promise<Plan> {
  const functions = new Map<string, ObjectState>();
  const watchlists = new Set<string>();
  for (const { type, key, action, after } of plan.steps) {
    if (type === 'function' && after) functions.set(key, after);
    if (type === 'watchlist' && action === 'create') watchlists.add(key.toLowerCase());
  }
  const refusals: Refusal[] = [];
  const notes: string[] = [];
  const queue = plan.steps.filter(changesQuery);
  let lost: TransportError | undefined;
  const lane = async (): Promise<void> => {
    for (let step = queue.shift(); step && !lost; step = queue.shift()) {
      const { type, key, title, after } = step;
      const text = textOf(type, key, String(after?.properties['query'] ?? ''), functions);
      if (text === undefined) continue;
      const list = listsIn(text).find((alias) => watchlists.has(alias));
      if (list !== undefined) {
        notes.push(`The query of "${title}" (${type}) was not checked: the plan creates its watchlist "${list}".`);
        continue;
      }
      try {
        await queries.query(text, { timespan: TIMESPAN });
      } catch (error) {
        if (error instanceof KustoRefusal) {
          const hint = 'Mend the query, or leave this check out with --no-query-check.';
          refusals.push({ type, key, title, reason: `The workspace does not take the query: ${error.message}`, hint });
        } else if (error instanceof TransportError) lost = error;
        else throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, lane));
  if (lost) notes.push(`Not all queries were checked: ${lost.message}.`);
  const order = new Map(plan.steps.map(({ type, key }, at) => [`${type}/${key}`, at]));
  refusals.sort((left, right) => at(order, left) - at(order, right));
  return {
    ...plan,
    refusals: [...plan.refusals, ...refusals],
    ...(notes.length > 0 && { notes: [...(plan.notes ?? []), ...notes.sort()] }),
  };
}

const at = (order: ReadonlyMap<string, number>, { type, key }: Refusal): number => order.get(`${type}/${key}`) ?? 0;

function changesQuery({ type, action, changes, after }: PlanStep): boolean {
  if (!QUERIES.has(type) || !after || action === 'enable' || action === 'delete') return false;
  return changes.some(({ property }) => property === 'query' || property === 'functionParameters');
}

/** Undefined for a function that cannot be called without arguments. */
function textOf(
  type: string,
  key: string,
  query: string,
  functions: ReadonlyMap<string, ObjectState>,
): string | undefined {
  if (type !== 'function') return `${functionsFor(query, functions)}${withoutRows(query)}`;
  const parameters = String(functions.get(key)?.properties['functionParameters'] ?? '');
  if (parameters.split(',').some((parameter) => parameter.trim() !== '' && !parameter.includes('='))) return undefined;
  const call = `${key}()`;
  return `${functionsFor(call, functions)}${call}\n| take 0`;
}

function withoutRows(query: string): string {
  const text = query.replace(/[;\s]+$/, '');
  let draws = false;
  mapCode(text, (code) => {
    draws ||= /\|\s*render\b/.test(code);
    return code;
  });
  // Nothing may follow "render".
  return draws ? text : `${text}\n| take 0`;
}

/** Those that a text calls, and those that they call; what is called comes first. */
function functionsFor(text: string, functions: ReadonlyMap<string, ObjectState>): string {
  const lets = new Map<string, string>();
  const visit = (body: string, within: ReadonlySet<string>): void => {
    for (const name of namesIn(body)) {
      const called = within.has(name) || lets.has(name) ? undefined : functions.get(name);
      if (!called) continue;
      const own = String(called.properties['query'] ?? '');
      visit(own, new Set([...within, name]));
      lets.set(name, `let ${name} = (${String(called.properties['functionParameters'] ?? '')}) {\n${own}\n};\n`);
    }
  };
  visit(text, new Set());
  return [...lets.values()].join('');
}

const listsIn = (text: string): readonly string[] =>
  Array.from(text.matchAll(/_GetWatchlist\s*\(\s*["']([^"']+)["']/g), (match) => (match[1] ?? '').toLowerCase());
