import { Agent } from 'node:https';
import { createRequire } from 'node:module';
import type { Service } from 'splunk-sdk';
import { DeployError } from '../deploy-error.ts';
import { type RetryPolicy, retried } from '../retry.ts';
import { TransportError } from '../transport-error.ts';
import { sendSplunkRequest } from './transport.ts';

export interface SplunkConnection {
  /** `https://splunk.example.com:8089` */
  readonly url: string;
  readonly app: string;
  readonly token: string;
  readonly timeoutMs?: number;
  readonly ca?: string;
}

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

const TIMEOUT_MS = 60_000;
/** With a token there is no login that tells the version; from 9.0.2 on the SDK takes the newer search interface. */
const VERSION = '9.4';

/** The REST interface of a search head, through the SDK with our transport. */
export class SplunkClient {
  readonly #service: Service;
  readonly #retry: RetryPolicy;
  readonly #app: string;

  constructor(connection: SplunkConnection, retry: RetryPolicy) {
    const url = parseUrl(connection.url);
    // The SDK sets a variable for its logger when it is loaded; it shall not reach other processes.
    const { LOG_LEVEL } = process.env;
    const sdk = createRequire(import.meta.url)('splunk-sdk') as typeof import('splunk-sdk').default;
    if (LOG_LEVEL === undefined) delete process.env['LOG_LEVEL'];
    const timeoutMs = connection.timeoutMs ?? TIMEOUT_MS;
    const agent = new Agent({ keepAlive: true, maxSockets: 16 });
    const OurHttp = sdk.Http.extend({
      init() {
        this._super();
      },
      makeRequest: (to, message) =>
        sendSplunkRequest(to, message, { timeoutMs, agent, ...(connection.ca !== undefined && { ca: connection.ca }) }),
      parseJson: (text) => JSON.parse(text) as unknown,
    });
    this.#service = new sdk.Service(new OurHttp(), {
      scheme: 'https',
      host: url.hostname,
      port: Number(url.port || 443),
      owner: 'nobody',
      app: connection.app,
      authorization: 'Bearer',
      sessionKey: connection.token,
      version: VERSION,
      timeout: timeoutMs,
      autologin: false,
    });
    this.#retry = retry;
    this.#app = connection.app;
  }

  /** The objects of our app; a collection shows those that other apps share too. */
  async list(collection: string): Promise<readonly SplunkEntry[]> {
    const { data } = await retried(this.#retry, () => this.#service.get(collection, { count: 0 }));
    return entriesOf(data).filter(({ acl }) => acl.app === this.#app);
  }

  async read(collection: string, name: string): Promise<SplunkEntry | undefined> {
    try {
      const { data } = await retried(this.#retry, () => this.#service.get(entityPath(collection, name), {}));
      return entriesOf(data).find((entry) => entry.name === name && entry.acl.app === this.#app);
    } catch (error) {
      if (error instanceof TransportError && error.status === 404) return undefined;
      throw error;
    }
  }

  async create(collection: string, name: string, settings: Readonly<Record<string, string>>): Promise<void> {
    await this.#service.post(collection, { name, ...settings });
  }

  async update(collection: string, name: string, settings: Readonly<Record<string, string>>): Promise<void> {
    await this.#service.post(entityPath(collection, name), { ...settings });
  }

  /** Splunk wants sharing and owner in every change of an access list. */
  async setAcl(collection: string, name: string, acl: Readonly<Record<string, string>>): Promise<void> {
    await this.#service.post(`${entityPath(collection, name)}/acl`, { ...acl });
  }

  async remove(collection: string, name: string): Promise<void> {
    await this.#service.del(entityPath(collection, name), {});
  }
}

const entityPath = (collection: string, name: string): string => `${collection}/${encodeURIComponent(name)}`;

function parseUrl(text: string): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new DeployError(`"${text}" is no URL.`, 'Write it as https://host:8089.');
  }
  if (url.protocol !== 'https:') throw new DeployError('Splunk is only spoken to over https.');
  if (url.username !== '' || url.password !== '') throw new DeployError('The URL of Splunk must hold no password.');
  return url;
}

function entriesOf(data: unknown): readonly SplunkEntry[] {
  const { entry } = (data ?? {}) as { readonly entry?: unknown };
  if (!Array.isArray(entry)) throw new TransportError('The answer holds no entries.', { problem: 'truncated' });
  return entry as readonly SplunkEntry[];
}
