/** Bytes cut into a head of one size and parts of another; the last may be shorter. */
export function* fixedParts(chunks: Iterable<Buffer>, headSize: number, partSize: number): Iterable<Buffer> {
  let wanted = headSize;
  let parts: Buffer[] = [];
  let held = 0;
  for (const chunk of chunks) {
    let at = 0;
    while (chunk.length - at >= wanted - held) {
      const rest = chunk.subarray(at, at + wanted - held);
      at += rest.length;
      yield held === 0 ? rest : Buffer.concat([...parts, rest]);
      [parts, held, wanted] = [[], 0, partSize];
    }
    if (at === chunk.length) continue;
    parts.push(chunk.subarray(at));
    held += chunk.length - at;
  }
  if (held > 0) yield Buffer.concat(parts);
}
