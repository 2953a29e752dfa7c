import type { Value } from '../../../table/value.ts';
import { toNumber, toText } from '../values.ts';

const SPECIFICATION = /%([-+ 0#']*)(\*|\d+)?(?:\.(\*|\d+)?)?(\.)?([a-zA-Z%])/g;

interface Format {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
}

/**
 * C's printf as Splunk has it: `%z` is `%s`, `%i` is `%d`, `%p` is `%X`; `'` separates thousands, `*` takes a width or a
 * precision from the arguments.
 *
 * @see https://help.splunk.com/en/splunk-enterprise/search/spl-search-reference/10.0/evaluation-functions/conversion-functions
 */
export function printf(format: string, args: readonly Value[]): string | null {
  let next = 0;
  const take = (): Value => {
    const value = args[next] ?? null;
    next += 1;
    return value;
  };
  let failed = false;
  const text = format.replace(SPECIFICATION, (whole, flags: string, width, precision, _dot, conversion: string) => {
    if (conversion === '%') return '%';
    const wide = width === '*' ? Number(toNumber(take()) ?? 0) : Number(width ?? 0);
    const hasPrecision = /\.\d*\*?[a-zA-Z]$/.test(whole);
    const places = precision === '*' ? Number(toNumber(take()) ?? 0) : Number(precision ?? 0);
    const shape: Format = {
      flags: wide < 0 ? `${flags}-` : flags,
      width: Math.abs(wide),
      precision: hasPrecision ? places : undefined,
    };
    const printed = convert(conversion, take(), shape);
    if (printed === null) failed = true;
    return printed ?? '';
  });
  return failed ? null : text;
}

function convert(conversion: string, value: Value, format: Format): string | null {
  switch (conversion) {
    case 's':
    case 'z': {
      const text = toText(value);
      return padded(
        format.precision === undefined ? text : [...text].slice(0, format.precision).join(''),
        format,
        false,
      );
    }
    case 'c':
      return padded(typeof value === 'number' ? codePoint(value) : ([...toText(value)][0] ?? ''), format, false);
    case 'd':
    case 'i':
      return signed(integer(value), format, (number) => number.toString());
    case 'u':
      return signed(unsigned(value), format, (number) => number.toString());
    case 'o':
      return signed(unsigned(value), format, (number) => (format.flags.includes('#') ? '0' : '') + number.toString(8));
    case 'x':
      return signed(
        unsigned(value),
        format,
        (number) => (format.flags.includes('#') ? '0x' : '') + number.toString(16),
      );
    case 'X':
    case 'p':
      return signed(
        unsigned(value),
        format,
        (number) => (format.flags.includes('#') ? '0X' : '') + number.toString(16).toUpperCase(),
      );
    case 'a':
    case 'A':
      return floating(value, format, (number) => inCase(conversion, hexadecimal(number, format.precision)));
    case 'f':
    case 'F':
      return floating(value, format, (number) => fixed(number, format.precision ?? 6));
    case 'e':
    case 'E':
      return floating(value, format, (number) => inCase(conversion, exponential(number, format.precision ?? 6)));
    case 'g':
    case 'G':
      return floating(value, format, (number) =>
        inCase(conversion, general(number, format.precision ?? 6, format.flags)),
      );
    default:
      return null;
  }
}

const integer = (value: Value): bigint | null => {
  const number = toNumber(value);
  return number === null || !Number.isFinite(number) ? null : BigInt(Math.trunc(number));
};

/** A negative number as C's unsigned types hold it. */
const unsigned = (value: Value): bigint | null => {
  const number = integer(value);
  return number === null ? null : BigInt.asUintN(64, number);
};

const inCase = (conversion: string, text: string): string =>
  conversion === conversion.toUpperCase() ? text.toUpperCase() : text;

function signed(number: bigint | null, format: Format, print: (magnitude: bigint) => string): string | null {
  if (number === null) return null;
  const magnitude = print(number < 0n ? -number : number).padStart(format.precision ?? 0, '0');
  return padded(signOf(number < 0n, format) + grouped(magnitude, format), format, format.precision === undefined);
}

function floating(value: Value, format: Format, print: (magnitude: number) => string): string | null {
  const number = toNumber(value);
  if (number === null) return null;
  return padded(signOf(number < 0, format) + grouped(print(Math.abs(number)), format), format, true);
}

const signOf = (negative: boolean, { flags }: Format): string =>
  negative ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';

const grouped = (text: string, { flags }: Format): string =>
  flags.includes("'") ? text.replace(/^\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ',')) : text;

function padded(text: string, { flags, width }: Format, zeros: boolean): string {
  const missing = width - [...text].length;
  if (missing <= 0) return text;
  if (flags.includes('-')) return text + ' '.repeat(missing);
  if (!zeros || !flags.includes('0')) return ' '.repeat(missing) + text;
  const sign = /^[-+ ]/.exec(text)?.[0] ?? '';
  return sign + '0'.repeat(missing) + text.slice(sign.length);
}

/** As many digits as JavaScript writes of a number. */
const MOST_DIGITS = 100;

/** C writes a number that stands halfway between two texts as the even one, JavaScript as the larger: 2.5 is "2". */
function halfToEven(rounded: string, exact: string): string {
  const kept = exact.slice(0, rounded.length).replace(/\.$/, '');
  const half = /^\.?50*$/.test(exact.slice(kept.length));
  return half && /[02468]$/.test(kept) ? kept : rounded;
}

/** `%f`. */
function fixed(number: number, digits: number): string {
  if (Math.abs(number) >= 1e21) return Number.isFinite(number) ? BigInt(number).toString() : String(number);
  const places = Math.min(MOST_DIGITS, digits);
  return halfToEven(number.toFixed(places), number.toFixed(MOST_DIGITS));
}

/** `%e`: at least two digits of exponent. */
function exponential(number: number, digits: number): string {
  const [mantissa = '', exponent = ''] = number.toExponential(Math.min(MOST_DIGITS, digits)).split('e');
  const [exact = '', same] = number.toExponential(MOST_DIGITS).split('e');
  const written = same === exponent ? halfToEven(mantissa, exact) : mantissa;
  return `${written}e${exponent}`.replace(/e([+-])(\d)$/, 'e$10$2');
}

/** A double by its bits: `0x1.921fb54442d18p+1`. */
function hexadecimal(number: number, precision: number | undefined): string {
  if (number === 0) return precision ? `0x0.${'0'.repeat(precision)}p+0` : '0x0p+0';
  const exponent = Math.floor(Math.log2(number));
  let mantissa = BigInt(Math.round((number / 2 ** exponent) * 2 ** 52));
  const digits = precision === undefined ? 13 : Math.min(13, precision);
  const dropped = BigInt(4 * (13 - digits));
  if (dropped > 0n) mantissa = ((mantissa + (1n << (dropped - 1n))) >> dropped) << dropped;
  const fraction = (mantissa & (2n ** 52n - 1n)).toString(16).padStart(13, '0').slice(0, digits);
  const shown = precision === undefined ? fraction.replace(/0+$/, '') : fraction.padEnd(precision, '0');
  return `0x${mantissa >> 52n}${shown === '' ? '' : `.${shown}`}p${exponent < 0 ? '-' : '+'}${Math.abs(exponent)}`;
}

function general(number: number, precision: number, flags: string): string {
  const digits = Math.max(1, precision);
  if (number === 0) return '0';
  const exponent = Number(number.toExponential(Math.min(100, digits - 1)).split('e')[1]);
  const text =
    exponent < -4 || exponent >= digits
      ? exponential(number, digits - 1)
      : fixed(number, Math.max(0, digits - 1 - exponent));
  if (flags.includes('#')) return text;
  return text.replace(/(\.\d*?)0+(?=e|$)/, '$1').replace(/\.(?=e|$)/, '');
}

const codePoint = (value: number): string =>
  Number.isInteger(value) && value >= 0 && value <= 0x10ffff ? String.fromCodePoint(value) : '';
