import type { BinaryXmlParser } from './binary-xml.ts';
import { MalformedRecord } from './failure.ts';
import type { ContentNode, ElementNode, SubstitutionValue } from './tree.ts';
import { textOfValue, textsOfArray, VALUE_ARRAY, VALUE_BINARY_XML, VALUE_NULL } from './values.ts';

/** Values that hold values, one inside of the other. */
const DEPTH_LIMIT = 64;
/** A record of 64 KiB that says more repeats its values to do harm. */
const PARTS_LIMIT = 500_000;
const TEXT_LIMIT = 16 << 20;

/**
 * The XML text of a record, as Windows and Splunk's XmlWinEventLog have it: single quotes, and only `&`, `<`, `>` escaped
 * in text. This reads every form; `wasm/evtx.as` is the short way for the usual one.
 *
 * @throws {MalformedRecord} when it holds no event, or one beyond every limit.
 */
export function renderRecord(chunk: Buffer, parser: BinaryXmlParser, start: number, end: number): string {
  const content = parser.parse(start, end);
  const text = new Renderer(chunk, parser).event(content);
  if (text === undefined) throw new MalformedRecord('it holds no event');
  return text;
}

const NO_VALUES: readonly SubstitutionValue[] = [];

class Renderer {
  readonly #chunk: Buffer;
  readonly #parser: BinaryXmlParser;
  #parts = 0;
  #size = 0;

  constructor(chunk: Buffer, parser: BinaryXmlParser) {
    this.#chunk = chunk;
    this.#parser = parser;
  }

  /** The first element at the top; undefined when there is none. */
  event(content: readonly ContentNode[]): string | undefined {
    for (const node of content) {
      const [nodes, values] =
        node.kind === 'instance' ? [node.instance.template, node.instance.values] : [[node], NO_VALUES];
      const root = nodes.find((part) => part.kind === 'element');
      // Windows has the root depend on the event's data; an event without them is one all the same.
      if (root) return this.#element({ ...root, dependsOn: undefined }, values, 0);
    }
    return undefined;
  }

  content(nodes: readonly ContentNode[], values: readonly SubstitutionValue[], depth: number): string {
    if (depth > DEPTH_LIMIT) throw new MalformedRecord('its values are nested too deep');
    let text = '';
    for (const node of nodes) {
      this.#parts += 1;
      if (this.#parts > PARTS_LIMIT) throw new MalformedRecord('its values are repeated too often');
      switch (node.kind) {
        case 'text':
          text += this.#counted(escapeText(node.text));
          break;
        case 'instance':
          text += this.content(node.instance.template, node.instance.values, depth + 1);
          break;
        case 'element':
          text += this.#element(node, values, depth);
          break;
        case 'substitution':
          text += this.#value(values[node.index], depth);
          break;
      }
    }
    return text;
  }

  /**
   * One element; none where the value it depends on is null; one per item where its content is an array, as Windows
   * renders `<Data>%1</Data>` of a list of texts.
   */
  #element(node: ElementNode, values: readonly SubstitutionValue[], depth: number): string {
    if (node.dependsOn !== undefined && isNull(values[node.dependsOn])) return '';
    const { name } = node;
    let head = `<${name}`;
    for (const attribute of node.attributes) {
      const omitted = attribute.content.some(
        (part) => part.kind === 'substitution' && part.optional && isNull(values[part.index]),
      );
      if (!omitted) head += ` ${attribute.name}='${this.#attribute(attribute.content, values)}'`;
    }
    this.#counted(head);
    if (node.selfClosing) return `${head}/>`;
    const closing = this.#counted(`</${name}>`);
    const [only] = node.children;
    if (node.children.length === 1 && only?.kind === 'substitution') {
      const value = values[only.index];
      if (value && (value.type & VALUE_ARRAY) !== 0) {
        const texts = textsOfArray(this.#chunk, value.type, value.start, value.size);
        return texts.map((text) => this.#counted(`${head}>${escapeText(text)}${closing}`)).join('');
      }
    }
    return `${head}>${this.content(node.children, values, depth)}${closing}`;
  }

  #attribute(content: readonly ContentNode[], values: readonly SubstitutionValue[]): string {
    let text = '';
    for (const node of content) {
      if (node.kind === 'text') text += escapeAttribute(node.text);
      else if (node.kind === 'substitution') {
        const value = values[node.index];
        if (value?.type === VALUE_BINARY_XML) throw new MalformedRecord('an attribute holds elements');
        if (value) text += escapeAttribute(textOf(this.#chunk, value));
      }
    }
    return text;
  }

  #value(value: SubstitutionValue | undefined, depth: number): string {
    if (!value) return '';
    if (value.type !== VALUE_BINARY_XML) return this.#counted(escapeText(textOf(this.#chunk, value)));
    return this.content(this.#parser.parse(value.start, value.start + value.size), NO_VALUES, depth + 1);
  }

  #counted(text: string): string {
    this.#size += text.length;
    if (this.#size > TEXT_LIMIT) throw new MalformedRecord(`its text is larger than ${TEXT_LIMIT >> 20} MiB`);
    return text;
  }
}

const isNull = (value: SubstitutionValue | undefined): boolean =>
  value === undefined || value.type === VALUE_NULL || (value.size === 0 && value.type !== 0x01);

function textOf(chunk: Buffer, value: SubstitutionValue): string {
  if ((value.type & VALUE_ARRAY) === 0) return textOfValue(chunk, value.type, value.start, value.size);
  return textsOfArray(chunk, value.type, value.start, value.size).join(', ');
}

const escapeText = (text: string): string =>
  /[&<>]/.test(text) ? text.replace(/[&<>]/g, (character) => ESCAPED[character] ?? character) : text;

const escapeAttribute = (text: string): string =>
  /[&<>']/.test(text) ? text.replace(/[&<>']/g, (character) => ESCAPED[character] ?? character) : text;

const ESCAPED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', "'": '&apos;' };
