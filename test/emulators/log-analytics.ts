import { KustoEngine } from './kusto-engine.ts';
import { type EmulatedRequest, type EmulatedResponse, type Emulator, startEmulator } from './server.ts';

export const WORKSPACE_ID = '00000000-0000-0000-0000-0000000000aa';

export interface LogAnalyticsEmulator extends Emulator {
  readonly kusto: KustoEngine;
  /** Tokens that are good. */
  readonly tokens: Set<string>;
  /** Answers a part of the rows only, and says so. */
  partial: boolean;
}

/**
 * The query interface of Log Analytics for one workspace.
 *
 * @see https://learn.microsoft.com/azure/azure-monitor/logs/api/overview
 */
export async function startLogAnalytics(): Promise<LogAnalyticsEmulator> {
  const kusto = new KustoEngine();

  const answer = async (request: EmulatedRequest): Promise<EmulatedResponse> => {
    const token = /^Bearer (.+)$/.exec(request.headers['authorization'] ?? '')?.[1];
    if (token === undefined) {
      const message = "Authentication failed. The 'Authorization' header is missing.";
      return refused(401, { code: 'AuthenticationFailed', message });
    }
    if (!emulator.tokens.has(token)) {
      return refused(403, { code: 'InvalidAuthenticationToken', message: 'The access token is invalid.' });
    }
    const workspace = /^\/v1\/workspaces\/([^/]+)\/query$/.exec(request.path)?.[1];
    if (workspace === undefined)
      return refused(404, { code: 'PathNotFoundError', message: 'The requested path does not exist' });
    if (workspace !== WORKSPACE_ID) {
      return refused(404, {
        code: 'WorkspaceNotFoundError',
        message: `The workspace could not be found: ${workspace}`,
      });
    }
    if (request.method !== 'POST') return refused(405, { code: 'MethodNotAllowed', message: request.method });
    let body: Readonly<Record<string, unknown>>;
    try {
      body = JSON.parse(request.body) as typeof body;
    } catch {
      return badArgument({ code: 'MalformedJson', message: 'The body is no JSON.' });
    }
    const strange = Object.keys(body).find((key) => !['query', 'timespan', 'workspaces'].includes(key));
    if (strange !== undefined) return badArgument({ code: 'UnknownProperty', message: `Unknown property ${strange}` });
    const { query, timespan } = body;
    if (typeof query !== 'string' || query.trim() === '')
      return badArgument({ code: 'QueryRequired', message: 'A query is required.' });
    if (typeof timespan === 'string' && timespan !== '' && !/^(P\w+|[\dT:.Z-]+\/[\dT:.Z-]+)$/.test(timespan)) {
      return badArgument({ code: 'InvalidTimespan', message: `"${timespan}" is no timespan.` });
    }
    const outcome = await kusto.run(query, typeof timespan === 'string' && timespan !== '' ? { timespan } : {});
    if ('error' in outcome) {
      const { error, message } = outcome;
      if (error === 'run') return refused(400, { code: 'QueryExecutionError', message });
      const inner = error === 'syntax' ? { code: 'SYN0002', message } : { code: 'SEM0100', message };
      return badArgument({
        code: error === 'syntax' ? 'SyntaxError' : 'SemanticError',
        message: `A ${error === 'syntax' ? 'syntax error has been identified in the query' : 'semantic error occurred'}.`,
        innererror: inner,
      });
    }
    const { columns, rows } = outcome;
    const sent = rows.map((row) => row.map((cell, at) => sentCell(cell, columns[at]?.type ?? 'string')));
    return {
      status: 200,
      body: {
        tables: [{ name: 'PrimaryResult', columns, rows: emulator.partial ? sent.slice(0, sent.length >> 1) : sent }],
        ...((request.headers['prefer'] ?? '').includes('include-statistics=true') && {
          statistics: {
            query: {
              executionTime: 0.0156,
              resourceUsage: { cpu: { 'total cpu': '00:00:00.0156250' } },
              inputDatasetStatistics: { rows: { scanned: rows.length } },
            },
          },
        }),
        ...(emulator.partial && {
          error: {
            code: 'PartialError',
            message: 'There were some errors when processing your query.',
            details: [{ code: 'EngineError', message: 'The query used too much memory.' }],
          },
        }),
      },
    };
  };

  const emulator: LogAnalyticsEmulator = Object.assign(await startEmulator(answer), {
    kusto,
    tokens: new Set<string>(['good-token']),
    partial: false,
  });
  return emulator;
}

/** Cells as the service sends them: dynamic as text, fractions of a second without their zeros. */
function sentCell(cell: unknown, type: string): unknown {
  if (cell === null) return type === 'string' ? '' : null;
  if (type === 'dynamic') return typeof cell === 'string' ? cell : JSON.stringify(cell);
  if (type === 'datetime') return String(cell).replace(/\.?0+Z$/, 'Z');
  return cell;
}

const refused = (status: number, error: object): EmulatedResponse => ({ status, body: { error } });
const badArgument = (innererror: object): EmulatedResponse =>
  refused(400, { message: 'The request had some invalid properties', code: 'BadArgumentError', innererror });
