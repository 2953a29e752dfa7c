import type { EmulatedRequest, EmulatedResponse } from '../server.ts';

/** What every part of the emulator may ask. */
export interface Handler {
  /** Undefined when the path is not of this part. */
  answer(request: EmulatedRequest, place: Place): EmulatedResponse | Promise<EmulatedResponse> | undefined;
}

/** Where a request to the management port points. */
export interface Place {
  readonly owner: string;
  readonly app: string;
  /** Behind `/services/` or `/servicesNS/owner/app/`. */
  readonly path: string;
  readonly stale: boolean;
  readonly user: string;
}

/** An answer of splunkd in JSON that holds a message alone. */
export const said = (status: number, text: string, type = status >= 500 ? 'FATAL' : 'ERROR'): EmulatedResponse => ({
  status,
  body: { messages: [{ type, text }] },
});

/** The form of a request without `output_mode`, or why it is none. */
export function formOf(request: EmulatedRequest): URLSearchParams | EmulatedResponse {
  if (request.headers['content-type'] !== 'application/x-www-form-urlencoded') {
    return said(400, 'Bad request: the body is no form.');
  }
  const form = new URLSearchParams(request.body);
  form.delete('output_mode');
  return form;
}

export const isResponse = (value: URLSearchParams | EmulatedResponse): value is EmulatedResponse => 'status' in value;

/** Arguments that a handler does not take, as splunkd says it. */
export function unknownArgument(form: URLSearchParams, known: ReadonlySet<string>): EmulatedResponse | undefined {
  for (const name of form.keys()) {
    if (!known.has(name)) return said(400, `Argument "${name}" is not supported by this handler.`);
  }
  return undefined;
}

/** A feed of entries. */
export const feed = (request: EmulatedRequest, entries: readonly unknown[], status = 200): EmulatedResponse => ({
  status,
  body: {
    links: {},
    origin: `https://localhost${request.path}`,
    updated: '2026-01-01T00:00:00+00:00',
    generator: { build: BUILD, version: VERSION },
    entry: entries,
    paging: { total: entries.length, perPage: 30, offset: 0 },
    messages: [],
  },
});

export const VERSION = '9.4.0';
export const BUILD = '6b4ebe426ca6';

/** An entry with what all of them have. */
export const entryOf = (
  collection: string,
  name: string,
  app: string,
  content: Readonly<Record<string, unknown>>,
  more: Readonly<Record<string, unknown>> = {},
): unknown => ({
  name,
  id: `https://localhost/servicesNS/nobody/${app}/${collection}/${encodeURIComponent(name)}`,
  updated: '1970-01-01T00:00:00+00:00',
  author: 'nobody',
  acl: {
    app,
    owner: 'nobody',
    sharing: 'app',
    modifiable: true,
    removable: true,
    can_write: true,
    perms: { read: ['*'], write: ['admin'] },
  },
  content,
  ...more,
});
