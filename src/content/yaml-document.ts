import { EVENT_ID, type Event, getScalarValue, SCALAR_STYLE, type ScalarEvent } from 'js-yaml';
import type { Range } from '../diagnostics/diagnostic.ts';
import type { SourceText } from '../diagnostics/source-text.ts';
import type { TopKey } from '../util/block-yaml.ts';
import type { SourcedText, YamlDocument } from './model.ts';
import { buildNodes, type YamlNode } from './yaml-nodes.ts';
import { type DecodedScalar, decodeScalar, sourceOffset } from './yaml-scalar.ts';

/** What the documents of one file share. */
export interface YamlSource {
  readonly file: string;
  /** The text that was parsed. */
  readonly text: string;
  /** The parser's events, parsed again when they are asked for: most documents never are, and events are large. */
  readonly events: () => readonly Event[];
  /** Those of one key of the top level and its value, where it can be parsed alone. */
  readonly eventsOf?: (key: TopKey) => readonly Event[];
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
  readonly #topKeys: readonly TopKey[];
  #root: YamlNode | undefined;
  /** By their keys of the top level: documents that hold one of them alone. */
  #parts: Map<TopKey, YamlNode> | undefined;

  constructor(source: YamlSource, value: unknown, topKeys: readonly TopKey[], firstEvent = 0) {
    this.#source = source;
    this.value = value;
    this.#firstEvent = firstEvent;
    this.#topKeys = topKeys;
  }

  get file(): string {
    return this.#source.file;
  }

  at(path: Path, part: 'key' | 'value' = 'value'): Range {
    const top = this.#top(path, part);
    if (top) return this.#range(top);
    const { node, key, found } = this.#find(path);
    if (part === 'key' || !found) return this.#range(key ?? firstKey(node) ?? node);
    return this.#range(node);
  }

  text(path: Path): SourcedText | undefined {
    const text = valueAt(this.value, path);
    if (typeof text !== 'string') return undefined;
    let place: { node: YamlNode; decoded: DecodedScalar } | undefined;
    return {
      text,
      locate: (start, end) => {
        if (!place) {
          const { node } = this.#find(path);
          const decoded = node.scalar ? decodeScalar(this.#source.text, node.scalar) : { text, pieces: [] };
          place = { node, decoded };
        }
        return this.#locate(place.node, place.decoded, start, end);
      },
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

  /** The first key, or a key of the top level with a scalar as its value: known from the first parse. */
  #top(path: Path, part: 'key' | 'value'): YamlNode | undefined {
    if (this.#root) return undefined;
    if (path.length === 0) return part === 'key' ? nodeOf(this.#topKeys[0]?.key) : undefined;
    if (path.length > 1) return undefined;
    const top = this.#topKeys.findLast(({ name }) => name === path[0]);
    return nodeOf(part === 'key' ? top?.key : top?.value);
  }

  #find(path: Path): { node: YamlNode; key: YamlNode | undefined; found: boolean } {
    let node = this.#nodes(path[0]);
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

  /** The nodes below a key of the top level; all of them where it is not known. */
  #nodes(name: string | number | undefined): YamlNode {
    const { events, eventsOf } = this.#source;
    const top = eventsOf && this.#topKeys.find((each) => each.name === name);
    if (!top) {
      this.#root ??= this.#build(events(), this.#firstEvent);
      return this.#root;
    }
    this.#parts ??= new Map();
    const known = this.#parts.get(top) ?? this.#build(eventsOf(top), 0);
    this.#parts.set(top, known);
    return known;
  }

  #build(events: readonly Event[], from: number): YamlNode {
    const { text } = this.#source;
    return buildNodes(text, events, from, (event) => getScalarValue(text, event)).root;
  }

  /** A quoted scalar is marked with its quotes. */
  #range(node: YamlNode): Range {
    const quote = this.#source.text[node.start - 1];
    const quoted = node.scalar && (quote === '"' || quote === "'") && this.#source.text[node.end] === quote;
    if (quoted) return this.#offsets(node.start - 1, node.end + 1);
    const end = this.#trimmed(node);
    return this.#offsets(isBlock(node.scalar) ? this.#firstInk(node.start, end) : node.start, end);
  }

  /** Behind the indentation of a block scalar. */
  #firstInk(start: number, end: number): number {
    let at = start;
    while (at < end && /\s/.test(this.#source.text[at] as string)) at += 1;
    return at;
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

const isBlock = (scalar: ScalarEvent | undefined): boolean =>
  scalar?.style === SCALAR_STYLE.LITERAL_BLOCK || scalar?.style === SCALAR_STYLE.FOLDED_BLOCK;

const nodeOf = (scalar: ScalarEvent | undefined): YamlNode | undefined =>
  scalar && { start: scalar.valueStart, end: scalar.valueEnd, scalar };

/** The keys of a document that is a mapping, the last of a name first in line. */
export function topKeysOf(text: string, events: readonly Event[], firstEvent: number): readonly TopKey[] {
  if (events[firstEvent + 1]?.type !== EVENT_ID.MAPPING) return [];
  const keys: TopKey[] = [];
  let at = firstEvent + 2;
  for (;;) {
    const key = events[at];
    if (key?.type !== EVENT_ID.SCALAR || key.valueStart < 0) break;
    const value = events[at + 1];
    const name = getScalarValue(text, key);
    const scalar = value?.type === EVENT_ID.SCALAR && value.valueStart >= 0 ? value : undefined;
    keys.push({ name, key, ...(scalar && { value: scalar }) });
    at = skipNode(events, at + 1);
  }
  return keys;
}

/** The index behind the node that begins at an event. */
function skipNode(events: readonly Event[], from: number): number {
  let depth = 0;
  for (let at = from; at < events.length; at += 1) {
    const { type } = events[at] as Event;
    if (type === EVENT_ID.MAPPING || type === EVENT_ID.SEQUENCE) depth += 1;
    else if (type === EVENT_ID.POP) depth -= 1;
    if (depth <= 0) return at + 1;
  }
  return events.length;
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
