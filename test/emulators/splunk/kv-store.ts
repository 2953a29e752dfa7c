import { randomBytes } from 'node:crypto';
import type { EmulatedRequest, EmulatedResponse } from '../server.ts';
import { entryOf, feed, formOf, type Handler, isResponse, said } from './answers.ts';
import type { LookupTable } from './engine.ts';

interface Collection {
  settings: Record<string, string>;
  records: Map<string, Record<string, unknown>>;
}

const SETTING =
  /^(field\.[\w.]+|accelerated_fields\.\w+|profilingEnabled|profilingThresholdMs|replicate|replication_dump_strategy|replication_dump_maximum_file_size|type|enforceTypes|disabled)$/;
const LARGEST_BATCH = 1_000;

/** The KV store of one app: `storage/collections/config` and `storage/collections/data`. */
export class KvStore implements Handler {
  readonly collections = new Map<string, Collection>();

  table(name: string): LookupTable | undefined {
    const collection = this.collections.get(name);
    if (!collection) return undefined;
    const fields = [...new Set([...collection.records.values()].flatMap((record) => Object.keys(record)))];
    const declared = Object.keys(collection.settings).flatMap((key) =>
      key.startsWith('field.') ? [key.slice(6)] : [],
    );
    const all = [...new Set([...declared, ...fields])].filter((field) => !field.startsWith('_'));
    const rows = [...collection.records.values()].map((record) =>
      all.map((field) => (record[field] === undefined ? null : String(record[field]))),
    );
    return { fields: all, rows };
  }

  answer(request: EmulatedRequest, { path, app }: { path: string; app: string }): EmulatedResponse | undefined {
    const config = /^storage\/collections\/config(?:\/([^/]+))?$/.exec(path);
    if (config) return this.#config(request, app, config[1] && decodeURIComponent(config[1]));
    const data = /^storage\/collections\/data\/([^/]+)(?:\/([^/]+))?$/.exec(path);
    return data
      ? this.#data(request, decodeURIComponent(data[1] ?? ''), data[2] && decodeURIComponent(data[2]))
      : undefined;
  }

  #config(request: EmulatedRequest, app: string, name: string | undefined): EmulatedResponse {
    const entry = (each: string, { settings }: Collection): unknown =>
      entryOf('storage/collections/config', each, app, { disabled: '0', 'eai:appName': app, ...settings });
    if (request.method === 'GET') {
      const chosen = [...this.collections].filter(([each]) => name === undefined || each === name);
      if (name !== undefined && chosen.length === 0) return said(404, `Could not find object id=${name}`);
      return feed(
        request,
        chosen.map(([each, collection]) => entry(each, collection)),
      );
    }
    if (request.method === 'DELETE' && name !== undefined) {
      return this.collections.delete(name) ? feed(request, []) : said(404, `Could not find object id=${name}`);
    }
    if (request.method !== 'POST') return said(405, 'Method Not Allowed');
    const form = formOf(request);
    if (isResponse(form)) return form;
    const key = name ?? form.get('name') ?? '';
    form.delete('name');
    const wrong = [...form.keys()].find((setting) => !SETTING.test(setting));
    if (wrong !== undefined) return said(400, `Argument "${wrong}" is not supported by this handler.`);
    if (!/^[\w-]+$/.test(key)) return said(400, `Invalid collection name: ${key}`);
    if (name === undefined && this.collections.has(key)) {
      return said(409, `Cannot create collection '${key}': it exists already.`);
    }
    if (name !== undefined && !this.collections.has(name)) return said(404, `Could not find object id=${name}`);
    const known = this.collections.get(key) ?? { settings: {}, records: new Map<string, Record<string, unknown>>() };
    known.settings = { ...known.settings, ...Object.fromEntries(form) };
    this.collections.set(key, known);
    return feed(request, [entry(key, known)], name === undefined ? 201 : 200);
  }

  #data(request: EmulatedRequest, name: string, key: string | undefined): EmulatedResponse {
    const collection = this.collections.get(name);
    if (!collection) return said(404, `Collection ${name} does not exist.`);
    const { records } = collection;
    const put = (record: Record<string, unknown>): string => {
      const id = String(record['_key'] ?? randomBytes(12).toString('hex'));
      records.set(id, { ...record, _user: 'nobody', _key: id });
      return id;
    };
    if (request.method === 'GET') {
      if (key === undefined) {
        const skip = Number(request.query.get('skip') ?? '0');
        const limit = Number(request.query.get('limit') ?? '0') || records.size;
        return { status: 200, body: [...records.values()].slice(skip, skip + limit) };
      }
      const record = records.get(key);
      return record ? { status: 200, body: record } : said(404, 'Could not find object.');
    }
    if (request.method === 'DELETE') {
      if (key === undefined) records.clear();
      else if (!records.delete(key)) return said(404, 'Could not find object.');
      return { status: 200 };
    }
    if (request.method !== 'POST') return said(405, 'Method Not Allowed');
    if (request.headers['content-type'] !== 'application/json') return said(400, 'JSON in the request is invalid.');
    let body: unknown;
    try {
      body = JSON.parse(request.body);
    } catch {
      return said(400, 'JSON in the request is invalid.');
    }
    if (key === 'batch_save') {
      if (!Array.isArray(body)) return said(400, 'JSON in the request is invalid.');
      if (body.length > LARGEST_BATCH) return said(400, `Batch save exceeds the limit of ${LARGEST_BATCH} documents.`);
      return { status: 200, body: (body as Record<string, unknown>[]).map(put) };
    }
    if (key !== undefined && !records.has(key)) return said(404, 'Could not find object.');
    const id = put({ ...(body as Record<string, unknown>), ...(key !== undefined && { _key: key }) });
    return { status: key === undefined ? 201 : 200, body: { _key: id } };
  }
}
