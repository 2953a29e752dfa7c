/**
 * Values of Windows binary XML as text, as Windows renders them: hexadecimal integers in lower case without padding,
 * GUIDs in upper case and braces, binary in upper-case hexadecimal, file times in UTC with nine decimals, the last two of them 0.
 *
 * @see https://learn.microsoft.com/openspecs/windows_protocols/ms-even6/c73573ae-1c90-43a2-a65f-ad7501155956
 */
export const VALUE_NULL = 0x00;
export const VALUE_STRING = 0x01;
const SECURITY_IDENTIFIER = 0x13;
export const VALUE_BINARY_XML = 0x21;
export const VALUE_ARRAY = 0x80;

const FILETIME_EPOCH_MS = 11_644_473_600_000n;

/** The text of one value; a value of a strange size reads as its bytes in hexadecimal. */
export function textOfValue(chunk: Buffer, type: number, start: number, size: number): string {
  const fixed = FIXED[type];
  if (fixed) return size === fixed.size ? fixed.text(chunk, start) : size === 0 ? '' : hexadecimal(chunk, start, size);
  switch (type) {
    case VALUE_NULL:
      return '';
    case VALUE_STRING:
      return withoutTerminator(wideText(chunk, start, size & ~1));
    case 0x02:
      return withoutTerminator(chunk.toString('latin1', start, start + size));
    case 0x10:
    case 0x20:
      return size === 8
        ? `0x${chunk.readBigUInt64LE(start).toString(16)}`
        : size === 4
          ? `0x${chunk.readUInt32LE(start).toString(16)}`
          : hexadecimal(chunk, start, size);
    case SECURITY_IDENTIFIER:
      return securityIdentifier(chunk, start, size);
    default:
      return hexadecimal(chunk, start, size);
  }
}

/** The texts of an array value: strings end in NUL, a security identifier says how long it is, everything else has a fixed size. */
export function textsOfArray(chunk: Buffer, type: number, start: number, size: number): readonly string[] {
  const element = type & ~VALUE_ARRAY;
  if (element === VALUE_STRING) {
    const text = chunk.toString('utf16le', start, start + (size & ~1));
    return text === '' ? [] : (text.endsWith('\0') ? text.slice(0, -1) : text).split('\0');
  }
  if (element === 0x02) {
    const text = chunk.toString('latin1', start, start + size);
    return text === '' ? [] : (text.endsWith('\0') ? text.slice(0, -1) : text).split('\0');
  }
  if (element === SECURITY_IDENTIFIER) return securityIdentifiers(chunk, start, size);
  const width = FIXED[element]?.size;
  if (!width || size % width !== 0) return size === 0 ? [] : [hexadecimal(chunk, start, size)];
  const texts: string[] = [];
  for (let at = start; at < start + size; at += width) texts.push(textOfValue(chunk, element, at, width));
  return texts;
}

interface FixedSize {
  readonly size: number;
  text(chunk: Buffer, at: number): string;
}

const FIXED: Readonly<Record<number, FixedSize | undefined>> = {
  3: { size: 1, text: (chunk, at) => String(chunk.readInt8(at)) },
  4: { size: 1, text: (chunk, at) => String(chunk.readUInt8(at)) },
  5: { size: 2, text: (chunk, at) => String(chunk.readInt16LE(at)) },
  6: { size: 2, text: (chunk, at) => String(chunk.readUInt16LE(at)) },
  7: { size: 4, text: (chunk, at) => String(chunk.readInt32LE(at)) },
  8: { size: 4, text: (chunk, at) => String(chunk.readUInt32LE(at)) },
  9: { size: 8, text: (chunk, at) => String(chunk.readBigInt64LE(at)) },
  10: { size: 8, text: (chunk, at) => String(chunk.readBigUInt64LE(at)) },
  11: { size: 4, text: (chunk, at) => String(Number(chunk.readFloatLE(at).toPrecision(9))) },
  12: { size: 8, text: (chunk, at) => String(chunk.readDoubleLE(at)) },
  13: { size: 4, text: (chunk, at) => (chunk.readUInt32LE(at) === 0 ? 'false' : 'true') },
  15: { size: 16, text: guid },
  17: { size: 8, text: (chunk, at) => fileTime(chunk.readBigUInt64LE(at)) },
  18: { size: 16, text: systemTime },
  20: { size: 4, text: (chunk, at) => `0x${chunk.readUInt32LE(at).toString(16)}` },
  21: { size: 8, text: (chunk, at) => `0x${chunk.readBigUInt64LE(at).toString(16)}` },
};

/** Characters of a text that is narrowed at once. */
const NARROW = 4096;
const narrow = Buffer.alloc(NARROW);

/** UTF-16 text; where one byte says each character, as nearly everywhere, it is kept in one byte. */
export function wideText(chunk: Buffer, start: number, size: number): string {
  const length = size >> 1;
  if (length > NARROW) return chunk.toString('utf16le', start, start + size);
  for (let at = 0; at < length; at += 1) {
    if (chunk[start + at * 2 + 1] !== 0) return chunk.toString('utf16le', start, start + size);
    narrow[at] = chunk[start + at * 2] as number;
  }
  return narrow.toString('latin1', 0, length);
}

function withoutTerminator(text: string): string {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 0) end -= 1;
  return end === text.length ? text : text.slice(0, end);
}

const hexadecimal = (chunk: Buffer, start: number, size: number): string =>
  chunk.toString('hex', start, start + size).toUpperCase();

function guid(chunk: Buffer, at: number): string {
  const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
  const head = [hex(chunk.readUInt32LE(at), 8), hex(chunk.readUInt16LE(at + 4), 4), hex(chunk.readUInt16LE(at + 6), 4)];
  const tail = [chunk.toString('hex', at + 8, at + 10), chunk.toString('hex', at + 10, at + 16)];
  return `{${[...head, ...tail].join('-').toUpperCase()}}`;
}

/** @example fileTime(133000000000000000n) // '2022-06-18T04:26:40.000000000Z' */
export function fileTime(ticks: bigint): string {
  const milliseconds = Number(ticks / 10_000n - FILETIME_EPOCH_MS);
  const date = new Date(milliseconds);
  if (Number.isNaN(date.getTime())) return String(ticks);
  return `${date.toISOString().slice(0, -1)}${String(ticks % 10_000n).padStart(4, '0')}00Z`;
}

function systemTime(chunk: Buffer, at: number): string {
  const part = (index: number, digits: number): string =>
    String(chunk.readUInt16LE(at + index * 2)).padStart(digits, '0');
  // Year, month, day of week, day, hour, minute, second, millisecond.
  return `${part(0, 4)}-${part(1, 2)}-${part(3, 2)}T${part(4, 2)}:${part(5, 2)}:${part(6, 2)}.${part(7, 3)}Z`;
}

function securityIdentifier(chunk: Buffer, at: number, size: number): string {
  if (size < 8) return size === 0 ? '' : hexadecimal(chunk, at, size);
  const count = chunk.readUInt8(at + 1);
  if (8 + count * 4 > size) return hexadecimal(chunk, at, size);
  const authority = chunk.readUIntBE(at + 2, 6);
  let text = `S-${chunk.readUInt8(at)}-${authority}`;
  for (let index = 0; index < count; index += 1) text += `-${chunk.readUInt32LE(at + 8 + index * 4)}`;
  return text;
}

function securityIdentifiers(chunk: Buffer, start: number, size: number): readonly string[] {
  const texts: string[] = [];
  const end = start + size;
  for (let at = start; at < end;) {
    const length = at + 1 < end ? 8 + chunk.readUInt8(at + 1) * 4 : 8;
    const whole = Math.min(length, end - at);
    texts.push(securityIdentifier(chunk, at, whole));
    at += whole;
  }
  return texts;
}
