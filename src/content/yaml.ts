import {
  CORE_SCHEMA,
  constructFromEvents,
  EVENT_ID,
  type Event,
  getScalarValue,
  mergeTag,
  parseEvents,
  YAMLException,
} from 'js-yaml';
import { createDiagnostic } from '../diagnostics/create.ts';
import type { Diagnostic, Range } from '../diagnostics/diagnostic.ts';
import { SourceText } from '../diagnostics/source-text.ts';
import { parseYamlLeniently } from '../util/lenient-yaml.ts';
import { oddSpaceAt } from './odd-space.ts';
import { blockEvents, readBlockYaml, type TopKey } from '../util/block-yaml.ts';
import type { YamlDocument } from './model.ts';
import { PlacedDocument, topKeysOf } from './yaml-document.ts';
import { buildNodes } from './yaml-nodes.ts';

/** Content is untrusted: what a file may cost. */
export const YAML_LIMITS = { bytes: 4_000_000, depth: 64, aliases: 100, expandedNodes: 100_000 };

const SCHEMA = CORE_SCHEMA.withTags(mergeTag);

export interface ParsedYaml {
  readonly documents: readonly YamlDocument[];
  readonly diagnostics: readonly Diagnostic[];
  /** Where the first alias stands (`*name`), which repeats a value. */
  readonly alias?: Range;
  /** The text, for excerpts. */
  readonly source: SourceText;
}

/** Parses a file of one or more YAML 1.2 documents. Never throws; what could be read is returned beside the complaints. */
export function parseYaml(content: string, file: string): ParsedYaml {
  const original = new SourceText(content);
  const failed = failure(file, original);
  if (content.length > YAML_LIMITS.bytes) {
    return failed('yaml-limit', 0, `The file has ${content.length} characters; at most ${YAML_LIMITS.bytes} are read.`);
  }
  const usual = readBlockYaml(content);
  if (usual) {
    const source = {
      file,
      text: content,
      events: () => blockEvents(content),
      eventsOf: (key: TopKey) => blockEvents(content, key),
      original,
      toOriginal: (offset: number) => offset,
    };
    return { documents: [new PlacedDocument(source, usual.value, usual.topKeys)], diagnostics: [], source: original };
  }
  return parseAnyYaml(content, file, original);
}

/** Reads every YAML there is; `parseYaml` has a shorter way for the usual one. */
export function parseAnyYaml(content: string, file: string, original = new SourceText(content)): ParsedYaml {
  const failed = failure(file, original);
  const byteOrderMark = content.charCodeAt(0) === 0xfeff ? 1 : 0;
  const parsed = parseYamlLeniently(content.slice(byteOrderMark));
  if ('error' in parsed) {
    const offset = Math.min(parsed.error.offset + byteOrderMark, Math.max(0, content.trimEnd().length - 1));
    if (/depth/i.test(parsed.error.reason)) {
      return failed('yaml-limit', offset, `The nesting goes deeper than ${YAML_LIMITS.depth} levels.`);
    }
    return failed('yaml-syntax', ...explainAt(content, offset, parsed.error.reason));
  }
  const { text, events } = parsed;
  const toOriginal = (offset: number) => parsed.toOriginal(offset) + byteOrderMark;
  const aliasPlaces = events
    .filter((event) => event.type === EVENT_ID.ALIAS)
    .map(({ anchorStart, anchorEnd }) => original.range(toOriginal(anchorStart - 1), toOriginal(anchorEnd)));
  const aliases = aliasPlaces.length;
  if (aliases > YAML_LIMITS.aliases) {
    return failed('yaml-limit', 0, `The file uses ${aliases} aliases; at most ${YAML_LIMITS.aliases} are allowed.`);
  }
  try {
    const { values, diagnostics } = construct(text, events, file, original, toOriginal);
    if (aliases > 0) {
      for (const value of values) {
        const expanded = expandedSize(value, new Map(), new Set());
        if (expanded > YAML_LIMITS.expandedNodes) {
          const size = Number.isFinite(expanded) ? `${expanded} values` : 'a value that contains itself';
          return failed('yaml-limit', 0, `Its aliases expand to ${size}.`, 'Write the repeated parts out.');
        }
      }
    }
    const again = () => parseEvents(text, { maxDepth: YAML_LIMITS.depth });
    const source = { file, text, events: again, original, toOriginal };
    const documents: YamlDocument[] = [];
    events.forEach((event, index) => {
      if (event.type === EVENT_ID.DOCUMENT) {
        const topKeys = topKeysOf(text, events, index);
        documents.push(new PlacedDocument(source, values[documents.length], topKeys, index));
      }
    });
    return { documents, diagnostics, source: original, ...(aliasPlaces[0] && { alias: aliasPlaces[0] }) };
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    return failed('yaml-syntax', ...explainAt(content, toOriginal(error.mark?.position ?? 0), error.reason));
  }
}

/** A file that is not read, and why. */
const failure =
  (file: string, original: SourceText) =>
  (name: 'yaml-syntax' | 'yaml-limit', offset: number, message: string, hint?: string): ParsedYaml => ({
    documents: [],
    diagnostics: [createDiagnostic(name, file, original.range(offset, offset + 1), message, { hint })],
    source: original,
  });

/** The values; a duplicate key is an error of its own, and the last value of the name counts. */
function construct(
  text: string,
  events: Event[],
  file: string,
  original: SourceText,
  toOriginal: (offset: number) => number,
): { values: readonly unknown[]; diagnostics: readonly Diagnostic[] } {
  const options = { source: text, schema: SCHEMA, maxAliases: YAML_LIMITS.aliases };
  try {
    return { values: constructFromEvents(events, options), diagnostics: [] };
  } catch (error) {
    if (!(error instanceof YAMLException) || !error.reason.startsWith('duplicated')) throw error;
  }
  const diagnostics: Diagnostic[] = [];
  for (let next = 0; next < events.length;) {
    const nodes = buildNodes(text, events, next, (event) => getScalarValue(text, event));
    for (const { name, key, first } of nodes.duplicates) {
      const place = ({ start, end }: { start: number; end: number }) =>
        original.range(toOriginal(start), toOriginal(end));
      diagnostics.push(
        createDiagnostic('yaml-syntax', file, place(key), `The key "${name}" stands twice in the same mapping.`, {
          hint: `Remove one of the two; the first is in line ${place(first).start.line}.`,
          related: [{ message: 'First used here.', location: { file, range: place(first) } }],
        }),
      );
    }
    next = nodes.next;
  }
  return { values: constructFromEvents(events, { ...options, json: true }), diagnostics };
}

/** Number of values when aliases are written out; infinite when a value contains itself. */
function expandedSize(value: unknown, sizes: Map<object, number>, open: Set<object>): number {
  if (value === null || typeof value !== 'object') return 1;
  const known = sizes.get(value);
  if (known !== undefined) return known;
  if (open.has(value)) return Number.POSITIVE_INFINITY;
  open.add(value);
  let size = 1;
  for (const child of Object.values(value)) size += expandedSize(child, sizes, open);
  open.delete(value);
  sizes.set(value, size);
  return size;
}

/** The parser's reason as a sentence, with what usually is behind it. */
/** A space that is none for YAML is the likely cause, and stands where nobody sees it. */
function explainAt(content: string, offset: number, reason: string): [offset: number, message: string, hint?: string] {
  const space = oddSpaceAt(content, offset);
  if (!space) return [offset, ...explain(reason)];
  const message = `The YAML cannot be parsed: ${space.name} stands where YAML has a space.`;
  return [space.offset, message, 'Put an ordinary space in its place.'];
}

function explain(reason: string): [message: string, hint?: string] {
  const sentence = `The YAML cannot be parsed: ${reason}.`;
  if (/tab/i.test(reason)) return [sentence, 'Indent with spaces.'];
  if (/deficient indentation|bad indentation/i.test(reason)) return [sentence, 'Check the indentation of this line.'];
  if (/mapping|implicit key|multiline key|end of the stream|document separator/i.test(reason)) {
    return [sentence, 'Quote a text that holds ": " or begins with a special character, and check the indentation.'];
  }
  return [sentence];
}
