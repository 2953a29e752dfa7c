import {
  CORE_SCHEMA,
  constructFromEvents,
  type Event,
  JSON_SCHEMA,
  parseEvents,
  type Schema,
  YAMLException,
} from 'js-yaml';
import { CORE, JSON_WORDS, readBlockYaml } from './block-yaml.ts';

const MOST_DEPTH = 64;
const MOST_ALIASES = 100;
const MOST_PADDED_LINES = 400;

export interface LenientYaml {
  /** The text as it was parsed in the end: the offsets of the events count in it. */
  readonly text: string;
  readonly events: Event[];
  /** From an offset of `text` to one of what was given. */
  readonly toOriginal: (offset: number) => number;
}

export interface UnparsedYaml {
  readonly error: { readonly offset: number; readonly reason: string };
}

/**
 * Parses YAML as PyYAML would, which contentctl and pySigma read with: it takes continuation lines of a quoted scalar or
 * a flow collection that are not indented. Such lines are padded with a space; leading space is folded away there.
 */
export function parseYamlLeniently(content: string): LenientYaml | UnparsedYaml {
  let text = content;
  const paddings: number[] = [];
  const toOriginal = (offset: number) => {
    let before = 0;
    while (before < paddings.length && (paddings[before] as number) < offset) before += 1;
    return offset - before;
  };
  for (;;) {
    try {
      return { text, events: parseEvents(text, { maxDepth: MOST_DEPTH }), toOriginal };
    } catch (error) {
      if (!(error instanceof YAMLException)) throw error;
      const offset = error.mark?.position ?? 0;
      const line = text.lastIndexOf('\n', offset - 1) + 1;
      if (error.reason !== 'deficient indentation' || paddings.length >= MOST_PADDED_LINES || line === 0) {
        return { error: { offset: toOriginal(offset), reason: error.reason } };
      }
      text = `${text.slice(0, line)} ${text.slice(line)}`;
      paddings.push(line);
      paddings.sort((left, right) => left - right);
    }
  }
}

/** The value of the first document, where no places are needed. Throws a `YAMLException` for what is no YAML. */
export function loadYaml(content: string, schema: Schema = CORE_SCHEMA): unknown {
  const short = schema === CORE_SCHEMA ? CORE : schema === JSON_SCHEMA ? JSON_WORDS : undefined;
  const usual = short && readBlockYaml(content, short);
  if (usual) return usual.value;
  const parsed = parseYamlLeniently(content.charCodeAt(0) === 0xfeff ? content.slice(1) : content);
  if ('error' in parsed) throw new YAMLException(parsed.error.reason);
  return constructFromEvents(parsed.events, { source: parsed.text, schema, maxAliases: MOST_ALIASES })[0];
}
