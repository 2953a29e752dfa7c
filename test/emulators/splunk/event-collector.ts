import type { EmulatedRequest, EmulatedResponse } from '../server.ts';
import type { IndexedEvent, SplunkEngine } from './engine.ts';

/** @see https://help.splunk.com/en/splunk-enterprise/get-data-in/collect-http-event-data — possible error codes */
const ANSWERS: Readonly<Record<number, readonly [number, string]>> = {
  0: [200, 'Success'],
  1: [403, 'Token disabled'],
  2: [401, 'Token is required'],
  3: [401, 'Invalid authorization'],
  4: [403, 'Invalid token'],
  5: [400, 'No data'],
  6: [400, 'Invalid data format'],
  7: [400, 'Incorrect index'],
  9: [503, 'Server is busy'],
  10: [400, 'Data channel is missing'],
  11: [400, 'Invalid data channel'],
  12: [400, 'Event field is required'],
  13: [400, 'Event field cannot be blank'],
  14: [400, 'ACK is disabled'],
  15: [400, 'Error in handling indexed fields'],
  17: [200, 'HEC is healthy'],
};
const ENVELOPE = new Set(['time', 'host', 'source', 'sourcetype', 'index', 'event', 'fields']);
const RAW_QUERY = new Set(['channel', 'index', 'source', 'sourcetype', 'host', 'auto_extract_timestamp']);
const CHANNEL = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The HTTP Event Collector: events and raw text, with acknowledgements by channel. */
export class EventCollector {
  readonly token = `hec-canary-${Math.random().toString(36).slice(2)}`;
  disabled = false;
  acknowledges = true;
  /** Looks that an acknowledgement takes. */
  delay = 1;
  /** Indexes that the token may write to; all when empty. */
  readonly indexes = new Set<string>();
  readonly #engine: SplunkEngine;
  readonly #channels = new Map<string, { next: number; pending: Map<number, number> }>();

  constructor(engine: SplunkEngine) {
    this.#engine = engine;
  }

  /** Undefined when the path is none of the collector's. */
  answer(request: EmulatedRequest): EmulatedResponse | undefined {
    const match = /^\/services\/collector(?:\/(event|raw|ack|health))?(?:\/1\.0)?$/.exec(request.path);
    if (!match) return undefined;
    const part = match[1] ?? 'event';
    if (part === 'health') return answerOf(17);
    if (request.method !== 'POST') return { status: 405, body: { text: 'Method Not Allowed', code: 404 } };
    const authorization = request.headers['authorization'];
    if (authorization === undefined) return answerOf(2);
    if (!/^Splunk \S+$/.test(authorization)) return answerOf(3);
    if (authorization !== `Splunk ${this.token}`) return answerOf(4);
    if (this.disabled) return answerOf(1);
    const channel = request.headers['x-splunk-request-channel'] ?? request.query.get('channel') ?? undefined;
    if (channel !== undefined && !CHANNEL.test(channel)) return answerOf(11);
    if (part === 'ack') return this.#acknowledge(request, channel);
    if (request.body === '') return answerOf(5);
    if (channel === undefined && (this.acknowledges || part === 'raw')) return answerOf(10);
    const failure = part === 'raw' ? this.#takeRaw(request) : this.#takeEvents(request.body);
    if (failure) return failure;
    if (!this.acknowledges || channel === undefined) return answerOf(0);
    const known = this.#channels.get(channel) ?? { next: 0, pending: new Map<number, number>() };
    this.#channels.set(channel, known);
    const ackId = known.next;
    known.next += 1;
    known.pending.set(ackId, this.delay);
    return answerOf(0, { ackId });
  }

  #acknowledge(request: EmulatedRequest, channel: string | undefined): EmulatedResponse {
    if (!this.acknowledges) return answerOf(14);
    if (channel === undefined) return answerOf(10);
    const body = parse(request.body) as { readonly acks?: unknown } | undefined;
    if (!body || !Array.isArray(body.acks) || Object.keys(body).length !== 1) return answerOf(6);
    const pending = this.#channels.get(channel)?.pending;
    const acks = Object.fromEntries(
      (body.acks as number[]).map((id) => {
        const left = pending?.get(id);
        if (left === undefined) return [id, false];
        if (left > 0) {
          pending?.set(id, left - 1);
          return [id, false];
        }
        pending?.delete(id);
        return [id, true];
      }),
    );
    return { status: 200, body: { acks } };
  }

  #takeEvents(body: string): EmulatedResponse | undefined {
    const events = objectsIn(body);
    if (!events) return answerOf(6, { 'invalid-event-number': 0 });
    const taken: IndexedEvent[] = [];
    for (const [at, event] of events.entries()) {
      const bad = (code: number): EmulatedResponse => answerOf(code, { 'invalid-event-number': at });
      if (Object.keys(event).some((key) => !ENVELOPE.has(key))) return bad(6);
      if (!('event' in event)) return bad(12);
      if (event['event'] === '') return bad(13);
      if ('fields' in event && (typeof event['fields'] !== 'object' || Array.isArray(event['fields']))) return bad(15);
      const index = String(event['index'] ?? 'main');
      if (!this.#mayWrite(index)) return bad(7);
      taken.push({
        time: event['time'] === undefined ? this.#engine.now : Number(event['time']),
        index,
        host: String(event['host'] ?? 'emulated'),
        source: String(event['source'] ?? 'http:firedrill'),
        sourcetype: String(event['sourcetype'] ?? 'httpevent'),
        raw: typeof event['event'] === 'string' ? event['event'] : JSON.stringify(event['event']),
      });
    }
    for (const event of taken) this.#index(event);
    return undefined;
  }

  #takeRaw(request: EmulatedRequest): EmulatedResponse | undefined {
    const { query } = request;
    if ([...query.keys()].some((key) => !RAW_QUERY.has(key))) return answerOf(6);
    const index = query.get('index') ?? 'main';
    if (!this.#mayWrite(index)) return answerOf(7);
    for (const raw of request.body.split('\n').filter((line) => line.trim() !== '')) {
      this.#index({
        time: this.#engine.now,
        index,
        host: query.get('host') ?? 'emulated',
        source: query.get('source') ?? 'http:firedrill',
        sourcetype: query.get('sourcetype') ?? 'httpevent',
        raw,
      });
    }
    return undefined;
  }

  #mayWrite(index: string): boolean {
    return this.#engine.indexes.has(index) && (this.indexes.size === 0 || this.indexes.has(index));
  }

  #index(event: IndexedEvent): void {
    this.#engine.events.push(event);
  }
}

const answerOf = (code: number, more: Readonly<Record<string, unknown>> = {}): EmulatedResponse => {
  const [status, text] = ANSWERS[code] as readonly [number, string];
  return { status, body: { text, code, ...more } };
};

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** JSON objects that stand one behind the other. */
function objectsIn(text: string): readonly Readonly<Record<string, unknown>>[] | undefined {
  const objects: Record<string, unknown>[] = [];
  let depth = 0;
  let quoted = false;
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (quoted) {
      if (character === '\\') at += 1;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === '{') {
      if (depth === 0) from = at;
      depth += 1;
    } else if (character === '}') {
      depth -= 1;
      if (depth === 0) {
        const value = parse(text.slice(from, at + 1));
        if (value === undefined) return undefined;
        objects.push(value as Record<string, unknown>);
      }
    } else if (depth === 0 && !/\s/.test(character as string)) return undefined;
  }
  return depth === 0 && objects.length > 0 ? objects : undefined;
}
