import { gzipSync } from 'fflate';

/** A file of an archive; its path has `/` between folders. */
export interface PackedFile {
  readonly path: string;
  readonly content: string | Uint8Array;
}

const BLOCK = 512;
/** Every file is of the same moment: 1 January 2020. */
const MOMENT = 1_577_836_800;

/**
 * A gzipped tar that depends on nothing but its files: no clock, no user, no mode of the machine, files in order of their
 * paths. It is packed by JavaScript, as zlib packs differently from machine to machine.
 */
export function packTarball(files: readonly PackedFile[]): Uint8Array {
  const folders = new Set<string>();
  for (const { path } of files) {
    const parts = path.split('/');
    for (let depth = 1; depth < parts.length; depth += 1) folders.add(`${parts.slice(0, depth).join('/')}/`);
  }
  const entries = [
    ...[...folders].map((path) => ({ path, content: new Uint8Array() })),
    ...files.map(({ path, content }) => ({
      path,
      content: typeof content === 'string' ? Buffer.from(content) : content,
    })),
  ].sort((left, right) => (left.path < right.path ? -1 : 1));
  const blocks: Uint8Array[] = [];
  for (const { path, content } of entries) {
    blocks.push(header(path, content.length), content, new Uint8Array((BLOCK - (content.length % BLOCK)) % BLOCK));
  }
  blocks.push(new Uint8Array(BLOCK * 2));
  return gzipSync(Buffer.concat(blocks), { level: 9, mtime: 0 });
}

/** A header in the ustar form. @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html */
function header(path: string, size: number): Uint8Array {
  const block = Buffer.alloc(BLOCK);
  const isFolder = path.endsWith('/');
  const { prefix, name } = splitPath(path);
  block.write(name, 0, 'utf8');
  octal(block, 100, 8, isFolder ? 0o755 : 0o644);
  octal(block, 108, 8, 0);
  octal(block, 116, 8, 0);
  octal(block, 124, 12, size);
  octal(block, 136, 12, MOMENT);
  block.write('        ', 148);
  block.write(isFolder ? '5' : '0', 156);
  block.write('ustar\x0000', 257, 'latin1');
  block.write(prefix, 345, 'utf8');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

const octal = (block: Buffer, at: number, length: number, value: number): void => {
  block.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at, 'latin1');
};

/** 100 bytes of name, and 155 of folders before it. */
function splitPath(path: string): { readonly prefix: string; readonly name: string } {
  if (Buffer.byteLength(path) <= 100) return { prefix: '', name: path };
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
    const prefix = path.slice(0, at);
    const name = path.slice(at + 1);
    if (name !== '' && Buffer.byteLength(name) <= 100 && Buffer.byteLength(prefix) <= 155) return { prefix, name };
  }
  throw new Error(`The path "${path}" is too long for an archive.`);
}
