const BASE = 36;
const LOWEST = 1;
const HIGHEST = 26;
const SKEW = 38;
const DAMP = 700;
const FIRST_BIAS = 72;
const FIRST_CODE = 0x80;

function adapt(delta: number, points: number, first: boolean): number {
  let rest = first ? Math.floor(delta / DAMP) : delta >> 1;
  rest += Math.floor(rest / points);
  let k = 0;
  for (; rest > ((BASE - LOWEST) * HIGHEST) >> 1; k += BASE) rest = Math.floor(rest / (BASE - LOWEST));
  return k + Math.floor(((BASE - LOWEST + 1) * rest) / (rest + SKEW));
}

const threshold = (k: number, bias: number): number => Math.min(Math.max(k - bias, LOWEST), HIGHEST);
const digitText = (digit: number): string => String.fromCharCode(digit < 26 ? digit + 97 : digit + 22);

function digitOf(code: number): number {
  if (code >= 48 && code <= 57) return code - 22;
  if (code >= 65 && code <= 90) return code - 65;
  return code >= 97 && code <= 122 ? code - 97 : BASE;
}

/**
 * A text in Punycode.
 *
 * @see https://www.rfc-editor.org/rfc/rfc3492
 */
export function encodePunycode(text: string): string {
  const points = [...text].map((character) => character.codePointAt(0) as number);
  const basic = points.filter((point) => point < FIRST_CODE);
  let output = basic.map((point) => String.fromCharCode(point)).join('');
  if (basic.length > 0) output += '-';
  let handled = basic.length;
  let code = FIRST_CODE;
  let delta = 0;
  let bias = FIRST_BIAS;
  while (handled < points.length) {
    const next = points.reduce((least, point) => (point >= code && point < least ? point : least), 0x11_0000);
    delta += (next - code) * (handled + 1);
    code = next;
    for (const point of points) {
      if (point < code) delta += 1;
      if (point !== code) continue;
      let rest = delta;
      for (let k = BASE; ; k += BASE) {
        const limit = threshold(k, bias);
        if (rest < limit) break;
        output += digitText(limit + ((rest - limit) % (BASE - limit)));
        rest = Math.floor((rest - limit) / (BASE - limit));
      }
      output += digitText(rest);
      bias = adapt(delta, handled + 1, handled === basic.length);
      delta = 0;
      handled += 1;
    }
    delta += 1;
    code += 1;
  }
  return output;
}

/** The text behind Punycode; undefined when it is none. */
export function decodePunycode(text: string): string | undefined {
  const delimiter = text.lastIndexOf('-');
  const points = [...text.slice(0, Math.max(delimiter, 0))].map((character) => character.charCodeAt(0));
  if (points.some((point) => point >= FIRST_CODE)) return undefined;
  let code = FIRST_CODE;
  let place = 0;
  let bias = FIRST_BIAS;
  for (let at = delimiter < 0 ? 0 : delimiter + 1; at < text.length;) {
    const before = place;
    let weight = 1;
    for (let k = BASE; ; k += BASE) {
      const digit = digitOf(text.charCodeAt(at));
      at += 1;
      if (digit >= BASE || Number.isNaN(digit)) return undefined;
      place += digit * weight;
      const limit = threshold(k, bias);
      if (digit < limit) break;
      weight *= BASE - limit;
      if (place > 0x7fff_ffff || at > text.length) return undefined;
    }
    const length = points.length + 1;
    bias = adapt(place - before, length, before === 0);
    code += Math.floor(place / length);
    if (code > 0x10_ffff) return undefined;
    place %= length;
    points.splice(place, 0, code);
    place += 1;
  }
  return points.map((point) => String.fromCodePoint(point)).join('');
}
