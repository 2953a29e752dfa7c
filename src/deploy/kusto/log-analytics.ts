import type { TokenCredential } from '@azure/core-auth';
import { LogsQueryClient } from '@azure/monitor-query';
import { parseExactJson } from '../../util/exact-json.ts';
import { DeployError } from '../deploy-error.ts';
import { type RetryPolicy, retried } from '../retry.ts';
import { retryAfterOf, TransportError } from '../transport-error.ts';
import { type KustoAnswer, readKustoCell, refusalIn } from './answer.ts';

/**
 * Queries of a Log Analytics workspace. The only file that knows `@azure/monitor-query`: the package that replaces it,
 * `@azure/monitor-query-logs`, needs a change here and nowhere else.
 */
export interface LogAnalyticsConnection {
  /** The id of the workspace itself (`customerId`), no resource id. */
  readonly workspaceId: string;
  readonly credential: TokenCredential;
  /** Another cloud has another. */
  readonly endpoint?: string;
  readonly ca?: string;
  readonly timeoutMs?: number;
}

export interface QueryOptions {
  /** ISO 8601: a duration up to now, or `from/to`; bounds TimeGenerated of every table besides what the query says. */
  readonly timespan?: string;
}

const ENDPOINT = 'https://api.loganalytics.io';
/** The service gives up after three minutes unless it is asked to wait longer; ten minutes is the most. */
const TIMEOUT_MS = 600_000;

export class LogAnalytics {
  /** Which workspace this is, for people. */
  readonly place: string;
  readonly #connection: LogAnalyticsConnection;
  readonly #endpoint: string;
  readonly #retry: RetryPolicy;
  #client: LogsQueryClient;

  constructor(connection: LogAnalyticsConnection, retry: RetryPolicy) {
    this.#connection = connection;
    this.#endpoint = (connection.endpoint ?? ENDPOINT).replace(/\/+$/, '');
    if (!this.#endpoint.startsWith('https://')) throw new DeployError('Azure is only spoken to over https.');
    this.place = `${this.#endpoint}/v1/workspaces/${connection.workspaceId}`;
    this.#retry = retry;
    this.#client = this.#open();
  }

  /**
   * Runs a query to its end.
   *
   * @throws KustoRefusal when the service does not take the query.
   * @throws TransportError when it stays away.
   */
  async query(text: string, options: QueryOptions = {}): Promise<KustoAnswer> {
    return retried(this.#retry, async () => {
      try {
        return await this.#send(text, options);
      } catch (error) {
        if (!(error instanceof TransportError) || error.status !== 401) throw error;
        // The client keeps its token until it runs out; a new client asks for another.
        this.#client = this.#open();
        return this.#send(text, options);
      }
    });
  }

  #open(): LogsQueryClient {
    const { credential, ca } = this.#connection;
    return new LogsQueryClient(credential, {
      endpoint: this.#endpoint,
      audience: this.#endpoint,
      // What is tried again is counted in one place.
      retryOptions: { maxRetries: 0 },
      ...(ca !== undefined && { tlsOptions: { ca } }),
    });
  }

  async #send(query: string, { timespan }: QueryOptions): Promise<KustoAnswer> {
    const timeoutMs = this.#connection.timeoutMs ?? TIMEOUT_MS;
    let body: string | null | undefined;
    let wasAnswered = false;
    try {
      await this.#client.queryWorkspace(this.#connection.workspaceId, query, inOneWord(timespan), {
        serverTimeoutInSeconds: Math.max(1, Math.min(600, Math.floor(timeoutMs / 1000))),
        includeQueryStatistics: true,
        abortSignal: AbortSignal.timeout(timeoutMs),
        onResponse: (response) => {
          wasAnswered = response.status === 200;
          body = response.bodyAsText;
        },
      });
    } catch (error) {
      // The client makes dates and numbers of cells, and loses digits; what it makes of a good answer does not matter.
      if (!wasAnswered || !body) throw this.#failure(error);
    }
    return answerIn(body);
  }

  /** The client's errors carry the request with its headers: only what the service said is passed on. */
  #failure(error: unknown): Error {
    const { name, code, statusCode, response, details } = error as {
      readonly name?: string;
      readonly code?: string;
      readonly statusCode?: number;
      readonly response?: { readonly headers: { get(name: string): string | undefined } };
      readonly details?: unknown;
    };
    if (name === 'AbortError') return new TransportError('Log Analytics: no answer in time', { problem: 'timeout' });
    if (name === 'CredentialUnavailableError' || name === 'AuthenticationError') {
      return new DeployError(
        `Azure gave no token for Log Analytics (${name}).`,
        'Sign in with "az login", or set AZURE_TENANT_ID, AZURE_CLIENT_ID and a federated credential.',
      );
    }
    if (statusCode === undefined) {
      return new TransportError(`Log Analytics: ${code ?? 'the connection failed'}`, {
        problem: code === 'PARSE_ERROR' ? 'truncated' : 'network',
      });
    }
    if (statusCode === 200) return new TransportError('Log Analytics: half an answer', { problem: 'truncated' });
    const said = details as { readonly error?: unknown } | undefined;
    const refusal = refusalIn(said?.error ?? details);
    if (statusCode === 400) return refusal;
    // A token that ran out is called invalid here, and forbidden.
    const isToken = statusCode === 403 && /^(Invalid|Expired)AuthenticationToken$/.test(refusal.code);
    const retryAfterMs = retryAfterOf(response?.headers.get('retry-after'), Date.now());
    return new TransportError(`Log Analytics: ${statusCode} ${refusal.code}: ${refusal.message.slice(0, 300)}`, {
      problem: 'status',
      status: isToken ? 401 : statusCode,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    });
  }
}

/** The client takes the parts of a timespan one by one. */
function inOneWord(
  timespan: string | undefined,
): { readonly duration: string } | { readonly startTime: Date; readonly endTime: Date } {
  if (timespan === undefined) return undefined as never;
  const [from, to] = timespan.split('/');
  return to === undefined ? { duration: timespan } : { startTime: new Date(from ?? ''), endTime: new Date(to) };
}

interface Body {
  readonly tables?: readonly {
    readonly name: string;
    readonly columns: readonly { readonly name: string; readonly type: string }[];
    readonly rows: readonly (readonly unknown[])[];
  }[];
  readonly error?: unknown;
  readonly statistics?: {
    readonly query?: {
      readonly resourceUsage?: { readonly cpu?: Readonly<Record<string, string>> };
      readonly inputDatasetStatistics?: { readonly rows?: { readonly scanned?: number } };
    };
  };
}

function answerIn(text: string | null | undefined): KustoAnswer {
  let body: Body;
  try {
    body = parseExactJson(text ?? '') as Body;
  } catch {
    throw new TransportError('Log Analytics: the answer is no complete JSON', { problem: 'truncated' });
  }
  const table = body.tables?.find(({ name }) => name === 'PrimaryResult') ?? body.tables?.[0];
  if (!table) {
    if (body.error !== undefined) throw refusalIn(body.error);
    throw new TransportError('Log Analytics: the answer holds no table', { problem: 'truncated' });
  }
  const { columns } = table;
  const statistics = body.statistics?.query;
  const cpu = durationSecondsOf(statistics?.resourceUsage?.cpu?.['total cpu']);
  const scanned = statistics?.inputDatasetStatistics?.rows?.scanned;
  return {
    ...(body.error !== undefined && { incomplete: refusalIn(body.error).message }),
    ...(scanned !== undefined && { scannedRows: scanned }),
    ...(cpu !== undefined && { cpuSeconds: cpu }),
    columns: columns.map(({ name, type }) => ({ name, type })),
    rows: table.rows.map((row) => columns.map(({ type }, at) => readKustoCell(row[at], type))),
  };
}

/** Of `00:01:02.5`. */
function durationSecondsOf(text: string | undefined): number | undefined {
  const match = /^(\d+):(\d{2}):(\d{2}(?:\.\d+)?)$/.exec(text ?? '');
  return match ? Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3]) : undefined;
}
