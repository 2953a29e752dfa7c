/**
 * The order in which the service gives a set of cells. It promises none; what it has answered is the order of a hash
 * set of their tokens, made for as many as there are: tokens that share a bucket stand together, and what came in last
 * comes out first.
 */
export function inSetOrder(tokens: readonly string[]): string[] {
  const size = SIZES.find((least) => least >= tokens.length) ?? tokens.length;
  const buckets = new Map<number, string[]>();
  for (const token of new Set(tokens)) {
    const bucket = Number(hashOf(token) % BigInt(size));
    const known = buckets.get(bucket);
    if (known) known.push(token);
    else buckets.set(bucket, [token]);
  }
  return [...buckets.values()].flat().reverse();
}

/** The numbers of buckets that the set grows by. */
const SIZES = [
  2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 103, 109, 113, 127,
  137, 139, 149, 157, 167, 179, 193, 199, 211, 227, 241, 257, 277, 293, 313, 337, 359, 383, 409, 439, 467, 503, 541,
  577, 619, 661, 709, 761, 823, 887, 953, 1031, 1109, 1193, 1289, 1381, 1493, 1613, 1741, 1879, 2029, 2179, 2357, 2549,
  2753, 2971, 3209, 3469, 3739, 4027, 4349, 4703, 5087, 5503, 5953, 6427, 6949, 7517, 8123, 8783, 9497, 10273, 11113,
  12011, 12983, 14033, 15173, 16411, 17749, 19183, 20753, 22447, 24281, 26267, 28411, 30727, 33223, 35933, 38873, 42043,
  45481, 49201, 53201, 57557, 62233,
];

const FACTOR = 0xc6a4a7935bd1e995n;
const SEED = 0xc70f6907n;

const times = (a: bigint): bigint => BigInt.asUintN(64, a * FACTOR);
const mixed = (a: bigint): bigint => a ^ (a >> 47n);

/**
 * MurmurHash64A of a text of single bytes.
 *
 * @see https://github.com/aappleby/smhasher/blob/master/src/MurmurHash2.cpp
 */
function hashOf(text: string): bigint {
  const bytes = Buffer.from(text, 'latin1');
  let hash = SEED ^ times(BigInt(bytes.length));
  const whole = bytes.length - (bytes.length % 8);
  for (let at = 0; at < whole; at += 8) {
    hash = times(hash ^ times(mixed(times(bytes.readBigUInt64LE(at)))));
  }
  if (whole < bytes.length) {
    let rest = 0n;
    for (let at = bytes.length - 1; at >= whole; at -= 1) rest = (rest << 8n) | BigInt(bytes[at] ?? 0);
    hash = times(hash ^ rest);
  }
  return mixed(times(mixed(hash)));
}
