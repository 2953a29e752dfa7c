import type { TokenCredential } from '@azure/core-auth';
import {
  createDefaultHttpClient,
  createEmptyPipeline,
  createHttpHeaders,
  createPipelineRequest,
  type HttpClient,
  type Pipeline,
  tlsPolicy,
} from '@azure/core-rest-pipeline';
import { parseExactJson } from '../../util/exact-json.ts';
import { DeployError } from '../deploy-error.ts';
import { type RetryPolicy, retried } from '../retry.ts';
import { retryAfterOf, TransportError } from '../transport-error.ts';
import { type KustoAnswer, readKustoCell, refusalIn } from './answer.ts';

/**
 * Queries of an Azure Data Explorer cluster.
 *
 * @see https://learn.microsoft.com/kusto/api/rest/request
 * @see https://learn.microsoft.com/kusto/api/rest/response-v2
 */
export interface DataExplorerConnection {
  /** `https://cluster.region.kusto.windows.net` */
  readonly cluster: string;
  readonly database: string;
  readonly credential: TokenCredential;
  readonly ca?: string;
  readonly timeoutMs?: number;
}

/** In ISO 8601. */
export interface DataExplorerOptions {
  /** What `now()` gives. */
  readonly now?: string;
  /** Bounds of TimeGenerated, of every table that has it. */
  readonly from?: string;
  readonly to?: string;
}

const TIMEOUT_MS = 270_000;

export class DataExplorer {
  /** Which database this is, for people. */
  readonly place: string;
  readonly #connection: DataExplorerConnection;
  readonly #cluster: string;
  readonly #retry: RetryPolicy;
  readonly #pipeline: Pipeline;
  readonly #http: HttpClient;

  constructor(connection: DataExplorerConnection, retry: RetryPolicy) {
    this.#connection = connection;
    this.#cluster = connection.cluster.replace(/\/+$/, '');
    if (!this.#cluster.startsWith('https://')) throw new DeployError('Data Explorer is only spoken to over https.');
    this.place = `${this.#cluster}/${connection.database}`;
    this.#retry = retry;
    this.#pipeline = createEmptyPipeline();
    if (connection.ca !== undefined) this.#pipeline.addPolicy(tlsPolicy({ ca: connection.ca }));
    this.#http = createDefaultHttpClient();
  }

  /**
   * Runs a query to its end.
   *
   * @throws KustoRefusal when the cluster does not take the query.
   * @throws TransportError when it stays away.
   */
  async query(text: string, { now, from, to }: DataExplorerOptions = {}): Promise<KustoAnswer> {
    const options = {
      request_readonly: true,
      results_progressive_enabled: false,
      ...(now !== undefined && { query_now: now }),
      ...((from !== undefined || to !== undefined) && { query_datetimescope_column: 'TimeGenerated' }),
      ...(from !== undefined && { query_datetimescope_from: from }),
      ...(to !== undefined && { query_datetimescope_to: to }),
    };
    const body = { db: this.#connection.database, csl: text, properties: { Options: options } };
    return answerIn(await this.#send('/v2/rest/query', body));
  }

  /** The version of the cluster, as `.show version` says it. */
  async version(): Promise<string> {
    const frames = (await this.#send('/v1/rest/mgmt', {
      db: this.#connection.database,
      csl: '.show version',
    })) as { readonly Tables?: readonly V1Table[] };
    const table = frames.Tables?.[0];
    const at = table?.Columns.findIndex(({ ColumnName }) => ColumnName === 'BuildVersion') ?? -1;
    return String(table?.Rows[0]?.[at] ?? 'unknown');
  }

  async #send(path: string, body: object): Promise<unknown> {
    return retried(this.#retry, async () => {
      const token = await this.#token();
      try {
        return await this.#sendWith(token, path, body);
      } catch (error) {
        if (!(error instanceof TransportError) || error.status !== 401) throw error;
        const another = await this.#token();
        if (another === token) throw error;
        return this.#sendWith(another, path, body);
      }
    });
  }

  async #sendWith(token: string, path: string, body: object): Promise<unknown> {
    const request = createPipelineRequest({
      url: `${this.#cluster}${path}`,
      method: 'POST',
      timeout: this.#connection.timeoutMs ?? TIMEOUT_MS,
      headers: createHttpHeaders({
        Authorization: `Bearer ${token}`,
        Accept: 'application/json',
        'Content-Type': 'application/json; charset=utf-8',
        'x-ms-app': 'firedrill',
      }),
      body: JSON.stringify(body),
    });
    let answer: Awaited<ReturnType<HttpClient['sendRequest']>>;
    try {
      answer = await this.#pipeline.sendRequest(this.#http, request);
    } catch (error) {
      // The SDK's errors carry the request with its headers: only their kind is passed on.
      const { name, code } = error as { readonly name?: string; readonly code?: string };
      const isTimeout = name === 'AbortError';
      const reason = isTimeout ? 'no answer in time' : (code ?? 'the connection failed');
      throw new TransportError(`Data Explorer: ${reason}`, { problem: isTimeout ? 'timeout' : 'network' });
    }
    const { status, bodyAsText } = answer;
    if (status !== 200) {
      const refusal = refusalIn(errorIn(bodyAsText));
      if (status === 400) throw refusal;
      const retryAfterMs = retryAfterOf(answer.headers.get('retry-after'), Date.now());
      throw new TransportError(`Data Explorer: ${status} ${refusal.code}: ${refusal.message.slice(0, 300)}`, {
        problem: 'status',
        status,
        ...(retryAfterMs !== undefined && { retryAfterMs }),
      });
    }
    try {
      return parseExactJson(bodyAsText ?? '');
    } catch {
      throw new TransportError('Data Explorer: the answer is no complete JSON', { problem: 'truncated' });
    }
  }

  async #token(): Promise<string> {
    let token: Awaited<ReturnType<TokenCredential['getToken']>>;
    try {
      token = await this.#connection.credential.getToken(`${this.#cluster}/.default`);
    } catch (error) {
      throw new DeployError(
        `Azure gave no token for Data Explorer (${(error as Error).name}).`,
        'Sign in with "az login", or set AZURE_TENANT_ID, AZURE_CLIENT_ID and a federated credential.',
      );
    }
    if (!token) throw new DeployError('Azure gave no token for Data Explorer.');
    return token.token;
  }
}

interface V1Table {
  readonly Columns: readonly { readonly ColumnName: string }[];
  readonly Rows: readonly (readonly unknown[])[];
}

/** A frame of version 2 of the interface. */
interface Frame {
  readonly FrameType: string;
  readonly TableKind?: string;
  readonly Columns?: readonly { readonly ColumnName: string; readonly ColumnType: string }[];
  readonly Rows?: readonly (readonly unknown[] | { readonly OneApiErrors: readonly unknown[] })[];
  readonly HasErrors?: boolean;
  readonly Cancelled?: boolean;
  readonly OneApiErrors?: readonly unknown[];
}

function answerIn(body: unknown): KustoAnswer {
  const frames = Array.isArray(body) ? (body as readonly Frame[]) : [];
  const end = frames.find(({ FrameType }) => FrameType === 'DataSetCompletion');
  if (!end) throw new TransportError('Data Explorer: the answer breaks off', { problem: 'truncated' });
  const table = frames.find((frame) => frame.FrameType === 'DataTable' && frame.TableKind === 'PrimaryResult');
  // A query that fails on the way has its error among its rows, and again at the end.
  const failures = [...(table?.Rows ?? []), ...(end.HasErrors ? [end] : [])].flatMap((row) =>
    'OneApiErrors' in row ? (row.OneApiErrors ?? []) : [],
  );
  const failure = failures.length > 0 || end.HasErrors ? refusalIn(errorOf(failures[0])) : undefined;
  if (!table?.Columns) {
    throw failure ?? new TransportError('Data Explorer: the answer holds no result', { problem: 'truncated' });
  }
  const columns = table.Columns.map(({ ColumnName, ColumnType }) => ({ name: ColumnName, type: ColumnType }));
  const rows = (table.Rows ?? []).filter((row): row is readonly unknown[] => Array.isArray(row));
  return {
    columns,
    rows: rows.map((row) => columns.map(({ type }, at) => readKustoCell(row[at], type))),
    ...(failure && { incomplete: failure.message }),
  };
}

const errorOf = (value: unknown): unknown => (value as { readonly error?: unknown } | undefined)?.error ?? value;

function errorIn(text: string | null | undefined): unknown {
  try {
    return errorOf(JSON.parse(text ?? ''));
  } catch {
    return undefined;
  }
}
