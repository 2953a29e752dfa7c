import type { DetectionItem } from '../item.ts';
import { printPattern } from '../pattern.ts';
import { boundedRegExp } from '../../../util/bounded-regexp.ts';
import { translatePcre } from '../../../util/pcre.ts';
import type { SigmaValue } from '../value.ts';
import { itemsOfRule, type TransformedRule } from './model.ts';
import type { Options } from './options.ts';

/** What a condition of a processing item is asked about. */
export type RuleTest = (rule: TransformedRule) => boolean;
export type ItemTest = (item: DetectionItem, rule: TransformedRule) => boolean;
/** Of a field's name: of a detection item, of a field reference, of the rule's `fields`. */
export type FieldTest = (field: string, item: DetectionItem | undefined, rule: TransformedRule) => boolean;

interface ConditionDefinition<Test> {
  readonly type: string;
  readonly summary: string;
  readonly parse: (options: Options) => Test;
}

const OPERATORS = ['eq', 'ne', 'gte', 'gt', 'lte', 'lt', 'in', 'not_in'] as const;
type Operator = (typeof OPERATORS)[number];

const stateTest = (options: Options): RuleTest => {
  const key = options.requiredText('key');
  const wanted = options.value('val');
  const operator = options.oneOf('op', OPERATORS, 'eq');
  return ({ state }) => state.has(key) && compares(state.get(key), operator, wanted);
};

const appliedTest = (options: Options): RuleTest => {
  const id = options.requiredText('processing_item_id');
  return ({ applied }) => applied.has(id);
};

const isCorrelation: RuleTest = ({ rule }) => rule.document['correlation'] !== undefined;

/**
 * Conditions on the rule as a whole.
 *
 * @see https://sigmahq-pysigma.readthedocs.io/en/latest/Processing_Pipelines.html
 */
export const RULE_CONDITIONS: readonly ConditionDefinition<RuleTest>[] = [
  {
    type: 'logsource',
    summary: 'The logsource has this category, product and service, as far as they are named.',
    parse: (options) => {
      const wanted = (['category', 'product', 'service'] as const).map((key) => [key, options.text(key)] as const);
      return ({ rule }) => wanted.every(([key, value]) => value === undefined || rule.logsource[key] === value);
    },
  },
  {
    type: 'contains_field',
    summary: 'Some detection item is about the field.',
    parse: (options) => {
      const field = options.requiredText('field');
      return ({ rule }) => some(itemsOfRule(rule), (item) => item.field === field);
    },
  },
  {
    type: 'contains_detection_item',
    summary: 'Some detection item is about the field and has the value.',
    parse: (options) => {
      const field = options.requiredText('field');
      const wanted = String(options.value('value'));
      return ({ rule }) =>
        some(
          itemsOfRule(rule),
          (item) => item.field === field && item.values.some((value) => textOf(value) === wanted),
        );
    },
  },
  {
    type: 'processing_item_applied',
    summary: 'The processing item was applied to the rule before.',
    parse: appliedTest,
  },
  { type: 'processing_state', summary: 'The state holds a value that an earlier item has set.', parse: stateTest },
  { type: 'is_sigma_rule', summary: 'It is a rule, no correlation.', parse: () => (rule) => !isCorrelation(rule) },
  {
    type: 'is_sigma_correlation_rule',
    summary: 'It is a correlation: its query, as postprocessing gets it.',
    parse: () => isCorrelation,
  },
  {
    type: 'rule_attribute',
    summary: 'An attribute of the rule compares with a value.',
    parse: (options) => {
      const attribute = options.requiredText('attribute');
      const wanted = options.value('value');
      const operator = options.oneOf('op', OPERATORS, 'eq');
      return ({ rule, attributes }) => {
        const found = rule.document[attribute] ?? attributes.get(attribute);
        return found !== undefined && compares(found, operator, wanted);
      };
    },
  },
  {
    type: 'tag',
    summary: 'The rule has the tag.',
    parse: (options) => {
      const tag = options.requiredText('tag').toLowerCase();
      return ({ rule }) => {
        const { tags } = rule.document as { tags?: unknown };
        return Array.isArray(tags) && tags.some((given) => String(given).toLowerCase() === tag);
      };
    },
  },
];

/** Conditions on a detection item. */
export const ITEM_CONDITIONS: readonly ConditionDefinition<ItemTest>[] = [
  {
    type: 'match_string',
    summary: 'The values match a regular expression, from their first character.',
    parse: (options) => {
      const quantifier = options.oneOf('cond', ['any', 'all'], 'any');
      const expression = anchoredAtStart(options.requiredText('pattern'));
      const negated = options.flag('negate');
      return ({ values }) => {
        const test = (value: SigmaValue): boolean => {
          const text = textOf(value);
          return text !== undefined && expression.test(text);
        };
        return (quantifier === 'any' ? values.some(test) : values.every(test)) !== negated;
      };
    },
  },
  {
    type: 'match_value',
    summary: 'The values equal a value.',
    parse: (options) => {
      const quantifier = options.oneOf('cond', ['any', 'all'], 'any');
      const wanted = String(options.value('value'));
      return ({ values }) => {
        const test = (value: SigmaValue): boolean => textOf(value) === wanted;
        return quantifier === 'any' ? values.some(test) : values.every(test);
      };
    },
  },
  {
    type: 'contains_wildcard',
    summary: 'The values have wildcards.',
    parse: (options) => {
      const quantifier = options.oneOf('cond', ['any', 'all'], 'any');
      const test = (value: SigmaValue): boolean =>
        value.kind === 'text' && value.pattern.some((part) => typeof part !== 'string');
      return ({ values }) => (quantifier === 'any' ? values.some(test) : values.every(test));
    },
  },
  {
    type: 'is_null',
    summary: 'The values are null.',
    parse: (options) => {
      const quantifier = options.oneOf('cond', ['any', 'all'], 'any');
      const test = ({ kind }: SigmaValue): boolean => kind === 'null';
      return ({ values }) => (quantifier === 'any' ? values.some(test) : values.every(test));
    },
  },
  {
    type: 'processing_item_applied',
    summary: 'The processing item was applied to the detection item before.',
    parse: (options) => {
      const id = options.requiredText('processing_item_id');
      return (item, { appliedTo }) => appliedTo.get(item)?.has(id) === true;
    },
  },
  {
    type: 'processing_state',
    summary: 'The state holds a value that an earlier item has set.',
    parse: (options) => {
      const test = stateTest(options);
      return (_item, rule) => test(rule);
    },
  },
];

/** Conditions on a field's name. */
export const FIELD_CONDITIONS: readonly ConditionDefinition<FieldTest>[] = [
  {
    type: 'include_fields',
    summary: 'The field is one of these.',
    parse: (options) => namesTest(options),
  },
  {
    type: 'exclude_fields',
    summary: 'The field is none of these.',
    parse: (options) => {
      const test = namesTest(options);
      return (field) => !test(field);
    },
  },
  {
    type: 'processing_item_applied',
    summary: 'The processing item was applied to the field before.',
    parse: (options) => {
      const id = options.requiredText('processing_item_id');
      return (_field, item, { appliedTo }) => item !== undefined && appliedTo.get(item)?.has(id) === true;
    },
  },
  {
    type: 'processing_state',
    summary: 'The state holds a value that an earlier item has set.',
    parse: (options) => {
      const test = stateTest(options);
      return (_field, _item, rule) => test(rule);
    },
  },
];

function namesTest(options: Options): (field: string) => boolean {
  const names = options.requiredTexts('fields');
  if (options.oneOf('mode', ['plain', 're'], 'plain') === 'plain') return (field) => names.includes(field);
  const expressions = names.map(anchoredAtStart);
  return (field) => expressions.some((expression) => expression.test(field));
}

/** Python's `re.match`: at the start of the text, not necessarily to its end. @throws PcreFailure */
export function anchoredAtStart(source: string): RegExp {
  const { source: translated, flags } = translatePcre(`^(?:${source})`, {});
  return boundedRegExp(translated, flags);
}

/** A value as its author would write it, where that makes sense. */
export function textOf(value: SigmaValue): string | undefined {
  switch (value.kind) {
    case 'text':
      return printPattern(value.pattern);
    case 'number':
      return String(value.number);
    case 'boolean':
      return String(value.boolean);
    case 'regex':
      return value.source;
    case 'cidr':
      return value.network;
    default:
      return undefined;
  }
}

const LEVELS = ['informational', 'low', 'medium', 'high', 'critical'];
const STATUSES = ['unsupported', 'deprecated', 'experimental', 'test', 'stable'];

function compares(found: unknown, operator: Operator, wanted: unknown): boolean {
  if (Array.isArray(found)) {
    const contained = found.some((entry) => String(entry) === String(wanted));
    if (operator === 'in') return contained;
    return operator === 'ne' || (operator === 'not_in' && !contained);
  }
  if (operator === 'in') return Array.isArray(wanted) && wanted.map(String).includes(String(found));
  if (operator === 'not_in') return !(Array.isArray(wanted) && wanted.map(String).includes(String(found)));
  if (operator === 'eq') return String(found) === String(wanted);
  if (operator === 'ne') return String(found) !== String(wanted);
  const [left, right] = ordered(found, wanted);
  if (operator === 'gt') return left > right;
  if (operator === 'gte') return left >= right;
  return operator === 'lt' ? left < right : left <= right;
}

/** Numbers as numbers, severity levels and statuses by their rank, dates by their time. */
function ordered(left: unknown, right: unknown): readonly [number, number] {
  for (const ranks of [LEVELS, STATUSES]) {
    const pair = [left, right].map((value) => ranks.indexOf(String(value).toLowerCase()));
    if (pair.every((rank) => rank >= 0)) return pair as [number, number];
  }
  const numbers = [left, right].map(Number);
  if (numbers.every((number) => !Number.isNaN(number))) return numbers as [number, number];
  return [left, right].map((value) => Date.parse(String(value))) as [number, number];
}

function some<T>(values: Iterable<T>, test: (value: T) => boolean): boolean {
  for (const value of values) if (test(value)) return true;
  return false;
}
