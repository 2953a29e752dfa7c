const LONG_INTEGER = /\d{16}/;

/**
 * Parses JSON without losing digits: an integer that a double cannot hold (ids of cloud logs) is kept as its text.
 *
 * @throws SyntaxError
 */
export function parseJson(text: string): unknown {
  return JSON.parse(LONG_INTEGER.test(text) ? quoteLongIntegers(text) : text);
}

/** Strings pass through untouched; of the rest, integers beyond 2^53 get quotes. */
const quoteLongIntegers = (text: string): string =>
  text.replace(/"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/gs, (token) =>
    token.startsWith('"') || Number.isSafeInteger(Number(token)) ? token : `"${token}"`,
  );

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
