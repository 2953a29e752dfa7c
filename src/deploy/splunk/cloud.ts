import { randomUUID } from 'node:crypto';
import { DeployError } from '../deploy-error.ts';
import type { HttpsMessage, HttpsOptions } from '../https.ts';
import { type RetryPolicy, retried } from '../retry.ts';
import { TransportError } from '../transport-error.ts';
import { secureUrl } from './session.ts';
import { sendSplunkRequest } from './transport.ts';

export interface CloudConnection {
  readonly stack: string;
  /** The token of the stack's Admin Config Service. */
  readonly token: string;
  /** Of splunk.com, for AppInspect. */
  readonly username: string;
  readonly password: string;
  readonly configUrl?: string;
  readonly loginUrl?: string;
  readonly inspectUrl?: string;
  readonly timeoutMs?: number;
  readonly ca?: string;
  readonly proxyFor?: HttpsOptions['proxyFor'];
}

export interface Vetting {
  readonly id: string;
  readonly counts: Readonly<Record<string, number>>;
  /** What was found, a sentence each. */
  readonly findings: readonly string[];
}

const TIMEOUT_MS = 120_000;
const LOOKS = 120;
const LOOK_MS = 10_000;
/** What Splunk Cloud takes no app with. */
const BLOCKING = ['error', 'failure', 'manual_check'];

/**
 * Splunk Cloud takes content as a private app: AppInspect vets the package, and the Admin Config Service installs it.
 *
 * @see https://help.splunk.com/en/splunk-cloud-platform/administer/admin-config-service-manual — manage private apps
 * @see https://dev.splunk.com/enterprise/reference/appinspect/appinspectapiepref
 */
export class SplunkCloud {
  readonly #connection: CloudConnection;
  readonly #options: HttpsOptions;
  readonly #retry: RetryPolicy;
  #inspectToken: string | undefined;

  constructor(connection: CloudConnection, retry: RetryPolicy) {
    this.#connection = connection;
    this.#retry = retry;
    this.#options = {
      timeoutMs: connection.timeoutMs ?? TIMEOUT_MS,
      ...(connection.ca !== undefined && { ca: connection.ca }),
      ...(connection.proxyFor && { proxyFor: connection.proxyFor }),
    };
  }

  /**
   * Vets a package for private apps, and waits for the verdict.
   *
   * @throws DeployError when Splunk Cloud would not take it; its findings are in the message.
   */
  async vet(name: string, bytes: Uint8Array): Promise<Vetting> {
    const token = await this.login();
    const boundary = `firedrill-${randomUUID()}`;
    const submitted = await this.#inspect('POST', '/v1/app/validate', token, {
      type: `multipart/form-data; boundary=${boundary}`,
      body: multipart(boundary, name, bytes),
    });
    const id = textOf(submitted, 'request_id');
    const counts = await this.#verdict(id, token);
    const findings = BLOCKING.some((kind) => (counts[kind] ?? 0) > 0) ? await this.#findings(id, token) : [];
    if (findings.length > 0) {
      throw new DeployError(
        `AppInspect refuses the package: ${findings.slice(0, 5).join(' ')}`,
        'Mend it, and pack again.',
      );
    }
    return { id, counts, findings };
  }

  /** Installs a package that was vetted, in place of an earlier version, and waits until it is there. */
  async install(bytes: Uint8Array): Promise<{ readonly app: string; readonly version: string }> {
    const token = await this.login();
    const answer = await this.#config('POST', 'apps/victoria', {
      headers: {
        'X-Splunk-Authorization': token,
        'ACS-Legal-Ack': 'Y',
        'Content-Type': 'application/x-www-form-urlencoded',
      },
      body: bytes,
    });
    const app = textOf(answer, 'appID');
    for (let look = 1; look <= LOOKS; look += 1) {
      const found = await this.app(app);
      if (found?.status === 'installed') return { app, version: found.version };
      if (found?.status === 'failed') throw new DeployError(`Splunk Cloud could not install "${app}".`);
      await this.#retry.sleep(LOOK_MS);
    }
    throw new DeployError(`Splunk Cloud did not install "${app}" in time.`, 'Look at it under Apps → Manage apps.');
  }

  async app(name: string): Promise<{ readonly status: string; readonly version: string } | undefined> {
    const answer = await this.#found(`apps/victoria/${encodeURIComponent(name)}`);
    return answer && { status: textOf(answer, 'status'), version: String(answer['version'] ?? '') };
  }

  async uninstall(name: string): Promise<void> {
    await this.#config('DELETE', `apps/victoria/${encodeURIComponent(name)}`);
  }

  /** Makes an index, and waits until it is there. */
  async createIndex(name: string, searchableDays = 1): Promise<void> {
    await this.#config('POST', 'indexes', {
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ name, datatype: 'event', searchableDays, maxDataSizeMB: 0 }),
    });
    for (let look = 1; look <= LOOKS; look += 1) {
      if (await this.#found(`indexes/${name}`)) return;
      await this.#retry.sleep(LOOK_MS);
    }
    throw new DeployError(`Splunk Cloud did not make the index "${name}" in time.`);
  }

  async deleteIndex(name: string): Promise<void> {
    await this.#config('DELETE', `indexes/${name}`);
  }

  /** A token for AppInspect. */
  async login(): Promise<string> {
    if (this.#inspectToken !== undefined) return this.#inspectToken;
    const { username, password } = this.#connection;
    const url = new URL(
      '/2.0/rest/login/splunk',
      secureUrl(this.#connection.loginUrl ?? 'https://api.splunk.com', 'the login', 'https://host'),
    );
    const headers = { Authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
    const answer = await this.#read(url, { method: 'GET', headers });
    this.#inspectToken = textOf((answer['data'] ?? {}) as Answer, 'token');
    return this.#inspectToken;
  }

  async #verdict(id: string, token: string): Promise<Readonly<Record<string, number>>> {
    for (let look = 1; look <= LOOKS; look += 1) {
      const answer = await this.#inspect('GET', `/v1/app/validate/status/${id}`, token);
      if (answer['status'] === 'SUCCESS') return (answer['info'] ?? {}) as Readonly<Record<string, number>>;
      if (answer['status'] === 'ERROR') throw new DeployError('AppInspect failed.', 'Try again later.');
      await this.#retry.sleep(LOOK_MS);
    }
    throw new DeployError('AppInspect gave no verdict in time.');
  }

  async #findings(id: string, token: string): Promise<readonly string[]> {
    const { reports } = await this.#inspect('GET', `/v1/app/report/${id}`, token);
    const checks = ((reports ?? []) as readonly Report[]).flatMap(({ groups = [] }) =>
      groups.flatMap(({ checks: each = [] }) => each),
    );
    return checks
      .filter(({ result = '' }) => BLOCKING.includes(result))
      .map(({ name = '', messages = [] }) => `${name}: ${messages.map(({ message = '' }) => message).join(' ')}`);
  }

  #inspect(
    method: string,
    path: string,
    token: string,
    body?: { readonly type: string; readonly body: Uint8Array },
  ): Promise<Answer> {
    const url = new URL(
      path,
      secureUrl(this.#connection.inspectUrl ?? 'https://appinspect.splunk.com', 'AppInspect', 'https://host'),
    );
    const headers = { Authorization: `Bearer ${token}`, ...(body && { 'Content-Type': body.type }) };
    const message = { method, headers, ...(body && { body: body.body }) };
    return method === 'GET' ? this.#read(url, message) : this.#write(url, message);
  }

  #config(method: string, path: string, more: Partial<HttpsMessage> = {}): Promise<Answer> {
    const { stack, token, configUrl } = this.#connection;
    const base = secureUrl(configUrl ?? 'https://admin.splunk.com', 'the Admin Config Service', 'https://host');
    const url = new URL(`/${encodeURIComponent(stack)}/adminconfig/v2/${path}`, base);
    const message = { method, ...more, headers: { Authorization: `Bearer ${token}`, ...more.headers } };
    return method === 'GET' ? this.#read(url, message) : this.#write(url, message);
  }

  async #found(path: string): Promise<Answer | undefined> {
    try {
      return await this.#config('GET', path);
    } catch (error) {
      if (error instanceof TransportError && error.status === 404) return undefined;
      throw error;
    }
  }

  #read(url: URL, message: HttpsMessage): Promise<Answer> {
    return retried(this.#retry, () => this.#write(url, message));
  }

  async #write(url: URL, message: HttpsMessage): Promise<Answer> {
    return ((await sendSplunkRequest(url, message, this.#options)).data ?? {}) as Answer;
  }
}

type Answer = Readonly<Record<string, unknown>>;

interface Report {
  readonly groups?: readonly {
    readonly checks?: readonly {
      readonly name?: string;
      readonly result?: string;
      readonly messages?: readonly { readonly message?: string }[];
    }[];
  }[];
}

function textOf(answer: Answer, name: string): string {
  const value = answer[name];
  if (typeof value !== 'string') throw new TransportError(`The answer holds no "${name}".`, { problem: 'truncated' });
  return value;
}

function multipart(boundary: string, name: string, bytes: Uint8Array): Uint8Array {
  const head =
    `--${boundary}\r\nContent-Disposition: form-data; name="included_tags"\r\n\r\nprivate_victoria\r\n` +
    `--${boundary}\r\nContent-Disposition: form-data; name="app_package"; filename="${name}"\r\n` +
    'Content-Type: application/gzip\r\n\r\n';
  return Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]);
}
