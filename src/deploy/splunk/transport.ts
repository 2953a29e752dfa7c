import { type HttpsMessage, type HttpsOptions, sendHttps } from '../https.ts';
import { retryAfterOf, TransportError } from '../transport-error.ts';

export interface SplunkAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly data: unknown;
}

/**
 * One request to a service of Splunk's that answers in JSON.
 *
 * @throws TransportError for every answer from 300 on, and for no or half an answer.
 */
export async function sendSplunkRequest(url: URL, message: HttpsMessage, options: HttpsOptions): Promise<SplunkAnswer> {
  const what = `${message.method} ${url.pathname}`;
  const headers = { Accept: 'application/json', ...message.headers };
  const answer = await sendHttps(url, { ...message, headers }, options);
  const { status, text } = answer;
  if (status >= 300) {
    const header = answer.headers['retry-after'];
    const retryAfterMs = retryAfterOf(typeof header === 'string' ? header : undefined, Date.now());
    const details = { problem: 'status' as const, status, ...(retryAfterMs !== undefined && { retryAfterMs }) };
    throw new TransportError(`${what}: ${status}${reasonIn(text)}`, details);
  }
  try {
    return { status, headers: answer.headers, data: text === '' ? {} : JSON.parse(text) };
  } catch {
    throw new TransportError(`${what}: the answer is no complete JSON`, { problem: 'truncated' });
  }
}

/** What Splunk says about a failure; clipped, and only its own messages. */
function reasonIn(text: string): string {
  try {
    const answer = JSON.parse(text) as {
      readonly messages?: unknown;
      readonly text?: unknown;
      readonly message?: unknown;
    };
    const listed = Array.isArray(answer.messages) ? (answer.messages as readonly { readonly text?: unknown }[]) : [];
    const said = [...listed.map(({ text: message }) => message), answer.text, answer.message].flatMap((message) =>
      typeof message === 'string' ? [message.trim()] : [],
    );
    return said.length > 0 ? ` ${said.join(' ').slice(0, 300)}` : '';
  } catch {
    return '';
  }
}
