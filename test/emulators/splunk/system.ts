import type { EmulatedRequest, EmulatedResponse } from '../server.ts';
import { BUILD, entryOf, feed, formOf, type Handler, isResponse, said, unknownArgument, VERSION } from './answers.ts';
import type { SplunkEngine } from './engine.ts';
import { unpackApp } from './unpack-app.ts';

const INDEX_SETTINGS = new Set(
  'name datatype maxTotalDataSizeMB frozenTimePeriodInSecs homePath coldPath thawedPath maxDataSize'.split(' '),
);
const APP_SETTINGS = new Set(
  'name filename update explicit_appname auth session visible label version author description configured template'.split(
    ' ',
  ),
);

export interface InstalledApp {
  readonly version: string;
  readonly label: string;
}

/** What the server says of itself, its indexes, its apps, and the files of lookups. */
export class SystemPart implements Handler {
  readonly apps = new Map<string, InstalledApp>();
  /** Packages that the server can read, by path or URL. */
  readonly readable = new Map<string, Uint8Array>();
  /** Called with what a package ships. */
  onInstall: (
    app: string,
    conf: ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<string, string>>>,
    lookups: ReadonlyMap<string, string>,
  ) => void = () => undefined;
  onUninstall: (app: string) => void = () => undefined;
  mayMakeIndexes = true;
  readonly #engine: SplunkEngine;

  constructor(engine: SplunkEngine) {
    this.#engine = engine;
  }

  answer(request: EmulatedRequest, { path, app }: { path: string; app: string }): EmulatedResponse | undefined {
    if (path === 'server/info') return this.#info(request);
    const [collection = '', name] = [
      path.replace(/^((?:data\/indexes|apps\/local|data\/lookup-table-files)).*$/, '$1'),
      /^(?:data\/indexes|apps\/local|data\/lookup-table-files)\/([^/]+)$/.exec(path)?.[1],
    ];
    const key = name && decodeURIComponent(name);
    if (collection === 'data/indexes') return this.#indexes(request, key);
    if (collection === 'apps/local') return this.#apps(request, key);
    if (collection === 'data/lookup-table-files') return this.#files(request, app, key);
    return undefined;
  }

  #info(request: EmulatedRequest): EmulatedResponse {
    const content = {
      activeLicenseGroup: 'Enterprise',
      build: BUILD,
      cpu_arch: 'x86_64',
      guid: '00000000-0000-4000-8000-000000000000',
      isFree: false,
      isTrial: false,
      os_name: 'Linux',
      product_type: 'enterprise',
      serverName: 'emulated',
      version: VERSION,
    };
    return feed(request, [entryOf('server/info', 'server-info', 'system', content)]);
  }

  #indexes(request: EmulatedRequest, name: string | undefined): EmulatedResponse {
    const { indexes, events } = this.#engine;
    const entry = (each: string): unknown =>
      entryOf('data/indexes', each, 'search', {
        datatype: 'event',
        disabled: false,
        totalEventCount: events.filter(({ index }) => index === each).length,
      });
    if (request.method === 'GET') {
      if (name !== undefined && !indexes.has(name)) return said(404, `Could not find object id=${name}`);
      return feed(request, (name === undefined ? [...indexes] : [name]).map(entry));
    }
    if (!this.mayMakeIndexes)
      return said(403, 'You do not have permission to perform this operation (requires capability: indexes_edit).');
    if (request.method === 'DELETE' && name !== undefined) {
      if (!indexes.delete(name)) return said(404, `Could not find object id=${name}`);
      for (let at = events.length - 1; at >= 0; at -= 1) if (events[at]?.index === name) events.splice(at, 1);
      return feed(request, []);
    }
    if (request.method !== 'POST') return said(405, 'Method Not Allowed');
    const form = formOf(request);
    if (isResponse(form)) return form;
    const wrong = unknownArgument(form, INDEX_SETTINGS);
    if (wrong) return wrong;
    const made = form.get('name') ?? '';
    if (!/^[a-z0-9_][a-z0-9_-]*$/.test(made)) return said(400, `Invalid index name "${made}".`);
    if (indexes.has(made)) return said(409, `Index name=${made} already exists.`);
    indexes.add(made);
    return feed(request, [entry(made)], 201);
  }

  #apps(request: EmulatedRequest, name: string | undefined): EmulatedResponse {
    const entry = (each: string, { version, label }: InstalledApp): unknown =>
      entryOf('apps/local', each, 'system', { version, label, configured: false, disabled: false, visible: true });
    if (request.method === 'GET') {
      const chosen = [...this.apps].filter(([each]) => name === undefined || each === name);
      if (name !== undefined && chosen.length === 0) return said(404, `Could not find object id=${name}`);
      return feed(
        request,
        chosen.map(([each, app]) => entry(each, app)),
      );
    }
    if (request.method === 'DELETE' && name !== undefined) {
      if (!this.apps.delete(name)) return said(404, `Could not find object id=${name}`);
      this.onUninstall(name);
      return feed(request, []);
    }
    if (request.method !== 'POST') return said(405, 'Method Not Allowed');
    const form = formOf(request);
    if (isResponse(form)) return form;
    const wrong = unknownArgument(form, APP_SETTINGS);
    if (wrong) return wrong;
    const from = form.get('name') ?? '';
    if (!['1', 'true'].includes(form.get('filename') ?? '')) return said(400, 'Only packages are installed here.');
    const bytes = this.readable.get(from);
    if (!bytes) return said(400, `Could not read the app package "${from}": no such file or directory.`);
    return this.install(bytes, ['1', 'true'].includes(form.get('update') ?? ''), request);
  }

  install(bytes: Uint8Array, update: boolean, request: EmulatedRequest): EmulatedResponse {
    const { app, conf, lookups } = unpackApp(bytes);
    if (this.apps.has(app) && !update) return said(409, `App "${app}" is already installed.`);
    const launcher = conf.get('app')?.get('launcher');
    const installed = {
      version: launcher?.get('version') ?? '',
      label: conf.get('app')?.get('ui')?.get('label') ?? app,
    };
    this.apps.set(app, installed);
    this.onUninstall(app);
    this.onInstall(app, conf, lookups);
    return feed(request, [entryOf('apps/local', app, 'system', { ...installed, configured: false })], 201);
  }

  #files(request: EmulatedRequest, app: string, name: string | undefined): EmulatedResponse {
    const { files } = this.#engine;
    const entry = (each: string): unknown =>
      entryOf('data/lookup-table-files', each, app, { 'eai:data': `/opt/splunk/etc/apps/${app}/lookups/${each}` });
    if (request.method === 'GET') {
      if (name !== undefined && !files.has(name)) return said(404, `Could not find object id=${name}`);
      return feed(request, (name === undefined ? [...files.keys()] : [name]).map(entry));
    }
    if (request.method === 'DELETE' && name !== undefined) {
      return files.delete(name) ? feed(request, []) : said(404, `Could not find object id=${name}`);
    }
    return said(400, 'The lookup file must be in the staging area of the server.');
  }
}
