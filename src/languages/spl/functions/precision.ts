/** How precise the numbers are that a calculation is written with: what `sigfig` rounds to. */
export interface WrittenPrecision {
  /** Significant digits of the least precise factor. */
  readonly digits?: number;
  /** Decimals of the least precise summand. */
  readonly decimals?: number;
}

/**
 * How precise a number is that is written with a period: its digits without leading zeros.
 *
 * @example significantDigits('8.250') // 4
 */
export function significantDigits(text: string): number {
  const mantissa = text.replace(/^[+-]/, '').replace(/[eE].*$/, '');
  const digits = mantissa.replace('.', '').replace(/^0+/, '');
  return Math.max(1, digits.length);
}

/** Rounds to so many significant digits, but never in front of the period: 2252.8 at two digits is 2253. */
export function roundToPrecision(number: number, digits: number): number {
  if (number === 0 || !Number.isFinite(number)) return number;
  const whole = Math.floor(Math.log10(Math.abs(number))) + 1;
  return roundDecimal(number, Math.max(0, Math.min(digits - whole, 20)));
}

/** Digits that a double holds of any decimal. */
const DECIMAL_DIGITS = 15;

/** A sum, difference or product as it is in decimal: 0.1+0.2 is 0.3. Results that are no short decimal stay. */
export function withoutNoise(number: number): number {
  if (!Number.isFinite(number) || Number.isInteger(number)) return number;
  const short = Number(number.toPrecision(DECIMAL_DIGITS));
  return Math.abs(short - number) <= Math.abs(number) * 2 * Number.EPSILON ? short : number;
}

/** Rounds half away from zero in decimal, as it is written: 2.555 at two decimals is 2.56. */
export function roundDecimal(number: number, decimals: number): number {
  if (!Number.isFinite(number)) return number;
  const [mantissa = '0', exponent = '0'] = String(Math.abs(number)).split('e');
  const shifted = Number(`${mantissa}e${Number(exponent) + decimals}`);
  const rounded = Math.round(shifted);
  if (!Number.isSafeInteger(rounded)) return number;
  const [digits = '0', power = '0'] = String(rounded).split('e');
  return Math.sign(number) * Number(`${digits}e${Number(power) - decimals}`);
}
