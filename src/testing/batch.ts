import { isAbsolute, resolve } from 'node:path';
import type { LogFile } from '../data/record.ts';
import { CODES, isDiagnosticName } from '../diagnostics/codes.ts';
import type { JsonValue } from '../languages/front-end.ts';
import { QueryFailure } from '../plan/failure.ts';
import type { LoweredQuery, ResultColumn } from '../plan/plan.ts';
import { loadRuntime, type Runtime, runQuery } from './engine.ts';
import type { InlineTable } from './inline-tables.ts';
import { overBudget } from './run-job.ts';
import { Workspace, type WorkspaceOptions } from './workspace.ts';

/** One line of `query --batch`. */
export interface BatchCase {
  readonly id: string;
  readonly lang: 'spl' | 'kql';
  readonly query: string;
  readonly now?: string;
  readonly tables?: Readonly<Record<string, Omit<InlineTable, 'name'>>>;
  readonly data?: readonly { readonly path: string; readonly source?: string; readonly sourcetype?: string }[];
}

export type BatchAnswer =
  | { readonly id: string; readonly columns: readonly ResultColumn[]; readonly rows: readonly (readonly JsonValue[])[] }
  | { readonly id: string; readonly error: { readonly code: string; readonly name: string; readonly message: string } };

export interface BatchOptions extends Omit<WorkspaceOptions, 'tables'> {
  /** Relative data paths start here. */
  readonly folder: string;
  readonly optimise?: boolean;
  readonly recover?: boolean;
}

const NANOSECONDS_PER_MILLISECOND = 1_000_000n;

/** Answers cases one after the other in this process; a case that fails, even by a bug of ours, is an answer too. */
export class BatchRunner {
  readonly #options: BatchOptions;
  readonly #runtimes = new Map<LoweredQuery['language'], Promise<Runtime>>();
  readonly #shared: Workspace;

  constructor(options: BatchOptions) {
    this.#options = options;
    this.#shared = Workspace.open(options);
  }

  async answer(item: BatchCase): Promise<BatchAnswer> {
    try {
      return await this.#answer(item);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return failed(item.id, error instanceof QueryFailure ? error.name : 'internal-failure', message);
    }
  }

  async #answer(item: BatchCase): Promise<BatchAnswer> {
    const tables = Object.entries(item.tables ?? {}).map(([name, table]) => ({ name, ...table }));
    const workspace = tables.length > 0 ? this.#shared.withTables(tables) : this.#shared;
    const logs = (item.data ?? []).map((log) => this.#logFile(log));
    const lowering = await workspace.lowerText(item.lang, item.query, logs);
    const problem = lowering.problems.find(({ severity, name }) => (severity ?? CODES[name].severity) === 'error');
    if (!lowering.query) {
      return problem
        ? failed(item.id, problem.name, problem.message)
        : failed(item.id, 'query-error', 'The query has no plan.');
    }
    const runtime = await this.#runtime(lowering.query.language);
    const budgetMs = workspace.config.test.timeoutSeconds * 1000;
    const deadline = performance.now() + budgetMs;
    const check = (): void => {
      if (performance.now() > deadline) throw new QueryFailure('budget-exceeded', overBudget(budgetMs));
    };
    const job = await workspace.job(lowering.query, {
      logs,
      ...(item.now !== undefined && { now: BigInt(Date.parse(item.now)) * NANOSECONDS_PER_MILLISECOND }),
    });
    const { optimise, recover } = this.#options;
    const { columns, rows } = runQuery(
      { ...job, ...(optimise !== undefined && { optimise }), ...(recover !== undefined && { recover }) },
      runtime,
      { check },
    );
    return { id: item.id, columns, rows };
  }

  #runtime(language: LoweredQuery['language']): Promise<Runtime> {
    let runtime = this.#runtimes.get(language);
    if (!runtime) {
      runtime = loadRuntime(language);
      this.#runtimes.set(language, runtime);
    }
    return runtime;
  }

  #logFile(log: { readonly path: string; readonly source?: string; readonly sourcetype?: string }): LogFile {
    const path = isAbsolute(log.path) ? log.path : resolve(this.#options.folder, log.path);
    return {
      name: log.path,
      path,
      ...(log.source !== undefined && { source: log.source }),
      ...(log.sourcetype !== undefined && { sourcetype: log.sourcetype }),
    };
  }
}

function failed(id: string, name: string, message: string): BatchAnswer {
  const code = isDiagnosticName(name) ? CODES[name].code : 'FD211';
  return { id, error: { code, name, message } };
}
