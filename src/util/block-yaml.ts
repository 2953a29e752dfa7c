import { EVENT_ID, type Event } from 'js-yaml';
import { type BlockYaml, BlockReader, type TopKey } from './block-reader.ts';
import { type BlockSchema, CORE, POP, UNREAD } from './block-scalars.ts';

export { CORE, JSON_WORDS } from './block-scalars.ts';
export type { BlockYaml, TopKey } from './block-reader.ts';

/**
 * Reads the YAML that content is written in: one document, a mapping in block style with plain, quoted and block scalars.
 * Undefined for anything else, be it sound or not: js-yaml reads that, and tells what is wrong. What is read here is what
 * js-yaml makes of it, in a fifth of the time.
 */
export function readBlockYaml(text: string, schema: BlockSchema = CORE): BlockYaml | undefined {
  if (UNUSUAL.test(text)) return undefined;
  const reader = new BlockReader(text, { schema });
  try {
    return reader.document();
  } catch (error) {
    if (error === UNREAD) return undefined;
    throw error;
  }
}

/**
 * The events that js-yaml would make of a text that was read here: where its values stand. With a key of the top level,
 * of a document that holds this key alone.
 */
export function blockEvents(text: string, only?: TopKey): readonly Event[] {
  const events: Event[] = [{ type: EVENT_ID.DOCUMENT, explicitStart: false, explicitEnd: false, directives: [] }];
  const reader = new BlockReader(text, { events });
  if (only) reader.pair(only.key);
  else reader.document();
  events.push(POP);
  return events;
}

/** Tabs, line breaks of other systems, characters that YAML forbids; marks between documents. */
const UNUSUAL =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  /[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?:[^\ud800-\udbff]|^)[\udc00-\udfff]|(?:^|\n)(?:---|\.\.\.)/;
