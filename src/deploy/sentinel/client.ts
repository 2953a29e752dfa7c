import type { TokenCredential } from '@azure/core-auth';
import {
  createDefaultHttpClient,
  createEmptyPipeline,
  createHttpHeaders,
  createPipelineRequest,
  type HttpClient,
  type HttpMethods,
  type Pipeline,
  tlsPolicy,
} from '@azure/core-rest-pipeline';
import { DeployError } from '../deploy-error.ts';
import type { JsonValue } from '../object.ts';
import { backOff, type RetryPolicy, retried } from '../retry.ts';
import { retryAfterOf, TransportError } from '../transport-error.ts';
import { WORKSPACES } from './versions.ts';
import { append } from '../../util/append.ts';

export interface SentinelConnection {
  readonly subscription: string;
  readonly resourceGroup: string;
  readonly workspace: string;
  readonly credential: TokenCredential;
  /** Azure Resource Manager; another cloud has another. */
  readonly endpoint?: string;
  readonly timeoutMs?: number;
  readonly ca?: string;
}

/** A resource as Resource Manager answers it. */
export interface Resource {
  readonly name: string;
  readonly kind?: string;
  readonly etag?: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

const ENDPOINT = 'https://management.azure.com';
const TIMEOUT_MS = 60_000;
/** A list that is longer is a circle. */
const MOST_PAGES = 1_000;
/** With the longest delay between them this is an hour. */
const MOST_POLLS = 120;

/** Azure Resource Manager for one workspace. */
export class SentinelClient {
  readonly place: string;
  readonly #endpoint: string;
  readonly #base: string;
  readonly #pipeline: Pipeline;
  readonly #http: HttpClient;
  readonly #connection: SentinelConnection;
  readonly #retry: RetryPolicy;

  constructor(connection: SentinelConnection, retry: RetryPolicy) {
    const { subscription, resourceGroup, workspace } = connection;
    this.#endpoint = (connection.endpoint ?? ENDPOINT).replace(/\/+$/, '');
    if (!this.#endpoint.startsWith('https://')) throw new DeployError('Azure is only spoken to over https.');
    const group = `/subscriptions/${encodeURIComponent(subscription)}/resourceGroups/${encodeURIComponent(resourceGroup)}`;
    this.#base = `${group}/providers/Microsoft.OperationalInsights/workspaces/${encodeURIComponent(workspace)}`;
    this.place = `${this.#endpoint}${this.#base}`;
    this.#pipeline = createEmptyPipeline();
    if (connection.ca !== undefined) this.#pipeline.addPolicy(tlsPolicy({ ca: connection.ca }));
    this.#http = createDefaultHttpClient();
    this.#connection = connection;
    this.#retry = retry;
  }

  async list(path: string, version: string): Promise<readonly Resource[]> {
    const found: Resource[] = [];
    let next: string | undefined = this.#url(path, version);
    for (let page = 0; next !== undefined && page < MOST_PAGES; page += 1) {
      const url: string = next;
      const answer = (await retried(this.#retry, () => this.#send('GET', url))) as {
        readonly value?: readonly Resource[];
        readonly nextLink?: string;
      };
      if (!Array.isArray(answer.value)) {
        throw new TransportError(`GET ${path}: the answer holds no list`, { problem: 'truncated' });
      }
      append(found, (answer.value as readonly Resource[]).map(named));
      next = answer.nextLink;
      if (next !== undefined) this.#checkOrigin(next);
    }
    return found;
  }

  async read(path: string, version: string): Promise<Resource | undefined> {
    try {
      return named((await retried(this.#retry, () => this.#send('GET', this.#url(path, version)))) as Resource);
    } catch (error) {
      if (error instanceof TransportError && error.status === 404) return undefined;
      throw error;
    }
  }

  /** The id by which the workspace itself is queried. */
  async workspaceId(): Promise<string> {
    const url = `${this.#endpoint}${this.#base}?api-version=${WORKSPACES}`;
    const { properties } = (await retried(this.#retry, () => this.#send('GET', url))) as Partial<Resource>;
    const id = properties?.['customerId'];
    if (typeof id !== 'string') throw new DeployError('The workspace tells no id of its own.');
    return id;
  }

  async put(path: string, version: string, body: JsonValue): Promise<void> {
    await this.#send('PUT', this.#url(path, version), body, (status) => this.#finish(`PUT ${path}`, status));
  }

  async remove(path: string, version: string): Promise<void> {
    await this.#send('DELETE', this.#url(path, version), undefined, (status) => this.#finish(`DELETE ${path}`, status));
  }

  /**
   * Waits for the end of an operation that goes on after its answer.
   *
   * @see https://learn.microsoft.com/azure/azure-resource-manager/management/async-operations
   */
  async #finish(what: string, url: string): Promise<void> {
    this.#checkOrigin(url);
    for (let poll = 1; poll <= MOST_POLLS; poll += 1) {
      await backOff(this.#retry, Math.min(poll, 6));
      const { status, error } = (await retried(this.#retry, () => this.#send('GET', url))) as {
        readonly status?: string;
        readonly error?: { readonly code?: string; readonly message?: string };
      };
      if (status === 'Failed' || status === 'Canceled') {
        const reason = error ? ` ${error.code ?? ''}: ${(error.message ?? '').slice(0, 300)}` : '';
        throw new TransportError(`${what}: ${status}${reason}`, { problem: 'status', status: 400 });
      }
      // A status without a word for it is the resource itself, there at last.
      if (status === undefined || status === 'Succeeded') return;
    }
    throw new TransportError(`${what}: the operation does not end`, { problem: 'timeout' });
  }

  /** The token goes with the request. */
  #checkOrigin(url: string): void {
    if (new URL(url).origin === new URL(this.#endpoint).origin) return;
    throw new DeployError('Azure sent a request on to another host.');
  }

  #url(path: string, version: string): string {
    return `${this.#endpoint}${this.#base}/${path}?api-version=${version}`;
  }

  /** A token may have run out on the way: a refused one is asked for again, once. */
  async #send(
    method: HttpMethods,
    url: string,
    body?: JsonValue,
    finish?: (operation: string) => Promise<void>,
  ): Promise<unknown> {
    const token = await this.#token();
    try {
      return await this.#sendWith(token, method, url, body, finish);
    } catch (error) {
      if (!(error instanceof TransportError) || error.status !== 401) throw error;
      const another = await this.#token();
      if (another === token) throw error;
      return this.#sendWith(another, method, url, body, finish);
    }
  }

  async #sendWith(
    token: string,
    method: HttpMethods,
    url: string,
    body?: JsonValue,
    finish?: (operation: string) => Promise<void>,
  ): Promise<unknown> {
    const what = `${method} ${new URL(url).pathname.slice(this.#base.length)}`;
    const request = createPipelineRequest({
      url,
      method,
      timeout: this.#connection.timeoutMs ?? TIMEOUT_MS,
      headers: createHttpHeaders({
        Authorization: `Bearer ${token}`,
        Accept: 'application/json',
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      }),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    let answer: Awaited<ReturnType<HttpClient['sendRequest']>>;
    try {
      answer = await this.#pipeline.sendRequest(this.#http, request);
    } catch (error) {
      // The SDK's errors carry the request with its headers: only their kind is passed on.
      const { name, code } = error as { readonly name?: string; readonly code?: string };
      const isTimeout = name === 'AbortError';
      const reason = isTimeout ? 'no answer in time' : (code ?? 'the connection failed');
      throw new TransportError(`${what}: ${reason}`, { problem: isTimeout ? 'timeout' : 'network' });
    }
    const { status, bodyAsText } = answer;
    if (status >= 300) {
      const retryAfterMs = retryAfterOf(answer.headers.get('retry-after'), Date.now());
      throw new TransportError(`${what}: ${status}${reasonIn(bodyAsText)}`, {
        problem: 'status',
        status,
        ...(retryAfterMs !== undefined && { retryAfterMs }),
      });
    }
    const operation =
      answer.headers.get('azure-asyncoperation') ?? (status === 202 ? answer.headers.get('location') : '');
    if (finish && operation) await finish(operation);
    if (!bodyAsText) {
      if (method === 'GET') throw new TransportError(`${what}: the answer is empty`, { problem: 'truncated' });
      return {};
    }
    try {
      return JSON.parse(bodyAsText) as unknown;
    } catch {
      throw new TransportError(`${what}: the answer is no complete JSON`, { problem: 'truncated' });
    }
  }

  /** The SDK keeps a token until it runs out, and then gets another. */
  async #token(): Promise<string> {
    const scope = `${this.#endpoint}/.default`;
    let token: Awaited<ReturnType<TokenCredential['getToken']>>;
    try {
      token = await this.#connection.credential.getToken(scope);
    } catch (error) {
      throw new DeployError(
        `Azure gave no token (${(error as Error).name}).`,
        'Sign in with "az login", or set AZURE_TENANT_ID, AZURE_CLIENT_ID and a federated credential.',
      );
    }
    if (!token) throw new DeployError('Azure gave no token.');
    return token.token;
  }
}

/** Some answers name a resource in its id alone. */
const named = (resource: Resource & { readonly id?: string }): Resource => ({
  ...resource,
  name: resource.name ?? decodeURIComponent(resource.id?.split('/').at(-1) ?? ''),
});

function reasonIn(text: string | null | undefined): string {
  try {
    const { error } = JSON.parse(text ?? '') as {
      readonly error?: { readonly code?: string; readonly message?: string };
    };
    return error ? ` ${error.code ?? ''}: ${(error.message ?? '').slice(0, 300)}` : '';
  } catch {
    return '';
  }
}
