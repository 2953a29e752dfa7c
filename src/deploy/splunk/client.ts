import { createRequire } from 'node:module';
import type { Service } from 'splunk-sdk';
import { type RetryPolicy, retried } from '../retry.ts';
import { TransportError } from '../transport-error.ts';
import { type SplunkConnection, SplunkSession } from './session.ts';

/** An object as a collection of the REST interface lists it. */
export interface SplunkEntry {
  readonly name: string;
  readonly content: Readonly<Record<string, unknown>>;
  readonly acl: {
    readonly app?: string;
    readonly owner?: string;
    readonly sharing?: string;
    readonly removable?: boolean;
    readonly perms?: { readonly read?: readonly string[]; readonly write?: readonly string[] } | null;
  };
}

/** With a token there is no login that tells the version; from 9.0.2 on the SDK takes the newer search interface. */
const VERSION = '9.4';

type Parameters = Readonly<Record<string, string | number>>;

/** The REST interface of a search head, through the SDK with our transport. */
export class SplunkClient {
  readonly session: SplunkSession;
  readonly #service: Service;
  readonly #retry: RetryPolicy;
  readonly #app: string;

  constructor(connection: SplunkConnection, retry: RetryPolicy) {
    const session = new SplunkSession(connection);
    this.session = session;
    // The SDK sets a variable for its logger when it is loaded; it shall not reach other processes.
    const { LOG_LEVEL } = process.env;
    const sdk = createRequire(import.meta.url)('splunk-sdk') as typeof import('splunk-sdk').default;
    if (LOG_LEVEL === undefined) delete process.env['LOG_LEVEL'];
    const OurHttp = sdk.Http.extend({
      init() {
        this._super();
      },
      makeRequest: async (to, { method, headers, body }) => {
        const { pathname, search } = new URL(to);
        const answer = await session.send(`${pathname}${search}`, { method, headers: headers ?? {}, body: body ?? '' });
        const { status, data } = answer;
        return { response: { headers: answer.headers, statusCode: status }, status, data, error: null };
      },
      parseJson: (text) => JSON.parse(text) as unknown,
    });
    this.#service = new sdk.Service(new OurHttp(), {
      scheme: 'https',
      host: session.url.hostname,
      port: Number(session.url.port || 443),
      owner: 'nobody',
      app: connection.app,
      // The session puts in who asks.
      authorization: 'Bearer',
      sessionKey: 'none',
      version: VERSION,
      timeout: session.timeoutMs,
      autologin: false,
    });
    this.#retry = retry;
    this.#app = connection.app;
  }

  /** The objects of our app; a collection shows those that other apps share too. */
  async list(collection: string): Promise<readonly SplunkEntry[]> {
    const data = await this.get(collection, { count: 0 });
    return entriesOf(data).filter(({ acl }) => acl.app === this.#app);
  }

  async read(collection: string, name: string): Promise<SplunkEntry | undefined> {
    const data = await this.find(entityPath(collection, name));
    return data === undefined
      ? undefined
      : entriesOf(data).find((entry) => entry.name === name && entry.acl.app === this.#app);
  }

  async create(collection: string, name: string, settings: Readonly<Record<string, string>>): Promise<void> {
    await this.post(collection, { name, ...settings });
  }

  async update(collection: string, name: string, settings: Readonly<Record<string, string>>): Promise<void> {
    await this.post(entityPath(collection, name), { ...settings });
  }

  /** Splunk wants sharing and owner in every change of an access list. */
  async setAcl(collection: string, name: string, acl: Readonly<Record<string, string>>): Promise<void> {
    await this.post(`${entityPath(collection, name)}/acl`, { ...acl });
  }

  async remove(collection: string, name: string): Promise<void> {
    await this.delete(entityPath(collection, name));
  }

  /** Reads; tried again while that may help. */
  async get(path: string, parameters: Parameters = {}): Promise<unknown> {
    return (await retried(this.#retry, () => this.#service.get(path, { ...parameters }))).data;
  }

  /** Like {@link get}; undefined when there is no such thing. */
  async find(path: string, parameters: Parameters = {}): Promise<unknown> {
    try {
      return await this.get(path, parameters);
    } catch (error) {
      if (error instanceof TransportError && error.status === 404) return undefined;
      throw error;
    }
  }

  /** Writes; one attempt. */
  async post(path: string, parameters: Parameters): Promise<unknown> {
    return (await this.#service.post(path, { ...parameters })).data;
  }

  async delete(path: string): Promise<void> {
    await this.#service.del(path, {});
  }

  /** Writes JSON, which the SDK cannot send. */
  async postJson(path: string, body: unknown): Promise<unknown> {
    const message = {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    };
    return (await this.session.send(this.pathOf(path), message)).data;
  }

  /** A path in the namespace of our app. */
  pathOf(path: string): string {
    return path.startsWith('/') ? path : `/servicesNS/nobody/${encodeURIComponent(this.#app)}/${path}`;
  }

  close(): void {
    this.session.close();
  }
}

export const entityPath = (collection: string, name: string): string => `${collection}/${encodeURIComponent(name)}`;

export function entriesOf(data: unknown): readonly SplunkEntry[] {
  const { entry } = (data ?? {}) as { readonly entry?: unknown };
  if (!Array.isArray(entry)) throw new TransportError('The answer holds no entries.', { problem: 'truncated' });
  return entry as readonly SplunkEntry[];
}
