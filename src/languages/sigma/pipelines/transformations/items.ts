import { parseDetection } from '../../detection.ts';
import { parsePattern, plainText } from '../../pattern.ts';
import type { SigmaValue } from '../../value.ts';
import { PipelineFailure, withCondition } from '../model.ts';
import { defineTransformation, type TransformationDefinition } from '../transformation.ts';

/** Hash algorithms by the number of hexadecimal digits. */
const ALGORITHMS: Readonly<Record<number, string>> = { 32: 'MD5', 40: 'SHA1', 64: 'SHA256', 128: 'SHA512' };

export const itemTransformations: readonly TransformationDefinition[] = [
  defineTransformation({
    type: 'drop_detection_item',
    summary: 'Leaves detection items out.',
    examples: [
      {
        title: 'An empty map goes with them',
        options: { field_name_conditions: [{ type: 'include_fields', fields: ['EventID'] }] },
        before: { selection: { EventID: 1, Image: 'a.exe' }, other: { EventID: 2 }, condition: 'selection or other' },
        after: { selection: { Image: 'a.exe' }, condition: 'selection' },
      },
    ],
    parse: () => ({ kind: 'item', change: () => undefined }),
  }),
  defineTransformation({
    type: 'detection_item_failure',
    summary: 'Refuses rules that have such a detection item.',
    examples: [],
    parse: (options) => {
      const message = options.requiredText('message');
      return {
        kind: 'item',
        change: ({ field }) => {
          throw new PipelineFailure(field === '' ? message : `${message} (field "${field}")`);
        },
      };
    },
  }),
  defineTransformation({
    type: 'hashes_fields',
    summary: 'Splits the values of a field that holds several hashes into a field for each algorithm.',
    examples: [
      {
        title: 'Written with their algorithm, or told by their length',
        options: {
          valid_hash_algos: ['MD5', 'SHA1'],
          field_prefix: 'File',
          field_name_conditions: [{ type: 'include_fields', fields: ['Hashes'] }],
        },
        before: {
          selection: { 'Hashes|contains': ['MD5=0123456789abcdef0123456789abcdef', `SHA1=${'0a'.repeat(20)}`] },
          condition: 'selection',
        },
        after: {
          selection: [{ FileMD5: '0123456789abcdef0123456789abcdef' }, { FileSHA1: '0a'.repeat(20) }],
          condition: 'selection',
        },
      },
    ],
    parse: (options) => {
      const known = options.requiredTexts('valid_hash_algos');
      const prefix = options.text('field_prefix') ?? '';
      const withAlgorithm = !options.flag('drop_algo_prefix');
      return {
        kind: 'item',
        change: (item) => {
          const byField = new Map<string, SigmaValue[]>();
          for (const value of item.values) {
            const { algorithm, hash } = hashOf(value);
            if (algorithm === undefined || !known.includes(algorithm)) {
              throw new PipelineFailure(`A hash of "${item.field}" is of none of the algorithms ${known.join(', ')}.`);
            }
            const field = prefix + (withAlgorithm ? algorithm : '');
            const values = byField.get(field) ?? [];
            byField.set(field, values);
            values.push({ kind: 'text', pattern: [hash], source: hash });
          }
          const parts = [...byField].map(([field, values]) => ({ ...item, field, modifiers: [], values }));
          if (item.negated) throw new PipelineFailure('A negated item of hashes cannot be split.', false);
          const kind = item.linking === 'all' ? ('all' as const) : ('any' as const);
          return parts.length === 1 ? parts[0] : { kind, parts, path: item.path };
        },
      };
    },
  }),
  defineTransformation({
    type: 'add_condition',
    summary: 'Adds a detection that must hold too (or, with `negated`, must not).',
    examples: [
      {
        title: 'The event ids of a category',
        options: { conditions: { EventID: 1 } },
        before: { selection: { Image: 'a.exe' }, condition: 'selection' },
        after: { events: { EventID: 1 }, selection: { Image: 'a.exe' }, condition: 'events and selection' },
      },
      {
        title: 'Names of the logsource in values',
        options: { conditions: { index: '$product-$category' }, template: true },
        before: { selection: { Image: 'a.exe' }, condition: 'selection' },
        after: {
          events: { index: 'windows-process_creation' },
          selection: { Image: 'a.exe' },
          condition: 'events and selection',
        },
      },
    ],
    parse: (options, { items }) => {
      const conditions = options.map('conditions') ?? options.missing('conditions') ?? {};
      const negated = options.flag('negated');
      const template = options.flag('template');
      const name = options.text('name');
      const place = options.place('conditions');
      // Parsed once for what is wrong with it, and again for each rule whose logsource stands in it.
      const parsed = parseDetection(conditions, place, items);
      return {
        kind: 'rule',
        change: (transformed, id) => {
          const { rule } = transformed;
          const detection = template ? parseDetection(filled(conditions, { ...rule.logsource }), place, items) : parsed;
          if (!detection) throw new PipelineFailure('A condition that the pipeline adds cannot be understood.');
          let free = name ?? `_cond_${id}`;
          while (rule.detections.has(free)) free += '_';
          return { ...transformed, rule: withCondition(rule, free, detection, negated) };
        },
      };
    },
  }),
];

/** `SHA1=…`, `SHA1|…`, or digits alone. */
function hashOf(value: SigmaValue): { readonly algorithm: string | undefined; readonly hash: string } {
  const text = value.kind === 'text' ? plainText(value.pattern.filter((part) => typeof part === 'string')) : undefined;
  if (text === undefined) return { algorithm: undefined, hash: '' };
  const [first = '', second] = text.split(/[=|]/);
  return second === undefined
    ? { algorithm: ALGORITHMS[first.length], hash: first }
    : { algorithm: first.toUpperCase(), hash: second };
}

/** Every text with `$category`, `$product` and `$service` filled in. */
function filled(value: unknown, logsource: Readonly<Record<string, string | undefined>>): unknown {
  if (typeof value === 'string') {
    return value.replace(/\$\{?(category|product|service)\}?/g, (_all, key: string) => logsource[key] ?? '');
  }
  if (Array.isArray(value)) return value.map((entry) => filled(entry, logsource));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, filled(entry, logsource)]));
}

/** A string value that is read like one in a rule. */
export const textValue = (source: string): SigmaValue => ({ kind: 'text', pattern: parsePattern(source), source });
