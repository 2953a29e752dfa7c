import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchRunner } from '../../src/testing/batch.ts';

export interface EmulatedTable {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly (string | number | boolean | null | object)[])[];
}

/** What a live Kusto holds. */
export interface KustoHoldings {
  readonly tables: Map<string, EmulatedTable>;
  /** Tables that every Sentinel knows and this one lacks. */
  readonly missing: Set<string>;
  /** Saved functions: name, parameters in parentheses, body. */
  functions(): readonly { readonly name: string; readonly parameters: string; readonly body: string }[];
  /** The service's clock. */
  now: string;
}

export type KustoOutcome =
  | {
      readonly columns: readonly { readonly name: string; readonly type: string }[];
      readonly rows: readonly (readonly unknown[])[];
    }
  | { readonly error: 'syntax' | 'semantic' | 'run'; readonly message: string };

/** A live Kusto, played by our own engine over the rows that the emulator was given. */
export class KustoEngine implements KustoHoldings {
  readonly tables = new Map<string, EmulatedTable>();
  readonly missing = new Set<string>();
  now = '2026-01-02T00:00:00Z';
  functions: KustoHoldings['functions'] = () => [];
  readonly #runner: BatchRunner;

  constructor() {
    const folder = mkdtempSync(join(tmpdir(), 'kusto-'));
    this.#runner = new BatchRunner({ cwd: folder, folder, cache: false });
  }

  /** `timespan` as the Log Analytics API takes it. */
  async run(
    text: string,
    { timespan, now }: { readonly timespan?: string; readonly now?: string } = {},
  ): Promise<KustoOutcome> {
    const lacking = [...this.missing].find((name) => new RegExp(`(?<!let )\\b${name}\\b(?! *=)`).test(text));
    if (lacking !== undefined && !new RegExp(`let ${lacking} *=`).test(text)) {
      return {
        error: 'semantic',
        message: `'where' operator: Failed to resolve table or column expression named '${lacking}'`,
      };
    }
    const clock = /\bset\s+query_now\s*=\s*datetime\(([^)]*)\)\s*;/i.exec(text);
    const query = clock ? text.replace(clock[0], '') : text;
    const at = now ?? clock?.[1] ?? this.now;
    const called = this.functions().filter(({ name }) => new RegExp(`\\b${name}\\b`).test(query));
    const lets = called.map(({ name, parameters, body }) => `let ${name} = ${parameters} { ${body}\n};\n`);
    const within = timespan === undefined ? undefined : bounds(timespan, Date.parse(at));
    const tables = [...this.tables].map(([name, table]) => [name, within ? bounded(table, within) : table] as const);
    const answer = await this.#runner.answer({
      id: 'query',
      lang: 'kql',
      query: lets.join('') + query,
      now: at,
      tables: Object.fromEntries(tables) as never,
    });
    if (!('error' in answer)) {
      return { columns: answer.columns.map(({ name, type }) => ({ name, type: type ?? 'string' })), rows: answer.rows };
    }
    const { code, name, message } = answer.error;
    return { error: name === 'syntax-error' ? 'syntax' : /^FD[23]/.test(code) ? 'semantic' : 'run', message };
  }
}

const UNITS: Readonly<Record<string, number>> = { D: 86_400_000, H: 3_600_000, M: 60_000, S: 1_000 };

function bounds(timespan: string, now: number): readonly [number, number] {
  const [from = '', to] = timespan.split('/');
  if (to !== undefined) return [Date.parse(from), Date.parse(to)];
  let length = 0;
  for (const [, count, unit] of from.matchAll(/(\d+)([DHMS])/g)) length += Number(count) * (UNITS[unit ?? ''] ?? 0);
  return [now - length, now];
}

function bounded(table: EmulatedTable, [from, to]: readonly [number, number]): EmulatedTable {
  const at = table.columns.findIndex(({ name }) => name === 'TimeGenerated');
  if (at < 0) return table;
  const isWithin = (cell: unknown): boolean => {
    const time = Date.parse(String(cell));
    return time >= from && time <= to;
  };
  return { ...table, rows: table.rows.filter((row) => isWithin(row[at])) };
}
