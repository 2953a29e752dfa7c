import { randomUUID } from 'node:crypto';
import { Agent } from 'node:https';
import type { HttpsOptions } from '../https.ts';
import { backOff, type RetryPolicy, retried } from '../retry.ts';
import { TransportError } from '../transport-error.ts';
import { secureUrl } from './session.ts';
import { sendSplunkRequest } from './transport.ts';

export interface CollectorConnection {
  /** `https://splunk.example.com:8088` */
  readonly url: string;
  readonly token: string;
  readonly timeoutMs?: number;
  readonly ca?: string;
  readonly proxyFor?: HttpsOptions['proxyFor'];
}

/** An event as it is sent: its text, its time, and what stands beside it. */
export interface CollectedEvent {
  /** Nanoseconds since 1970. */
  readonly time: bigint;
  readonly raw: string;
  readonly index: string;
  readonly host: string;
  readonly source: string;
  readonly sourcetype: string;
}

const TIMEOUT_MS = 60_000;
/** Well below the million bytes that a collector takes by default. */
const BATCH_BYTES = 700_000;
const LOOKS = 30;
const FIRST_LOOK_MS = 200;
const LONGEST_LOOK_MS = 2_000;
const NO_ACKNOWLEDGEMENTS = 14;

/** The HTTP Event Collector. */
export class EventCollector {
  readonly #url: URL;
  readonly #token: string;
  readonly #options: HttpsOptions;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 4 });
  readonly #retry: RetryPolicy;

  constructor({ url, token, timeoutMs, ca, proxyFor }: CollectorConnection, retry: RetryPolicy) {
    this.#url = secureUrl(url, 'the event collector', 'https://host:8088');
    this.#token = token;
    this.#retry = retry;
    this.#options = {
      timeoutMs: timeoutMs ?? TIMEOUT_MS,
      agent: this.#agent,
      ...(ca !== undefined && { ca }),
      ...(proxyFor && { proxyFor }),
    };
  }

  /**
   * Sends events, and waits for a while until the indexer has acknowledged them, where the token asks for that. Nothing is
   * sent twice but what the collector certainly refused: a lost answer ends the run, for the events may be there.
   *
   * @throws TransportError
   */
  async send(
    events: Iterable<CollectedEvent>,
    signal?: AbortSignal,
  ): Promise<{ readonly sent: number; readonly acknowledged: boolean }> {
    const channel = randomUUID();
    const acks: number[] = [];
    let sent = 0;
    for (const { body, count } of batches(events)) {
      signal?.throwIfAborted();
      const ack = await this.#sendBatch(body, channel);
      if (ack !== undefined) acks.push(ack);
      sent += count;
    }
    return { sent, acknowledged: acks.length > 0 && (await this.#waitFor(acks, channel, signal)) };
  }

  close(): void {
    this.#agent.destroy();
  }

  async #sendBatch(body: string, channel: string): Promise<number | undefined> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const { ackId } = await this.#post('/services/collector/event', body, channel);
        return typeof ackId === 'number' ? ackId : undefined;
      } catch (error) {
        const isRefused = error instanceof TransportError && [429, 503].includes(error.status ?? 0);
        if (!isRefused || attempt >= this.#retry.attempts) throw error;
        await backOff(this.#retry, attempt, error);
      }
    }
  }

  /** An acknowledgement is told once: where that answer was lost, the wait ends without it. */
  async #waitFor(ids: readonly number[], channel: string, signal: AbortSignal | undefined): Promise<boolean> {
    let left = ids;
    let wait = FIRST_LOOK_MS;
    for (let look = 1; left.length > 0; look += 1) {
      signal?.throwIfAborted();
      const body = JSON.stringify({ acks: left });
      const { acks } = await retried(this.#retry, () => this.#post('/services/collector/ack', body, channel));
      const said = (acks ?? {}) as Readonly<Record<string, unknown>>;
      left = left.filter((id) => said[id] !== true);
      if (left.length === 0) return true;
      if (look >= LOOKS) return false;
      await this.#retry.sleep(wait);
      wait = Math.min(LONGEST_LOOK_MS, wait * 2);
    }
    return true;
  }

  async #post(path: string, body: string, channel: string): Promise<Readonly<Record<string, unknown>>> {
    const headers = {
      Authorization: `Splunk ${this.#token}`,
      'Content-Type': 'application/json',
      'X-Splunk-Request-Channel': channel,
    };
    const { data } = await sendSplunkRequest(
      new URL(path, this.#url),
      { method: 'POST', headers, body },
      this.#options,
    );
    const answer = (data ?? {}) as Readonly<Record<string, unknown>>;
    if (answer['code'] !== undefined && answer['code'] !== 0 && answer['code'] !== NO_ACKNOWLEDGEMENTS) {
      throw new TransportError(`POST ${path}: ${String(answer['text'])}`, { problem: 'status', status: 400 });
    }
    return answer;
  }
}

/** Events one behind the other in bodies of a size that the collector takes. */
function* batches(events: Iterable<CollectedEvent>): Iterable<{ readonly body: string; readonly count: number }> {
  let parts: string[] = [];
  let bytes = 0;
  for (const event of events) {
    const text = envelope(event);
    const size = Buffer.byteLength(text);
    if (parts.length > 0 && bytes + size > BATCH_BYTES) {
      yield { body: parts.join('\n'), count: parts.length };
      parts = [];
      bytes = 0;
    }
    parts.push(text);
    bytes += size + 1;
  }
  if (parts.length > 0) yield { body: parts.join('\n'), count: parts.length };
}

/** The time is written by hand: a number of JavaScript does not hold its digits. */
function envelope({ time, raw, index, host, source, sourcetype }: CollectedEvent): string {
  const microseconds = time / 1000n;
  const seconds = `${microseconds / 1_000_000n}.${String(microseconds % 1_000_000n).padStart(6, '0')}`;
  return `{"time":${seconds},${JSON.stringify({ host, source, sourcetype, index, event: raw }).slice(1)}`;
}
