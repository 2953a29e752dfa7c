import { type Event, getScalarValue } from 'js-yaml';
import type { Range } from '../diagnostics/diagnostic.ts';
import type { SourceText } from '../diagnostics/source-text.ts';
import type { SourcedText, YamlDocument } from './model.ts';
import { buildNodes, type YamlNode } from './yaml-nodes.ts';
import { type DecodedScalar, decodeScalar, sourceOffset } from './yaml-scalar.ts';

/** What the documents of one file share. */
export interface YamlSource {
  readonly file: string;
  /** The text that was parsed. */
  readonly text: string;
  readonly events: readonly Event[];
  /** The file as it stands. */
  readonly original: SourceText;
  /** From an offset of `text` to one of `original`. */
  readonly toOriginal: (offset: number) => number;
}

type Path = readonly (string | number)[];

/** A document whose places are worked out when somebody first asks for one. */
export class PlacedDocument implements YamlDocument {
  readonly value: unknown;
  readonly #source: YamlSource;
  readonly #firstEvent: number;
  #root: YamlNode | undefined;

  constructor(source: YamlSource, value: unknown, firstEvent: number) {
    this.#source = source;
    this.value = value;
    this.#firstEvent = firstEvent;
  }

  get file(): string {
    return this.#source.file;
  }

  at(path: Path, part: 'key' | 'value' = 'value'): Range {
    const { node, key, found } = this.#find(path);
    if (part === 'key' || !found) return this.#range(key ?? firstKey(node) ?? node);
    return this.#range(node);
  }

  text(path: Path): SourcedText | undefined {
    const { node, found } = this.#find(path);
    if (!found || !node.scalar || typeof valueAt(this.value, path) !== 'string') return undefined;
    const decoded = decodeScalar(this.#source.text, node.scalar);
    return {
      text: decoded.text,
      locate: (start, end) => this.#locate(node, decoded, start, end),
    };
  }

  #locate(node: YamlNode, decoded: DecodedScalar, start: number, end: number): Range {
    const last = decoded.text.length;
    const from = Math.max(0, Math.min(start, last));
    const to = Math.max(from, Math.min(end, last));
    const first = sourceOffset(decoded, from, 'start');
    if (first < 0) return this.#range(node);
    const behind = to > from ? sourceOffset(decoded, to - 1, 'end') : first;
    return this.#offsets(first, Math.max(first, behind));
  }

  #find(path: Path): { node: YamlNode; key: YamlNode | undefined; found: boolean } {
    let node = this.#nodes();
    let key: YamlNode | undefined;
    for (const step of path) {
      const pair = node.pairs?.get(String(step));
      const item = typeof step === 'number' ? node.items?.[step] : undefined;
      if (pair) {
        key = pair.key;
        node = pair.value;
      } else if (item) {
        key = item.pairs ? firstKey(item) : item;
        node = item;
      } else return { node, key, found: false };
    }
    return { node, key, found: true };
  }

  #nodes(): YamlNode {
    if (!this.#root) {
      const { text, events } = this.#source;
      this.#root = buildNodes(text, events, this.#firstEvent, (event) => getScalarValue(text, event)).root;
    }
    return this.#root;
  }

  /** A quoted scalar is marked with its quotes. */
  #range(node: YamlNode): Range {
    const quote = this.#source.text[node.start - 1];
    const quoted = node.scalar && (quote === '"' || quote === "'") && this.#source.text[node.end] === quote;
    return quoted ? this.#offsets(node.start - 1, node.end + 1) : this.#offsets(node.start, this.#trimmed(node));
  }

  /** The end without the white space that follows a block scalar. */
  #trimmed(node: YamlNode): number {
    let { end } = node;
    while (end > node.start && /\s/.test(this.#source.text[end - 1] as string)) end -= 1;
    return end;
  }

  #offsets(start: number, end: number): Range {
    const { toOriginal, original } = this.#source;
    return original.range(toOriginal(start), toOriginal(end));
  }
}

function firstKey(node: YamlNode): YamlNode | undefined {
  for (const pair of node.pairs?.values() ?? []) return pair.key;
  return undefined;
}

function valueAt(value: unknown, path: Path): unknown {
  let current = value;
  for (const step of path) {
    if (current === null || typeof current !== 'object' || !Object.hasOwn(current, step)) return undefined;
    current = (current as Record<string | number, unknown>)[step];
  }
  return current;
}
