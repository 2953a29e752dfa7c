/** What the loops over log bytes have in common. */

// @ts-ignore: decorator
@inline
export function isLetter(byte: u8): bool {
  return byte >= 0x61 && byte <= 0x7a;
}

// @ts-ignore: decorator
@inline
export function equalBytes(left: i32, right: i32, length: i32): bool {
  let index = 0;
  for (; index + 8 <= length; index += 8) {
    if (load<u64>(left + index) != load<u64>(right + index)) return false;
  }
  for (; index < length; index += 1) {
    if (load<u8>(left + index) != load<u8>(right + index)) return false;
  }
  return true;
}

// @ts-ignore: decorator
@inline
export function isWordByte(byte: u8): bool {
  const lower = byte | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || (byte >= 0x30 && byte <= 0x39) || byte == 0x5f;
}

// @ts-ignore: decorator
@inline
export function hashOf(start: i32, end: i32): u32 {
  let hash: u64 = 0x9e3779b97f4a7c15 ^ <u64>(end - start);
  let at = start;
  for (; at + 8 <= end; at += 8) {
    hash = (hash ^ load<u64>(at)) * 0xff51afd7ed558ccd;
    hash ^= hash >> 32;
  }
  let rest: u64 = 0;
  for (; at < end; at += 1) rest = (rest << 8) | <u64>load<u8>(at);
  hash = (hash ^ rest) * 0xc4ceb9fe1a85ec53;
  return <u32>(hash ^ (hash >> 32));
}
