import { Agent } from 'node:https';
import { DeployError } from '../deploy-error.ts';
import type { HttpsMessage, HttpsOptions } from '../https.ts';
import { TransportError } from '../transport-error.ts';
import { type SplunkAnswer, sendSplunkRequest } from './transport.ts';

/** A bearer token, or a user with a password, for which a session is opened. */
export type SplunkCredentials = { readonly token: string } | { readonly username: string; readonly password: string };

export type SplunkConnection = SplunkCredentials & {
  /** `https://splunk.example.com:8089` */
  readonly url: string;
  readonly app: string;
  readonly timeoutMs?: number;
  readonly ca?: string;
  /** Default: by `HTTPS_PROXY` and `NO_PROXY`. */
  readonly proxyFor?: HttpsOptions['proxyFor'];
};

const TIMEOUT_MS = 60_000;

/** Authenticated requests to the management port. Passwords and tokens stay in here. */
export class SplunkSession {
  readonly url: URL;
  readonly app: string;
  readonly timeoutMs: number;
  readonly #credentials: SplunkCredentials;
  readonly #options: HttpsOptions;
  readonly #agent: Agent;
  #header: Promise<string> | undefined;

  constructor(connection: SplunkConnection) {
    this.url = secureUrl(connection.url, 'Splunk', 'https://host:8089');
    this.app = connection.app;
    this.timeoutMs = connection.timeoutMs ?? TIMEOUT_MS;
    this.#credentials = connection;
    this.#agent = new Agent({ keepAlive: true, maxSockets: 16 });
    this.#options = {
      timeoutMs: this.timeoutMs,
      agent: this.#agent,
      ...(connection.ca !== undefined && { ca: connection.ca }),
      ...(connection.proxyFor && { proxyFor: connection.proxyFor }),
    };
  }

  /**
   * One request. A session that ended is opened again once: the refused request did nothing.
   *
   * @throws TransportError
   */
  async send(path: string, message: HttpsMessage, signal?: AbortSignal): Promise<SplunkAnswer> {
    const options = signal ? { ...this.#options, signal } : this.#options;
    const attempt = async (): Promise<SplunkAnswer> => {
      this.#header ??= this.#authorization();
      const Authorization = await this.#header.catch((error: unknown) => {
        this.#header = undefined;
        throw error;
      });
      return sendSplunkRequest(
        new URL(path, this.url),
        { ...message, headers: { ...message.headers, Authorization } },
        options,
      );
    };
    try {
      return await attempt();
    } catch (error) {
      const ended = error instanceof TransportError && error.status === 401 && 'username' in this.#credentials;
      if (!ended) throw error;
      this.#header = undefined;
      return attempt();
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  async #authorization(): Promise<string> {
    if ('token' in this.#credentials) return `Bearer ${this.#credentials.token}`;
    const { username, password } = this.#credentials;
    const message = {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ username, password, output_mode: 'json' }).toString(),
    };
    const { data } = await sendSplunkRequest(new URL('/services/auth/login', this.url), message, this.#options);
    const { sessionKey } = (data ?? {}) as { readonly sessionKey?: unknown };
    if (typeof sessionKey !== 'string') {
      throw new TransportError('The login gives no session.', { problem: 'truncated' });
    }
    return `Splunk ${sessionKey}`;
  }
}

/** @throws DeployError for what is no URL, is not https, or holds a password. */
export function secureUrl(text: string, what: string, example: string): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new DeployError(`The URL of ${what} is none.`, `Write it as ${example}.`);
  }
  if (url.username !== '' || url.password !== '') throw new DeployError(`The URL of ${what} must hold no password.`);
  if (url.protocol !== 'https:') throw new DeployError(`${what} is only spoken to over https.`);
  return url;
}
