import { MalformedRecord } from './failure.ts';
import type { ContentNode, ElementNode, SubstitutionValue, TemplateInstance } from './tree.ts';
import { VALUE_STRING } from './values.ts';
import { append } from '../../../util/append.ts';

const MORE = 0x40;
const END_OF_STREAM = 0x00;
const OPEN_ELEMENT = 0x01;
const CLOSE_START_TAG = 0x02;
const CLOSE_EMPTY_TAG = 0x03;
const END_ELEMENT = 0x04;
const VALUE = 0x05;
const ATTRIBUTE = 0x06;
const CDATA = 0x07;
const CHARACTER_REFERENCE = 0x08;
const ENTITY_REFERENCE = 0x09;
const INSTRUCTION_TARGET = 0x0a;
const INSTRUCTION_DATA = 0x0b;
const TEMPLATE_INSTANCE = 0x0c;
const NORMAL_SUBSTITUTION = 0x0d;
const OPTIONAL_SUBSTITUTION = 0x0e;
const FRAGMENT_HEADER = 0x0f;

const NO_DEPENDENCY = 0xffff;
const DEPTH_LIMIT = 64;
/** More values than this are no event that Windows wrote. */
const VALUES_LIMIT = 16_384;

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * Reads the binary XML of one chunk (MS-EVEN6 2.2.12). Names and templates are stored once per chunk and referred to
 * by their offset, so a parser belongs to its chunk and keeps both.
 *
 * @see https://learn.microsoft.com/openspecs/windows_protocols/ms-even6/c73573ae-1c90-43a2-a65f-ad7501155956
 */
export class BinaryXmlParser {
  readonly #chunk: Buffer;
  readonly #names = new Map<number, { readonly text: string; readonly end: number }>();
  readonly #templates = new Map<number, { readonly content: readonly ContentNode[]; readonly end: number }>();
  #at = 0;
  #end = 0;

  constructor(chunk: Buffer) {
    this.#chunk = chunk;
  }

  /** The content of a record, or of a value, whose binary XML lies in `[start, end)`. */
  parse(start: number, end: number): readonly ContentNode[] {
    return this.#within(start, end, () => this.#content(false, 0));
  }

  #within<T>(start: number, end: number, parse: () => T): T {
    const outer: readonly [number, number] = [this.#at, this.#end];
    if (start > end || end > this.#chunk.length) throw new MalformedRecord('a part lies outside of its chunk');
    this.#at = start;
    this.#end = end;
    try {
      return parse();
    } finally {
      [this.#at, this.#end] = outer;
    }
  }

  /** Nodes up to an end tag, the end of the stream or the end of the part. Only templates name dependencies. */
  #content(hasDependency: boolean, depth: number): readonly ContentNode[] {
    if (depth > DEPTH_LIMIT) throw new MalformedRecord('elements are nested too deep');
    const nodes: ContentNode[] = [];
    while (this.#at < this.#end) {
      const token = this.#byte();
      switch (token & ~MORE) {
        case END_OF_STREAM:
        case END_ELEMENT:
          return nodes;
        case FRAGMENT_HEADER:
          this.#skip(3);
          break;
        case OPEN_ELEMENT:
          nodes.push(this.#element((token & MORE) !== 0, hasDependency, depth));
          break;
        case TEMPLATE_INSTANCE:
          nodes.push({ kind: 'instance', instance: this.#instance(depth) });
          break;
        default:
          append(nodes, this.#characters(token));
      }
    }
    return nodes;
  }

  #element(hasAttributes: boolean, hasDependency: boolean, depth: number): ElementNode {
    const dependency = hasDependency ? this.#uint16() : NO_DEPENDENCY;
    this.#skip(4);
    const name = this.#name();
    const attributes: ElementNode['attributes'][number][] = [];
    if (hasAttributes) {
      this.#skip(4);
      while ((this.#peek() & ~MORE) === ATTRIBUTE) {
        this.#skip(1);
        attributes.push({ name: this.#name(), content: this.#attributeContent() });
      }
    }
    const close = this.#byte();
    let children: readonly ContentNode[] = [];
    if (close === CLOSE_START_TAG) children = this.#content(hasDependency, depth + 1);
    else if (close !== CLOSE_EMPTY_TAG) throw new MalformedRecord(`the start tag "${name}" does not end`);
    const dependsOn = dependency === NO_DEPENDENCY ? undefined : dependency;
    return { kind: 'element', name, attributes, children, selfClosing: close === CLOSE_EMPTY_TAG, dependsOn };
  }

  #attributeContent(): readonly ContentNode[] {
    const nodes: ContentNode[] = [];
    for (;;) {
      const token = this.#peek() & ~MORE;
      const isTag = token === ATTRIBUTE || token === CLOSE_START_TAG || token === CLOSE_EMPTY_TAG;
      if (isTag || token === END_OF_STREAM) return nodes;
      append(nodes, this.#characters(this.#byte()));
    }
  }

  /** Text and what stands for text. */
  #characters(token: number): readonly ContentNode[] {
    switch (token & ~MORE) {
      case VALUE: {
        const type = this.#byte();
        if (type !== VALUE_STRING) throw new MalformedRecord(`a text of the unknown type ${type}`);
        return [{ kind: 'text', text: this.#string() }];
      }
      case CDATA:
        return [{ kind: 'text', text: this.#string() }];
      case CHARACTER_REFERENCE:
        return [{ kind: 'text', text: String.fromCharCode(this.#uint16()) }];
      case ENTITY_REFERENCE: {
        const name = this.#name();
        return [{ kind: 'text', text: ENTITIES[name] ?? `&${name};` }];
      }
      case NORMAL_SUBSTITUTION:
      case OPTIONAL_SUBSTITUTION: {
        const index = this.#uint16();
        this.#skip(1);
        return [{ kind: 'substitution', index, optional: (token & ~MORE) === OPTIONAL_SUBSTITUTION }];
      }
      case INSTRUCTION_TARGET:
        this.#name();
        return [];
      case INSTRUCTION_DATA:
        this.#string();
        return [];
      default:
        throw new MalformedRecord(`an unknown token 0x${token.toString(16)}`);
    }
  }

  #instance(depth: number): TemplateInstance {
    this.#skip(5);
    const offset = this.#uint32();
    const template = this.#template(offset, depth);
    if (offset === this.#at) this.#at = template.end;
    const count = this.#uint32();
    if (count > VALUES_LIMIT || this.#at + count * 4 > this.#end) {
      throw new MalformedRecord('the list of values is longer than the record');
    }
    const descriptors = this.#at;
    this.#skip(count * 4);
    const values: SubstitutionValue[] = [];
    for (let index = 0; index < count; index += 1) {
      const size = this.#chunk.readUInt16LE(descriptors + index * 4);
      const type = this.#chunk.readUInt8(descriptors + index * 4 + 2);
      const start = this.#at;
      this.#skip(size);
      values.push({ type, start, size });
    }
    return { template: template.content, values };
  }

  #template(offset: number, depth: number): { readonly content: readonly ContentNode[]; readonly end: number } {
    const known = this.#templates.get(offset);
    if (known) return known;
    if (offset + 24 > this.#chunk.length) throw new MalformedRecord('its template lies outside of the chunk');
    const start = offset + 24;
    const end = start + this.#chunk.readUInt32LE(offset + 20);
    const content = this.#within(start, end, () => this.#content(true, depth + 1));
    const template = { content, end };
    this.#templates.set(offset, template);
    return template;
  }

  /** A name by its offset; where it is first used it stands in line and is skipped. */
  #name(): string {
    const offset = this.#uint32();
    let name = this.#names.get(offset);
    if (!name) {
      if (offset + 8 > this.#chunk.length) throw new MalformedRecord('a name lies outside of the chunk');
      const start = offset + 8;
      const end = start + this.#chunk.readUInt16LE(offset + 6) * 2;
      if (end + 2 > this.#chunk.length) throw new MalformedRecord('a name lies outside of the chunk');
      name = { text: this.#chunk.toString('utf16le', start, end), end: end + 2 };
      this.#names.set(offset, name);
    }
    if (offset === this.#at) this.#at = name.end;
    return name.text;
  }

  #string(): string {
    const length = this.#uint16() * 2;
    const start = this.#at;
    this.#skip(length);
    return this.#chunk.toString('utf16le', start, start + length);
  }

  #peek(): number {
    if (this.#at >= this.#end) throw new MalformedRecord('the record ends too early');
    return this.#chunk[this.#at] as number;
  }

  #byte(): number {
    const value = this.#peek();
    this.#at += 1;
    return value;
  }

  #uint16(): number {
    this.#skip(2);
    return this.#chunk.readUInt16LE(this.#at - 2);
  }

  #uint32(): number {
    this.#skip(4);
    return this.#chunk.readUInt32LE(this.#at - 4);
  }

  #skip(count: number): void {
    this.#at += count;
    if (this.#at > this.#end) throw new MalformedRecord('the record ends too early');
  }
}
