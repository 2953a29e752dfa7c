import { Decimal } from './values.ts';

/** The number that the text of a literal means; undefined when it means none. */
export function wholeOfText(text: string): bigint | undefined {
  const [, sign, digits = ''] = /^([-+]?)(0x[\da-f]+|\d+)$/i.exec(text) ?? [];
  if (sign === undefined) return undefined;
  return sign === '-' ? -BigInt(digits) : BigInt(digits);
}

/** See {@link wholeOfText}. */
export function realOfText(text: string): number | undefined {
  if (/^nan$/i.test(text)) return Number.NaN;
  if (/^[+]?inf$/i.test(text)) return Number.POSITIVE_INFINITY;
  if (/^-inf$/i.test(text)) return Number.NEGATIVE_INFINITY;
  const number = Number(text);
  return text === '' || Number.isNaN(number) ? undefined : number;
}

/** See {@link wholeOfText}. */
export function decimalOfText(text: string): Decimal | undefined {
  try {
    return new Decimal(text);
  } catch {
    return undefined;
  }
}
