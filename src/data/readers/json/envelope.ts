import { LineFeeds, nextValue } from './scanner.ts';
import { isObject } from './value.ts';

/** Keys under which services wrap the records of one answer or one delivery. */
const ENVELOPE_KEYS = ['Records', 'records', 'value', 'items', 'Events', 'events'];
/** Keys that may stand beside the records of an envelope. */
const BESIDE = /^(?:@odata\..+|@?nextLink|next\w*|kind|etag|count|Count|total|\$schema|status|code)$/;

/**
 * The texts of the records that an object is only a wrapping of (`{"Records":[…]}`, `{"@odata.context":…,"value":[…]}`,
 * Elasticsearch's `{"hits":{"hits":[…]}}`);
 * undefined when it is a record itself.
 */
export function envelopeRecords(text: string, value: unknown): readonly string[] | undefined {
  if (!isObject(value)) return undefined;
  const keys = Object.keys(value);
  if (isObject(value['hits']) && Array.isArray(value['hits']['hits'])) return elementTexts(text, 'hits', 2);
  const [key, ...more] = keys.filter((name) => ENVELOPE_KEYS.includes(name));
  if (key === undefined || more.length > 0) return undefined;
  if (!keys.every((name) => name === key || BESIDE.test(name))) return undefined;
  const records = value[key];
  if (!Array.isArray(records) || !records.every(isObject)) return undefined;
  return elementTexts(text, key);
}

const OPENING =
  /^\{\s*(?:"(?:@odata\.[^"]+|@?nextLink|next\w*|kind|etag|count|Count|total|\$schema|status|code)"\s*:\s*(?:"(?:[^"\\]|\\.)*"|[\w.+-]+)\s*,\s*)*"(?:Records|records|value|items|Events|events)"\s*:\s*\[/;
const LONGEST_OPENING = 4096;

/** Where the records of an envelope begin that is damaged somewhere behind; undefined when it is none. */
export function envelopeOpening(bytes: Buffer, start: number): number | undefined {
  const opening = OPENING.exec(bytes.toString('latin1', start, start + LONGEST_OPENING))?.[0];
  return opening === undefined ? undefined : start + opening.length;
}

/** The texts of the objects in the array under a key, which stands so deep. */
function elementTexts(text: string, key: string, level = 1): readonly string[] {
  const bytes = Buffer.from(text, 'utf8');
  const opening = bytes.indexOf('[', keyAt(bytes, key, level));
  return arrayElements(bytes, opening);
}

/** Where a key of the outermost object stands, or of an object in it. */
function keyAt(bytes: Buffer, key: string, level: number): number {
  const name = Buffer.from(JSON.stringify(key), 'utf8');
  let depth = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === 0x22) {
      if (depth === level && bytes.compare(name, 0, name.length, at, at + name.length) === 0) {
        let behind = at + name.length;
        while ((bytes[behind] ?? 0) <= 0x20) behind += 1;
        if (bytes[behind] === 0x3a) return behind;
      }
      at += 1;
      while (bytes[at] !== 0x22) at += bytes[at] === 0x5c ? 2 : 1;
    } else if (byte === 0x7b || byte === 0x5b) depth += 1;
    else if (byte === 0x7d || byte === 0x5d) depth -= 1;
  }
  return 0;
}

/** The texts of the objects and arrays that an array holds, whose opening bracket is at `opening`. */
export function arrayElements(bytes: Buffer, opening: number): readonly string[] {
  const texts: string[] = [];
  const lineFeeds = new LineFeeds(bytes);
  let at = opening + 1;
  for (;;) {
    while (at < bytes.length && bytes[at] !== 0x7b && bytes[at] !== 0x5d) at += 1;
    if (bytes[at] !== 0x7b) return texts;
    const found = nextValue(bytes, at, lineFeeds);
    // What is damaged is one text, up to the next line; parsing it will say so.
    const end = found.kind === 'value' || found.kind === 'broken' ? found.end : bytes.length;
    texts.push(bytes.toString('utf8', at, end));
    at = end;
  }
}
