import type { EventKind } from '../props/stanza-selection.ts';

/** An event on its way into an index, as transforms see and change it: a set of keys. */
export class IndexedEvent {
  raw: string;
  kind: EventKind;
  index: string;
  /** Sent to the null queue: it is not indexed. */
  isDropped = false;
  /** Indexed fields: what stands in `_meta`. */
  fields: ReadonlyMap<string, readonly string[]> = new Map();
  /** Keys that mean nothing here: where an event is routed, or what one transform leaves for another. */
  #others: ReadonlyMap<string, string> = new Map();

  constructor(raw: string, kind: EventKind, index: string) {
    this.raw = raw;
    this.kind = kind;
    this.index = index;
  }

  /** A copy that goes its own way. */
  clone(): IndexedEvent {
    const copy = new IndexedEvent(this.raw, this.kind, this.index);
    copy.isDropped = this.isDropped;
    copy.fields = this.fields;
    copy.#others = this.#others;
    return copy;
  }

  /** What stands in a key of transforms.conf; `field:x` and `fields:x,y` are indexed fields. */
  read(key: string): string {
    const [, names] = /^fields?:(.*)$/s.exec(key) ?? [];
    if (names !== undefined) {
      return names
        .split(',')
        .map((name) => this.fields.get(name.trim())?.join(' ') ?? '')
        .join(' ');
    }
    const metadata = METADATA[key];
    if (metadata) return `${metadata}::${this.kind[metadata]}`;
    switch (key) {
      case '_raw':
        return this.raw;
      case '_MetaData:Index':
        return this.index;
      case '_meta':
        return [...this.fields].flatMap(([name, values]) => values.map((value) => pairText(name, value))).join(' ');
      case 'queue':
        return this.isDropped ? NULL_QUEUE : 'indexQueue';
      default:
        return this.#others.get(key) ?? '';
    }
  }

  write(key: string, value: string): void {
    const metadata = METADATA[key];
    if (metadata) {
      const [, told] = new RegExp(`^${metadata}::(.+)$`, 's').exec(value) ?? [];
      if (told !== undefined) this.kind = { ...this.kind, [metadata]: told };
      return;
    }
    switch (key) {
      case '_raw':
        this.raw = value;
        return;
      case '_MetaData:Index':
        this.index = value;
        return;
      case '_meta':
        this.fields = new Map();
        for (const [name, text] of pairsIn(value)) this.addField(name, text);
        return;
      case 'queue':
        this.isDropped = value === NULL_QUEUE;
        return;
      default:
        this.#others = new Map([...this.#others, [key, value]]);
    }
  }

  addField(name: string, value: string): void {
    this.fields = new Map([...this.fields, [name, [...(this.fields.get(name) ?? []), value]]]);
  }
}

const NULL_QUEUE = 'nullQueue';

/** Keys whose value begins with a name and `::`. */
const METADATA: Readonly<Record<string, keyof EventKind | undefined>> = {
  'MetaData:Host': 'host',
  'MetaData:Source': 'source',
  'MetaData:Sourcetype': 'sourcetype',
};

const pairText = (name: string, value: string): string =>
  /[\s"]/.test(value) ? `${name}::"${value.replace(/["\\]/g, '\\$&')}"` : `${name}::${value}`;

/** `a::b c::"d e"`: a value with blanks stands in quotes. */
const pairsIn = (text: string): readonly (readonly [string, string])[] =>
  [...text.matchAll(/([^\s:]+(?::(?!:)[^\s:]+)*)::(?:"((?:[^"\\]|\\.)*)"|(\S+))/gs)].map(
    ([, name, inside, bare]) => [name as string, inside?.replace(/\\(.)/gs, '$1') ?? (bare as string)] as const,
  );
