import { EVENT_ID, type Event, type ScalarEvent } from 'js-yaml';

/** A node of a YAML document with its place in the file; `end` is exclusive. */
export interface YamlNode {
  readonly start: number;
  end: number;
  readonly scalar?: ScalarEvent;
  /** The elements of a sequence. */
  readonly items?: YamlNode[];
  /** The pairs of a mapping, the last one of a name winning. */
  readonly pairs?: Map<string, YamlPair>;
}

export interface YamlPair {
  readonly key: YamlNode;
  readonly value: YamlNode;
}

export interface DuplicateKey {
  readonly name: string;
  readonly key: YamlNode;
  readonly first: YamlNode;
}

/** The node tree of one document: what the events say, without building values. */
export function buildNodes(
  source: string,
  events: readonly Event[],
  from: number,
  keyText: (event: ScalarEvent) => string,
): { root: YamlNode; duplicates: readonly DuplicateKey[]; next: number } {
  const duplicates: DuplicateKey[] = [];
  const anchors = new Map<string, YamlNode>();
  let at = from + 1;
  let last = 0;

  const anchored = <Node extends YamlNode>(event: { anchorStart: number; anchorEnd: number }, node: Node): Node => {
    if (event.anchorStart >= 0) anchors.set(source.slice(event.anchorStart, event.anchorEnd), node);
    return node;
  };

  const read = (): YamlNode => {
    const event = events[at] as Event;
    at += 1;
    switch (event.type) {
      case EVENT_ID.SCALAR: {
        if (event.valueStart < 0) return anchored(event, { start: last, end: last, scalar: event });
        last = event.valueEnd;
        return anchored(event, { start: event.valueStart, end: event.valueEnd, scalar: event });
      }
      case EVENT_ID.ALIAS: {
        last = event.anchorEnd;
        const target = anchors.get(source.slice(event.anchorStart, event.anchorEnd));
        return { ...target, start: event.anchorStart - 1, end: event.anchorEnd };
      }
      case EVENT_ID.SEQUENCE: {
        const node = anchored(event, { start: event.start, end: event.start, items: [] as YamlNode[] });
        while (events[at]?.type !== EVENT_ID.POP) node.items.push(read());
        at += 1;
        return close(node);
      }
      case EVENT_ID.MAPPING: {
        const node = anchored(event, { start: event.start, end: event.start, pairs: new Map<string, YamlPair>() });
        while (events[at]?.type !== EVENT_ID.POP) {
          const key = read();
          const name = key.scalar ? keyText(key.scalar) : '';
          const value = read();
          const earlier = node.pairs.get(name);
          if (earlier && name !== '<<') duplicates.push({ name, key, first: earlier.key });
          node.pairs.set(name, { key, value });
        }
        at += 1;
        return close(node);
      }
      default:
        return { start: last, end: last };
    }
  };

  /** Takes a flow collection's closing bracket in. */
  const close = (node: YamlNode): YamlNode => {
    const opening = source[node.start];
    if (opening === '[' || opening === '{') {
      let end = Math.max(last, node.start + 1);
      while (end < source.length && /[\s,'"]/.test(source[end] as string)) end += 1;
      last = source[end] === ']' || source[end] === '}' ? end + 1 : last;
    }
    node.end = Math.max(last, node.start);
    return node;
  };

  const root = events[at]?.type === EVENT_ID.POP ? { start: 0, end: 0 } : read();
  while (at < events.length && events[at]?.type !== EVENT_ID.DOCUMENT) at += 1;
  return { root, duplicates, next: at };
}
