import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { load } from 'js-yaml';
import { type EmulatedRequest, type Emulator, startEmulator } from './server.ts';

export interface Pair {
  readonly name: string;
  readonly source: string;
  readonly given?: readonly string[];
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly query?: Readonly<Record<string, string>>;
    readonly headers?: Readonly<Record<string, string>>;
    readonly form?: Readonly<Record<string, string>>;
    readonly json?: unknown;
    readonly text?: string;
  };
  readonly response: {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: unknown;
    readonly lines?: readonly unknown[];
  };
  readonly call?: string;
  /** Other pairs that the call needs, by name. */
  readonly with?: readonly string[];
  readonly result?: unknown;
}

/** The pairs of a service: `splunk`, `azure`. */
export const loadPairs = (service: string): readonly Pair[] =>
  load(readFileSync(fileURLToPath(new URL(`pairs/${service}.yml`, import.meta.url)), 'utf8')) as readonly Pair[];

/** What an answer lacks of the published one: a field, or a value of its type. Lists are compared by their first items. */
export function lacking(published: unknown, given: unknown, at = 'answer'): readonly string[] {
  if (published === null || given === null) return [];
  if (Array.isArray(published)) {
    if (!Array.isArray(given)) return [`${at} is no list`];
    if (published.length === 0 || given.length === 0)
      return published.length === given.length ? [] : [`${at} is of another length`];
    return lacking(published[0], given[0], `${at}[0]`);
  }
  if (typeof published === 'object') {
    if (typeof given !== 'object' || Array.isArray(given)) return [`${at} is no object`];
    return Object.entries(published as object).flatMap(([key, value]) =>
      Object.hasOwn(given as object, key)
        ? lacking(value, (given as Record<string, unknown>)[key], `${at}.${key}`)
        : [`${at}.${key} is missing`],
    );
  }
  return typeof published === typeof given ? [] : [`${at} is ${typeof given}, not ${typeof published}`];
}

/** What of a published request another lacks. */
export function differs({ request }: Pair, sent: EmulatedRequest): readonly string[] {
  const problems: string[] = [];
  if (sent.method !== request.method) problems.push(`method ${sent.method}`);
  if (!isPath(request.path, sent.path)) problems.push(`path ${sent.path}`);
  const compare = (
    what: string,
    wanted: Readonly<Record<string, string>> | undefined,
    has: (name: string) => unknown,
  ): void => {
    for (const [name, value] of Object.entries(wanted ?? {})) {
      if (has(name) !== value) problems.push(`${what} ${name}: ${String(has(name))}, not ${value}`);
    }
  };
  compare('query', request.query, (name) => sent.query.get(name));
  compare('header', request.headers, (name) => sent.headers[name.toLowerCase()]);
  const form = new URLSearchParams(sent.body);
  compare('form', request.form, (name) => form.get(name));
  if (request.json !== undefined) problems.push(...lacking(request.json, JSON.parse(sent.body), 'body'));
  if (request.text !== undefined && sent.body !== request.text) problems.push(`body ${sent.body}`);
  return problems;
}

/** Whether a path is the published one; `{…}` stands for any part. */
export const isPath = (published: string, path: string): boolean => {
  const wanted = published.split('/');
  const parts = path.split('/');
  return (
    wanted.length === parts.length &&
    wanted.every(
      (part, at) => /^\{.*\}$/.test(part) || decodeURIComponent(part) === decodeURIComponent(parts[at] as string),
    )
  );
};

/** A server that gives the published answers to the published requests, and 404 to others. */
export async function startPair(...pairs: readonly Pair[]): Promise<Emulator> {
  return startEmulator((sent) => {
    const found = pairs.find(({ request }) => request.method === sent.method && isPath(request.path, sent.path));
    if (!found) return { status: 404, body: {} };
    const { status, headers, body, lines } = found.response;
    return { status, ...(headers && { headers }), ...(body !== undefined && { body }), ...(lines && { lines }) };
  });
}
