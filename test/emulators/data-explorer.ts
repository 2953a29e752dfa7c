import { KustoEngine } from './kusto-engine.ts';
import { type EmulatedRequest, type EmulatedResponse, type Emulator, startEmulator } from './server.ts';

export interface DataExplorerEmulator extends Emulator {
  readonly kusto: KustoEngine;
  /** Tokens that are good. */
  readonly tokens: Set<string>;
  /** Fails after the first row. */
  partial: boolean;
}

export const DATABASE = 'security';
const OPTIONS = new Set([
  'request_readonly',
  'results_progressive_enabled',
  'query_now',
  'query_datetimescope_column',
  'query_datetimescope_from',
  'query_datetimescope_to',
]);

/**
 * An Azure Data Explorer cluster with one database: `/v2/rest/query`, and `.show version` of `/v1/rest/mgmt`.
 *
 * @see https://learn.microsoft.com/kusto/api/rest/response-v2
 */
export async function startDataExplorer(): Promise<DataExplorerEmulator> {
  const kusto = new KustoEngine();

  const answer = async (request: EmulatedRequest): Promise<EmulatedResponse> => {
    const token = /^Bearer (.+)$/.exec(request.headers['authorization'] ?? '')?.[1];
    if (token === undefined || !emulator.tokens.has(token)) return { status: 401 };
    if (request.method !== 'POST') return refused(405, 'MethodNotAllowed', request.method);
    let body: Readonly<Record<string, unknown>>;
    try {
      body = JSON.parse(request.body) as typeof body;
    } catch {
      return refused(400, 'BadRequest', 'The body is no JSON.');
    }
    const strange = Object.keys(body).find((key) => !['db', 'csl', 'properties'].includes(key));
    if (strange !== undefined) return refused(400, 'BadRequest', `Unknown property ${strange}`);
    if (body['db'] !== DATABASE) {
      return refused(
        400,
        'BadRequest_EntityNotFound',
        `Entity '${String(body['db'])}' of kind 'Database' was not found.`,
      );
    }
    const text = String(body['csl'] ?? '');
    if (request.path === '/v1/rest/mgmt') {
      if (text !== '.show version') return refused(400, 'BadRequest_SyntaxError', 'Only .show version is emulated.');
      const columns = ['BuildVersion', 'BuildTime', 'ServiceType', 'ProductVersion'];
      return {
        status: 200,
        body: {
          Tables: [
            {
              TableName: 'Table_0',
              Columns: columns.map((ColumnName) => ({ ColumnName, DataType: 'String', ColumnType: 'string' })),
              Rows: [['1.0.9000.1', '2026-01-01T00:00:00Z', 'Engine', 'Emulated']],
            },
          ],
        },
      };
    }
    if (request.path !== '/v2/rest/query') return refused(404, 'NotFound', request.path);
    const options =
      ((body['properties'] ?? {}) as { readonly Options?: Readonly<Record<string, unknown>> }).Options ?? {};
    const option = Object.keys(options).find((name) => !OPTIONS.has(name));
    if (option !== undefined) return refused(400, 'BadRequest', `Unknown option ${option}`);
    const now = options['query_now'];
    const { query_datetimescope_from: from, query_datetimescope_to: to } = options;
    const outcome = await kusto.run(text, {
      ...(typeof now === 'string' && { now }),
      ...((from !== undefined || to !== undefined) && {
        timespan: `${String(from ?? '1970-01-01T00:00:00Z')}/${String(to ?? '9999-12-31T00:00:00Z')}`,
      }),
    });
    if ('error' in outcome) {
      const kind =
        outcome.error === 'syntax' ? 'SyntaxError' : outcome.error === 'semantic' ? 'SemanticError' : 'General';
      return refused(400, `BadRequest_${kind}`, outcome.message);
    }
    const { columns, rows } = outcome;
    const failure = {
      OneApiErrors: [
        {
          error: {
            code: 'LimitsExceeded',
            message: 'Request is invalid',
            '@message': 'Query execution lacks memory resources to complete (80DA0007)',
          },
        },
      ],
    };
    const sent: unknown[] = rows.map((row) => row.map((cell, at) => sentCell(cell, columns[at]?.type ?? 'string')));
    return {
      status: 200,
      body: [
        { FrameType: 'DataSetHeader', IsProgressive: false, Version: 'v2.0' },
        frame(
          0,
          'QueryProperties',
          '@ExtendedProperties',
          [
            { name: 'TableId', type: 'int' },
            { name: 'Key', type: 'string' },
            { name: 'Value', type: 'dynamic' },
          ],
          [],
        ),
        frame(1, 'PrimaryResult', 'PrimaryResult', columns, emulator.partial ? [...sent.slice(0, 1), failure] : sent),
        frame(
          2,
          'QueryCompletionInformation',
          'QueryCompletionInformation',
          [{ name: 'Timestamp', type: 'datetime' }],
          [],
        ),
        {
          FrameType: 'DataSetCompletion',
          HasErrors: emulator.partial,
          Cancelled: false,
          ...(emulator.partial && failure),
        },
      ],
    };
  };

  const emulator: DataExplorerEmulator = Object.assign(await startEmulator(answer), {
    kusto,
    tokens: new Set<string>(['good-token']),
    partial: false,
  });
  return emulator;
}

const frame = (
  TableId: number,
  TableKind: string,
  TableName: string,
  columns: readonly { readonly name: string; readonly type: string }[],
  Rows: readonly unknown[],
): object => ({
  FrameType: 'DataTable',
  TableId,
  TableKind,
  TableName,
  Columns: columns.map(({ name, type }) => ({ ColumnName: name, ColumnType: type })),
  Rows,
});

/** Cells as the service sends them: dynamic as text unless it is a plain value. */
function sentCell(cell: unknown, type: string): unknown {
  if (cell === null) return type === 'string' ? '' : null;
  return type === 'dynamic' && typeof cell === 'object' ? JSON.stringify(cell) : cell;
}

const refused = (status: number, code: string, message: string): EmulatedResponse => ({
  status,
  body: {
    error: {
      code,
      message: 'Request is invalid and cannot be executed.',
      '@message': message,
      '@permanent': status < 500,
    },
  },
});
