import { decodeXmlText } from './entities.ts';

/** A start, end or empty tag; places count in the XML text. */
export interface Tag {
  /** Without a namespace prefix. */
  readonly name: string;
  readonly closes: boolean;
  readonly empty: boolean;
  /** Where the attributes begin and end. */
  readonly attributesStart: number;
  readonly attributesEnd: number;
  /** Behind the `>`. */
  readonly end: number;
}

const isNameEnd = (code: number): boolean => code <= 0x20 || code === 0x3e || code === 0x2f;

/** Walks the tags of an XML text by plain search; comments, CDATA and instructions are passed over. */
export class XmlTags {
  readonly #xml: string;
  #position = 0;
  /** A tag that does not end, or a construct that is none. */
  broken = false;

  constructor(xml: string) {
    this.#xml = xml;
  }

  next(): Tag | undefined {
    const xml = this.#xml;
    for (;;) {
      const start = xml.indexOf('<', this.#position);
      if (start < 0) return undefined;
      const skipped = this.#skip(start);
      if (skipped === undefined) return this.#tag(start);
      if (skipped < 0) {
        this.broken = true;
        return undefined;
      }
      this.#position = skipped;
    }
  }

  attribute(tag: Tag, name: string): string | undefined {
    if (tag.attributesStart >= tag.attributesEnd) return undefined;
    const text = this.#xml.slice(tag.attributesStart, tag.attributesEnd);
    for (const [, key, double, single] of text.matchAll(/([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
      if (key === name) return decodeXmlText(double ?? single ?? '');
    }
    return undefined;
  }

  /** The character data between a start tag and the next tag, CDATA included. */
  text(tag: Tag): string {
    if (tag.empty) return '';
    const xml = this.#xml;
    let text = '';
    let at = tag.end;
    for (;;) {
      const next = xml.indexOf('<', at);
      if (next < 0) return text;
      text += decodeXmlText(xml.slice(at, next));
      if (!xml.startsWith('<![CDATA[', next)) return text;
      const end = xml.indexOf(']]>', next);
      if (end < 0) return text;
      text += xml.slice(next + 9, end);
      at = end + 3;
    }
  }

  /** Whether the element that begins with `tag` holds no element. */
  isLeaf(tag: Tag): boolean {
    if (tag.empty) return true;
    const xml = this.#xml;
    let at = xml.indexOf('<', tag.end);
    while (xml.startsWith('<![CDATA[', at)) at = xml.indexOf('<', xml.indexOf(']]>', at));
    return xml[at + 1] === '/';
  }

  #skip(start: number): number | undefined {
    const xml = this.#xml;
    const after = xml.charCodeAt(start + 1);
    if (after === 0x3f) return endOf(xml, '?>', start);
    if (after !== 0x21) return undefined;
    if (xml.startsWith('<!--', start)) return endOf(xml, '-->', start);
    if (xml.startsWith('<![CDATA[', start)) return endOf(xml, ']]>', start);
    return -1;
  }

  #tag(start: number): Tag | undefined {
    const xml = this.#xml;
    const end = tagEnd(xml, start);
    if (end < 0) {
      this.broken = true;
      return undefined;
    }
    this.#position = end;
    const closes = xml.charCodeAt(start + 1) === 0x2f;
    const nameStart = start + (closes ? 2 : 1);
    let nameEnd = nameStart;
    while (nameEnd < end && !isNameEnd(xml.charCodeAt(nameEnd))) nameEnd += 1;
    const colon = xml.indexOf(':', nameStart);
    const name = xml.slice(colon > 0 && colon < nameEnd ? colon + 1 : nameStart, nameEnd);
    const empty = xml.charCodeAt(end - 2) === 0x2f;
    return { name, closes, empty, attributesStart: nameEnd, attributesEnd: end - (empty ? 2 : 1), end };
  }
}

/** Behind the `>` of a tag; a `>` may stand in a quoted attribute. */
function tagEnd(xml: string, start: number): number {
  const end = xml.indexOf('>', start);
  if (end < 0) return -1;
  let quote = 0;
  for (let at = start; at < xml.length; at += 1) {
    const code = xml.charCodeAt(at);
    if (quote !== 0) {
      if (code === quote) quote = 0;
    } else if (code === 0x22 || code === 0x27) quote = code;
    else if (code === 0x3e) return at + 1;
  }
  return -1;
}

function endOf(xml: string, mark: string, from: number): number {
  const at = xml.indexOf(mark, from);
  return at < 0 ? -1 : at + mark.length;
}
