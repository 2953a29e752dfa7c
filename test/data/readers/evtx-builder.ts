import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

/** A typed value of a record, as it goes into the array of substitutions. */
export interface Substitution {
  readonly type: number;
  readonly bytes: Buffer;
  /** Binary XML: the instance of a template, as Windows keeps an event's data inside of its `Event` element. */
  readonly instance?: { readonly template: TemplateElement; readonly values: readonly Substitution[] };
}

export const text = (value: string): Substitution => ({ type: 0x01, bytes: Buffer.from(value, 'utf16le') });
export const nothing: Substitution = { type: 0x00, bytes: Buffer.alloc(0) };
export const uint16 = (value: number): Substitution => {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return { type: 0x06, bytes };
};
export const uint64 = (value: bigint, type = 0x0a): Substitution => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return { type, bytes };
};
export const raw = (type: number, hexadecimal: string): Substitution => ({
  type,
  bytes: Buffer.from(hexadecimal, 'hex'),
});

export const instance = (template: TemplateElement, values: readonly Substitution[]): Substitution => ({
  type: 0x21,
  bytes: Buffer.alloc(0),
  instance: { template, values },
});

/** An element of a template: attributes and children are texts, elements or numbers of substitutions. */
export interface TemplateElement {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string | number>>;
  readonly children?: readonly (string | number | TemplateElement)[];
  /** Left out where this value is null. */
  readonly dependsOn?: number;
}

const CHUNK_SIZE = 0x10000;

/** Writes one chunk as Windows does: names and the template in line where they are first used. */
export class ChunkBuilder {
  readonly bytes = Buffer.alloc(CHUNK_SIZE);
  readonly #names = new Map<string, number>();
  readonly #templates = new Map<TemplateElement, number>();
  #at = 0x200;
  #id: bigint;

  constructor(firstId = 1n) {
    this.#id = firstId;
    this.bytes.write('ElfChnk\0', 0, 'latin1');
    this.bytes.writeUInt32LE(128, 0x28);
    this.#close();
  }

  /** The place of the next record. */
  get end(): number {
    return this.#at;
  }

  /** A record that instantiates a template. */
  record(template: TemplateElement, values: readonly Substitution[]): this {
    return this.#record(() => this.#instance(template, values));
  }

  /** A record whose elements stand in it without a template, as in exported logs; values are none. */
  plainRecord(element: TemplateElement): this {
    return this.#record(() => {
      this.#write(0x0f, 1, 1, 0);
      this.#element(element, false);
    });
  }

  /** Leaves the last records uncounted, as in a log that was not closed. */
  countUpTo(place: number): this {
    this.bytes.writeUInt32LE(place, 0x30);
    this.bytes.writeUInt32LE(crc32(this.bytes.subarray(0x200, place)), 0x34);
    return this;
  }

  #record(write: () => void): this {
    const start = this.#at;
    this.#at += 24;
    write();
    this.#write(0);
    this.#at += (8 - ((this.#at + 4) % 8)) % 8;
    const size = this.#at + 4 - start;
    this.#uint32(size);
    this.bytes.write('**\0\0', start, 'latin1');
    this.bytes.writeUInt32LE(size, start + 4);
    this.bytes.writeBigUInt64LE(this.#id, start + 8);
    this.#id += 1n;
    this.#close();
    return this;
  }

  #instance(template: TemplateElement, values: readonly Substitution[]): void {
    this.#write(0x0f, 1, 1, 0, 0x0c, 1);
    this.#uint32(0x1234);
    const known = this.#templates.get(template);
    if (known !== undefined) this.#uint32(known);
    else this.#define(template);
    this.#uint32(values.length);
    const descriptors = this.#at;
    this.#at += values.length * 4;
    for (const [index, value] of values.entries()) {
      const start = this.#at;
      if (value.instance) this.#instance(value.instance.template, value.instance.values);
      else this.#at += value.bytes.copy(this.bytes, start);
      this.bytes.writeUInt16LE(this.#at - start, descriptors + index * 4);
      this.bytes.writeUInt8(value.type, descriptors + index * 4 + 2);
    }
  }

  #close(): void {
    this.bytes.writeUInt32LE(this.#at, 0x30);
    this.bytes.writeUInt32LE(crc32(this.bytes.subarray(0x200, this.#at)), 0x34);
  }

  #define(template: TemplateElement): void {
    const offset = this.#at + 4;
    this.#uint32(offset);
    this.#templates.set(template, offset);
    this.#at += 20;
    const sizeAt = this.#at;
    this.#at += 4;
    this.#write(0x0f, 1, 1, 0);
    this.#element(template);
    this.#write(0);
    this.bytes.writeUInt32LE(this.#at - sizeAt - 4, sizeAt);
  }

  #element({ name, attributes = {}, children = [], dependsOn = 0xffff }: TemplateElement, inTemplate = true): void {
    const names = Object.entries(attributes);
    this.#write(names.length > 0 ? 0x41 : 0x01);
    if (inTemplate) this.#uint16(dependsOn);
    this.#uint32(0);
    this.#name(name);
    if (names.length > 0) {
      this.#uint32(0);
      for (const [index, [attribute, value]] of names.entries()) {
        this.#write(index < names.length - 1 ? 0x46 : 0x06);
        this.#name(attribute);
        this.#content(value);
      }
    }
    if (children.length === 0) {
      this.#write(0x03);
      return;
    }
    this.#write(0x02);
    for (const child of children) {
      if (typeof child === 'object') this.#element(child, inTemplate);
      else this.#content(child);
    }
    this.#write(0x04);
  }

  #content(value: string | number): void {
    if (typeof value === 'number') {
      this.#write(0x0e);
      this.#uint16(value);
      this.#write(0x01);
      return;
    }
    this.#write(0x05, 0x01);
    this.#uint16(value.length);
    this.#at += this.bytes.write(value, this.#at, 'utf16le');
  }

  #name(name: string): void {
    const known = this.#names.get(name);
    if (known !== undefined) {
      this.#uint32(known);
      return;
    }
    const offset = this.#at + 4;
    this.#uint32(offset);
    this.#names.set(name, offset);
    this.#at += 6;
    this.#uint16(name.length);
    this.#at += this.bytes.write(name, this.#at, 'utf16le') + 2;
  }

  #write(...values: number[]): void {
    for (const value of values) this.bytes.writeUInt8(value, this.#at++);
  }

  #uint16(value: number): void {
    this.#at = this.bytes.writeUInt16LE(value, this.#at);
  }

  #uint32(value: number): void {
    this.#at = this.bytes.writeUInt32LE(value, this.#at);
  }
}

/** Writes an EVTX file of these chunks and gives its path. */
export function writeEvtx(chunks: readonly Buffer[], options: { dirty?: boolean; counted?: number } = {}): string {
  const header = Buffer.alloc(0x1000);
  header.write('ElfFile\0', 0, 'latin1');
  header.writeUInt32LE(128, 0x20);
  header.writeUInt16LE(0x1000, 0x28);
  header.writeUInt16LE(options.counted ?? chunks.length, 0x2a);
  header.writeUInt32LE(options.dirty ? 1 : 0, 0x78);
  const path = join(mkdtempSync(join(tmpdir(), 'evtx-')), 'log.evtx');
  writeFileSync(path, Buffer.concat([header, ...chunks]));
  return path;
}
