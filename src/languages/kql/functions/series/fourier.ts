import type { Value } from '../../../../table/value.ts';
import { defineFunction, type KqlFunction, valuesOf } from '../define.ts';
import { realSeries, refuseLong, SERIES, wholeSeries } from './define.ts';

export interface Complex {
  readonly real: readonly number[];
  readonly imaginary: readonly number[];
}

function smallestFactor(count: number): number {
  for (let factor = 2; factor * factor <= count; factor += 1) if (count % factor === 0) return factor;
  return count;
}

/** Cosine and sine of a part of a full turn; exact where they are whole. */
function turn(part: number, whole: number): readonly [cosine: number, sine: number] {
  const quarters = (4 * part) / whole;
  const angle = (2 * Math.PI * part) / whole;
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  return Number.isInteger(quarters) ? [Math.round(cosine), Math.round(sine)] : [cosine, sine];
}

/** The terms that a transform adds up: many where a length has a great prime factor. */
function termsOf(count: number): number {
  let terms = 0;
  for (let rest = count; rest > 1; rest /= smallestFactor(rest)) terms += count * smallestFactor(rest);
  return terms;
}

/** The discrete Fourier transform, not scaled: `direction` is -1 for the transform and 1 for its inverse. */
export function fourier(input: Complex, direction: -1 | 1): Complex {
  refuseLong(termsOf(input.real.length));
  return transformed(input, direction);
}

function transformed(input: Complex, direction: -1 | 1): Complex {
  const count = input.real.length;
  if (count < 2) return input;
  const factor = smallestFactor(count);
  const length = count / factor;
  const parts = Array.from({ length: factor }, (_, offset): Complex => {
    const every = (numbers: readonly number[]) =>
      Array.from({ length }, (_value, at) => numbers[at * factor + offset] as number);
    return transformed({ real: every(input.real), imaginary: every(input.imaginary) }, direction);
  });
  const real = new Array<number>(count).fill(0);
  const imaginary = new Array<number>(count).fill(0);
  const [cosines, sines] = [new Float64Array(count), new Float64Array(count)];
  for (let part = 0; part < count; part += 1) [cosines[part], sines[part]] = turn(direction * part, count);
  for (let at = 0; at < count; at += 1) {
    let [sum, imaginarySum, place] = [0, 0, 0];
    for (const part of parts) {
      const a = part.real[at % length] as number;
      const b = part.imaginary[at % length] as number;
      const cosine = cosines[place] as number;
      const sine = sines[place] as number;
      sum = sum + a * cosine - b * sine;
      imaginarySum = imaginarySum + a * sine + b * cosine;
      place += at;
      if (place >= count) place -= count;
    }
    real[at] = sum;
    imaginary[at] = imaginarySum;
  }
  return { real, imaginary };
}

/** The complex series of two arguments, the imaginary one optional; undefined when they make none. */
function complexOf(real: Value, imaginary: Value | undefined): Complex | undefined {
  const first = wholeSeries(real);
  const second = imaginary === undefined ? first?.map(() => 0) : wholeSeries(imaginary);
  return first && second && first.length === second.length ? { real: first, imaginary: second } : undefined;
}

function defineTransform(
  name: string,
  summary: string,
  example: KqlFunction['examples'][number],
  transform: (input: Complex) => Complex,
): KqlFunction {
  return defineFunction({
    name,
    category: SERIES,
    syntax: `${name}(real [, imaginary])`,
    summary,
    examples: [example],
    compile: (site, signature) => {
      const [real, imaginary] = valuesOf(site, signature);
      return (row) => {
        const input = complexOf(real?.(row) ?? null, imaginary?.(row));
        if (!input) return [null, null];
        const output = transform(input);
        return [realSeries(output.real), realSeries(output.imaginary)];
      };
    },
  });
}

export const fourierSeries: readonly KqlFunction[] = [
  defineTransform(
    'series_fft',
    'The Fourier transform of a series: the real and the imaginary part, a column each.',
    { expression: 'toscalar(print series_fft(dynamic([1, 0, 0, 0])))', result: [1, 1, 1, 1] },
    (input) => fourier(input, -1),
  ),
  defineTransform(
    'series_ifft',
    'The series whose Fourier transform is given: the real and the imaginary part, a column each.',
    { expression: 'toscalar(print series_ifft(dynamic([1, 1, 1, 1])))', result: [1, 0, 0, 0] },
    (input) => {
      const { real, imaginary } = fourier(input, 1);
      const scaled = (numbers: readonly number[]) => numbers.map((number) => number / numbers.length);
      return { real: scaled(real), imaginary: scaled(imaginary) };
    },
  ),
];
