import type { EmulatedRequest, EmulatedResponse } from '../server.ts';
import type { SystemPart } from './system.ts';
import { unpackApp } from './unpack-app.ts';

interface Vetting {
  looks: number;
  readonly outcome: Readonly<Record<string, number>>;
}

const COUNTS = { error: 0, failure: 0, skipped: 0, manual_check: 0, not_applicable: 12, warning: 1, success: 180 };
const TAGS = new Set(['cloud', 'private_app', 'private_victoria', 'private_classic', 'self-service']);
const INDEX_KEYS = new Set([
  'name',
  'datatype',
  'searchableDays',
  'maxDataSizeMB',
  'selfStorageBucketPath',
  'splunkArchivalRetentionDays',
]);

/**
 * Splunk Cloud's services: the Admin Config Service of one stack, AppInspect, and the login of splunk.com that it needs.
 *
 * @see https://help.splunk.com/en/splunk-cloud-platform/administer/admin-config-service-manual
 * @see https://dev.splunk.com/enterprise/reference/appinspect/appinspectapiepref
 */
export class SplunkCloud {
  readonly stack = 'example-stack';
  readonly acsToken = `acs-canary-${Math.random().toString(36).slice(2)}`;
  readonly username = 'invented.user';
  readonly password = `cloud-canary-${Math.random().toString(36).slice(2)}`;
  readonly inspectToken = `inspect-canary-${Math.random().toString(36).slice(2)}`;
  /** What the next vetting finds. */
  findings: Readonly<Record<string, number>> = {};
  /** Looks that a vetting, an installation and an index take. */
  delay = 1;
  readonly indexes = new Map<string, Readonly<Record<string, unknown>>>();
  readonly #system: SystemPart;
  readonly #vettings = new Map<string, Vetting>();
  readonly #pendingIndexes = new Map<string, number>();
  readonly #pendingApps = new Map<string, number>();

  constructor(system: SystemPart) {
    this.#system = system;
  }

  /** A package that was vetted already; the id of its vetting. */
  vetted(): string {
    const id = '00000000-0000-4000-8000-000000000000';
    this.#vettings.set(id, { looks: 0, outcome: {} });
    return id;
  }

  /** Undefined when the path is of none of these services. */
  answer(request: EmulatedRequest): EmulatedResponse | undefined {
    if (request.path === '/2.0/rest/login/splunk') return this.#login(request);
    if (request.path.startsWith('/v1/app/')) return this.#inspect(request);
    const match = /^\/([^/]+)\/adminconfig\/v2\/(.*)$/.exec(request.path);
    return match ? this.#config(request, match[1] ?? '', match[2] ?? '') : undefined;
  }

  #login(request: EmulatedRequest): EmulatedResponse {
    const expected = `Basic ${Buffer.from(`${this.username}:${this.password}`).toString('base64')}`;
    if (request.method !== 'GET') return { status: 405, body: { status: 'error', msg: 'Method Not Allowed' } };
    if (request.headers['authorization'] !== expected) {
      const errors = 'Failed to authenticate user';
      return { status: 401, body: { status_code: 401, status: 'error', msg: errors, errors } };
    }
    const user = { name: 'Invented User', email: 'user@example.com', username: this.username, groups: [] };
    const data = { token: this.inspectToken, user };
    const msg = 'Successfully authenticated user and assigned a token';
    return { status: 200, body: { status_code: 200, status: 'success', msg, data } };
  }

  #inspect(request: EmulatedRequest): EmulatedResponse {
    if (request.headers['authorization']?.toLowerCase() !== `bearer ${this.inspectToken}`) {
      return { status: 401, body: { code: 'unauthorized', description: 'Token is invalid.' } };
    }
    const status = /^\/v1\/app\/validate\/status\/([\w-]+)$/.exec(request.path)?.[1];
    const report = /^\/v1\/app\/report\/([\w-]+)$/.exec(request.path)?.[1];
    const vetting = this.#vettings.get(status ?? report ?? '');
    if (status !== undefined || report !== undefined) {
      if (!vetting) return { status: 404, body: { code: 'not_found', description: 'Invalid request_id.' } };
      const id = (status ?? report) as string;
      const links = linksOf(id);
      if (report !== undefined) {
        const summary = { ...COUNTS, ...vetting.outcome };
        const checks = Object.entries(vetting.outcome).map(([result]) => ({
          name: `check_${result}`,
          result,
          messages: [
            { result, message: `Invented ${result} in default/app.conf.`, message_filename: 'default/app.conf' },
          ],
        }));
        return {
          status: 200,
          body: {
            request_id: id,
            summary,
            reports: [{ app_package_id: null, summary, groups: [{ name: 'invented', checks }] }],
          },
        };
      }
      if (vetting.looks > 0) {
        vetting.looks -= 1;
        return { status: 200, body: { request_id: id, links, status: 'PROCESSING' } };
      }
      return {
        status: 200,
        body: { request_id: id, links, status: 'SUCCESS', info: { ...COUNTS, ...vetting.outcome } },
      };
    }
    if (request.path !== '/v1/app/validate' || request.method !== 'POST')
      return { status: 404, body: { code: 'not_found', description: 'Not Found' } };
    const parts = multipart(request);
    if (!parts?.has('app_package'))
      return { status: 400, body: { code: 'bad_request', description: 'app_package is missing.' } };
    const tags = (parts.get('included_tags')?.toString('utf8') ?? '').split(',').filter(Boolean);
    const unknown =
      tags.find((tag) => !TAGS.has(tag)) ??
      [...parts.keys()].find((name) => name !== 'app_package' && name !== 'included_tags');
    if (unknown !== undefined)
      return { status: 400, body: { code: 'bad_request', description: `Unknown: ${unknown}` } };
    const id = `00000000-0000-4000-8000-${String(this.#vettings.size + 1).padStart(12, '0')}`;
    this.#vettings.set(id, { looks: this.delay, outcome: this.findings });
    return { status: 200, body: { request_id: id, message: 'Validation request submitted.', links: linksOf(id) } };
  }

  #config(request: EmulatedRequest, stack: string, path: string): EmulatedResponse {
    if (request.headers['authorization'] !== `Bearer ${this.acsToken}`)
      return refused(401, 'unauthorized', 'Unauthorized.');
    if (stack !== this.stack) return refused(404, 'stack-not-found', `stack not found: ${stack}`);
    const index = /^indexes(?:\/([^/]+))?$/.exec(path);
    if (index) return this.#index(request, index[1]);
    const app = /^apps\/victoria(?:\/([^/]+))?$/.exec(path);
    return app ? this.#app(request, app[1]) : refused(404, 'not-found', 'Not Found');
  }

  #index(request: EmulatedRequest, name: string | undefined): EmulatedResponse {
    if (request.method === 'GET' && name === undefined) return { status: 200, body: [...this.indexes.values()] };
    if (request.method === 'GET' || request.method === 'DELETE') {
      const found = this.indexes.get(name ?? '');
      const pending = this.#pendingIndexes.get(name ?? '') ?? 0;
      if (!found || pending > 0) {
        this.#pendingIndexes.set(name ?? '', pending - 1);
        return refused(
          404,
          'index-not-found',
          `index ${name} not found. Please refer https://docs.splunk.com for general troubleshooting tips.`,
        );
      }
      if (request.method === 'GET') return { status: 200, body: found };
      this.indexes.delete(name ?? '');
      return { status: 202 };
    }
    if (request.method !== 'POST') return refused(405, 'method-not-allowed', 'Method Not Allowed');
    const body = JSON.parse(request.body) as Record<string, unknown>;
    const unknown = Object.keys(body).find((key) => !INDEX_KEYS.has(key));
    if (unknown !== undefined) return refused(400, 'bad-request', `property "${unknown}" is unsupported`);
    const made = String(body['name'] ?? '');
    if (!/^[a-z0-9_][a-z0-9_-]*$/.test(made)) return refused(400, 'invalid-index-name', `Invalid index name ${made}`);
    if (this.indexes.has(made)) return refused(409, 'object-already-exists', `index ${made} already exists`);
    const index = {
      name: made,
      datatype: 'event',
      searchableDays: 90,
      maxDataSizeMB: 0,
      totalEventCount: '0',
      totalRawSizeMB: '0',
      ...body,
    };
    this.indexes.set(made, index);
    this.#pendingIndexes.set(made, this.delay);
    return { status: 202, body: index };
  }

  #app(request: EmulatedRequest, name: string | undefined): EmulatedResponse {
    const shown = (id: string): Readonly<Record<string, unknown>> => {
      const app = this.#system.apps.get(id);
      const pending = this.#pendingApps.get(id) ?? 0;
      return {
        appID: id,
        label: app?.label,
        name: id,
        package: `${id}.tar.gz`,
        status: pending > 0 ? 'processing' : 'installed',
        version: app?.version,
      };
    };
    if (request.method === 'GET' && name === undefined) {
      return { status: 200, body: { apps: [...this.#system.apps.keys()].map(shown) } };
    }
    if (name !== undefined && !this.#system.apps.has(name))
      return refused(404, 'app-not-found', `App ${name} not found.`);
    if (request.method === 'GET' && name !== undefined) {
      const answer = shown(name);
      this.#pendingApps.set(name, (this.#pendingApps.get(name) ?? 0) - 1);
      return { status: 200, body: answer };
    }
    if (request.method === 'DELETE' && name !== undefined) {
      this.#system.apps.delete(name);
      this.#system.onUninstall(name);
      return { status: 200 };
    }
    if (request.method !== 'POST') return refused(405, 'method-not-allowed', 'Method Not Allowed');
    if (request.headers['acs-legal-ack'] !== 'Y')
      return refused(400, 'legal-ack-missing', 'ACS-Legal-Ack header is missing.');
    if (request.headers['x-splunk-authorization'] !== this.inspectToken) {
      return refused(400, 'app-inspect-token', 'The Splunk authorization token is invalid.');
    }
    if (![...this.#vettings.values()].some(({ looks }) => looks === 0)) {
      return refused(400, 'app-not-vetted', 'The app has not been vetted.');
    }
    const { app } = unpackApp(request.bytes);
    this.#system.install(request.bytes, true, request);
    this.#pendingApps.set(app, this.delay);
    return { status: 202, body: shown(app) };
  }
}

const refused = (status: number, code: string, message: string): EmulatedResponse => ({
  status,
  body: { code: `${status}-${code}`, message },
});

const linksOf = (id: string) => [
  { rel: 'status', href: `/v1/app/validate/status/${id}` },
  { rel: 'report', href: `/v1/app/report/${id}` },
];

/** The parts of a multipart form by name. */
function multipart(request: EmulatedRequest): ReadonlyMap<string, Buffer> | undefined {
  const boundary = /^multipart\/form-data; boundary=(?:"([^"]+)"|(\S+))$/.exec(request.headers['content-type'] ?? '');
  if (!boundary) return undefined;
  const text = request.bytes.toString('latin1');
  const parts = new Map<string, Buffer>();
  for (const part of text.split(`--${boundary[1] ?? boundary[2]}`).slice(1, -1)) {
    const [head = '', ...rest] = part.replace(/^\r\n/, '').split('\r\n\r\n');
    const name = /name="([^"]+)"/.exec(head)?.[1];
    if (name !== undefined) parts.set(name, Buffer.from(rest.join('\r\n\r\n').replace(/\r\n$/, ''), 'latin1'));
  }
  return parts;
}
