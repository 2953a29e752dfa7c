import type { PcreFlags } from '../../../util/pcre.ts';
import { asText } from '../modifiers/text.ts';
import { ANY, anyAfter, anyBefore, type Pattern, type SimpleComparison, simpleComparison } from '../pattern.ts';
import { PipelineFailure, type TransformedRule } from '../pipelines/index.ts';
import { regexOf } from '../pipelines/transformations/values.ts';
import { kqlCall, kqlPath, kqlString } from './kql-text.ts';
import { type Comparison, ConversionRefusal, type Predicate, predicateOf } from './predicate.ts';

/** The key of a pipeline's state that names the table (or function) to query. */
export const QUERY_TABLE = 'query_table';
/** The key of a pipeline's state that names the column in which keywords are looked for. */
export const KEYWORD_COLUMN = 'keyword_column';

/** The type of a table's column; undefined when the table has no such column, or is not known. */
export type ColumnType = (table: string, column: string) => string | undefined;

interface Target {
  typeOf(column: string): string | undefined;
  readonly keywords: string | undefined;
}

/**
 * A rule as KQL over the table that a pipeline names.
 *
 * @throws ConversionRefusal
 */
export function kqlOf(transformed: TransformedRule, columnType: ColumnType): string {
  const { lines } = kqlSteps(transformed, columnType);
  const { fields } = transformed;
  const project = fields.length > 0 ? [`| project ${fields.map((field) => kqlPath(field)).join(', ')}`] : [];
  return [...lines, ...project].join('\n');
}

/** A query without what it shows, and how its columns are written there. */
export interface KqlSteps {
  readonly lines: readonly string[];
  /** A field as a string. */
  text(field: string): string;
  /** A field as a number. */
  number(field: string): string;
}

/**
 * The table, and the rows of it for which the rule holds.
 *
 * @throws ConversionRefusal
 */
export function kqlSteps({ rule, state }: TransformedRule, columnType: ColumnType): KqlSteps {
  const table = state.get(QUERY_TABLE);
  if (typeof table !== 'string') {
    const { product, category, service } = rule.logsource;
    const logsource = [product, category, service].filter((part) => part !== undefined).join(', ');
    throw new PipelineFailure(`No pipeline names a table for the logsource ${logsource}.`);
  }
  const keywords = state.get(KEYWORD_COLUMN);
  const target: Target = {
    typeOf: (column) => columnType(/^\w*/.exec(table)?.[0] ?? table, column),
    keywords: typeof keywords === 'string' ? keywords : undefined,
  };
  const predicate = predicateOf(rule);
  const conjuncts = predicate.kind === 'all' ? predicate.parts : [predicate];
  // Alternatives are in brackets in a conjunction only.
  const place = conjuncts.length > 1 ? LEVEL.and : LEVEL.none;
  const lines = [
    table,
    ...groupedComparisons('all', conjuncts).map(
      (part) => `| where ${print(part, target, place === LEVEL.and ? LEVEL.none : place, false)}`,
    ),
  ];
  return {
    lines,
    text: (field) => textOf(field, target),
    number: (field) => numberOf(field, target),
  };
}

const LONGEST_CHAIN = 64;

const LEVEL = { none: 0, or: 1, and: 2, not: 3 } as const;

/** Comparisons of one field with several texts in one: what `in~` and `has_any` are for. */
type Grouped = Predicate | { readonly kind: 'in'; readonly field: string; readonly texts: readonly string[] };

function print(part: Grouped, target: Target, place: number, negated: boolean): string {
  switch (part.kind) {
    case 'not':
      return `not(${print(part.part, target, LEVEL.none, true)})`;
    case 'comparison':
      return settled(comparisonOf(part, target), place, negated);
    case 'in':
      return `${textOf(part.field, target)} in~ (${part.texts.map(kqlString).join(', ')})`;
    default: {
      const level = part.kind === 'all' ? LEVEL.and : LEVEL.or;
      const texts = groupedComparisons(part.kind, part.parts).map((inner) => print(inner, target, level, negated));
      const text = chained(texts, part.kind === 'all' ? ' and ' : ' or ');
      return place > level ? `(${text})` : text;
    }
  }
}

/** Operands of one operator. A long chain would be nested deeper than Kusto reads; in brackets its parts are not. */
function chained(texts: readonly string[], operator: string): string {
  if (texts.length <= LONGEST_CHAIN) return texts.join(operator);
  const groups: string[] = [];
  for (let at = 0; at < texts.length; at += LONGEST_CHAIN) {
    groups.push(`(${texts.slice(at, at + LONGEST_CHAIN).join(operator)})`);
  }
  return chained(groups, operator);
}

/** In a disjunction, equalities of one text column become one `in~`. */
function groupedComparisons(kind: 'all' | 'any', parts: readonly Predicate[]): readonly Grouped[] {
  if (kind === 'all') return parts;
  const texts = new Map<string, string[]>();
  for (const part of parts) {
    const equal = equality(part);
    if (equal) texts.set(equal.field, [...(texts.get(equal.field) ?? []), equal.text]);
  }
  const done = new Set<string>();
  return parts.flatMap((part): readonly Grouped[] => {
    const equal = equality(part);
    const all = equal && texts.get(equal.field);
    if (!equal || !all || all.length < 2) return [part];
    if (done.has(equal.field)) return [];
    done.add(equal.field);
    return [{ kind: 'in', field: equal.field, texts: all }];
  });
}

function equality(part: Predicate): { readonly field: string; readonly text: string } | undefined {
  if (part.kind !== 'comparison' || part.field === '' || part.value.kind !== 'text' || part.value.cased)
    return undefined;
  const simple = simpleComparison(part.value.pattern);
  return simple?.comparison === 'equals' && simple.text !== '' ? { field: part.field, text: simple.text } : undefined;
}

/** A comparison as text; `nullable` when it is null, neither true nor false, for some values. */
interface Printed {
  readonly text: string;
  readonly level: number;
  readonly nullable?: boolean;
}

/** Under `not`, null must become false first. */
function settled({ text, level, nullable }: Printed, place: number, negated: boolean): string {
  if (nullable && negated) return kqlCall('coalesce', text, 'false');
  return place > level ? `(${text})` : text;
}

const NUMBERS = new Set(['int', 'long', 'real', 'decimal']);

/** Any column: what keywords are looked for in where no column holds the whole event. */
const ANY_COLUMN = '*';

function typeOf(field: string, { typeOf: columnType }: Target): string {
  if (field === ANY_COLUMN) return 'string';
  if (field.includes('.')) return 'dynamic';
  return columnType(field) ?? 'string';
}

/** The field as a string. */
function textOf(field: string, target: Target): string {
  if (field === ANY_COLUMN) return ANY_COLUMN;
  const path = kqlPath(field);
  return typeOf(field, target) === 'string' ? path : kqlCall('tostring', path);
}

const numberOf = (field: string, target: Target): string =>
  NUMBERS.has(typeOf(field, target)) ? kqlPath(field) : kqlCall('todouble', kqlPath(field));

function comparisonOf({ field, value }: Comparison, target: Target): Printed {
  const name = field === '' ? keywordColumn(target) : field;
  switch (value.kind) {
    case 'text':
    case 'bytes':
    case 'number':
    case 'boolean': {
      const { pattern, cased } = asText(value);
      return textComparison(name, field === '' ? anyAfter(anyBefore(pattern)) : pattern, cased === true, target);
    }
    case 'regex':
      return matches(name, flagged(value.source, value.flags), target);
    case 'cidr': {
      const range = value.network.includes(':') ? 'ipv6_is_in_range' : 'ipv4_is_in_range';
      return { text: kqlCall(range, textOf(name, target), kqlString(value.network)), level: LEVEL.not, nullable: true };
    }
    case 'null':
      return { text: kqlCall('isempty', textOf(name, target)), level: LEVEL.not };
    case 'exists':
      return presence(name, value.exists, target);
    case 'compare': {
      const operator = { lt: '<', lte: '<=', gt: '>', gte: '>=' }[value.comparison];
      return { text: `${numberOf(name, target)} ${operator} ${value.number}`, level: LEVEL.and, nullable: true };
    }
    case 'field':
      return fieldComparison(name, value, target);
    case 'time':
      throw new ConversionRefusal(`The part of a time in "${field}" depends on how the time is written there.`);
  }
}

/** A column of text is empty, never absent; a key of a dynamic value can be either. */
function presence(name: string, wanted: boolean, target: Target): Printed {
  const isDynamic = typeOf(name, target) === 'dynamic';
  const [there, absent] = isDynamic ? ['isnotnull', 'isnull'] : ['isnotempty', 'isempty'];
  const subject = isDynamic ? kqlPath(name) : textOf(name, target);
  return { text: kqlCall((wanted ? there : absent) as string, subject), level: LEVEL.not };
}

function keywordColumn({ keywords }: Target): string {
  if (keywords !== undefined) return keywords;
  throw new ConversionRefusal('The rule looks for keywords, and the table has no column that holds the whole event.');
}

const OPERATORS: Readonly<Record<SimpleComparison, readonly [insensitive: string, cased: string]>> = {
  equals: ['=~', '=='],
  contains: ['contains', 'contains_cs'],
  startswith: ['startswith', 'startswith_cs'],
  endswith: ['endswith', 'endswith_cs'],
};

function textComparison(name: string, pattern: Pattern, cased: boolean, target: Target): Printed {
  const type = typeOf(name, target);
  const simple = simpleComparison(pattern);
  if (simple?.comparison === 'equals' && NUMBERS.has(type)) return numberEquality(name, simple.text);
  if (simple?.comparison === 'equals' && type === 'bool') return booleanEquality(name, simple.text);
  if (pattern.length === 1 && pattern[0] === ANY) {
    return presence(name, true, target);
  }
  if (simple?.comparison === 'equals' && simple.text === '') {
    return { text: kqlCall('isempty', textOf(name, target)), level: LEVEL.not };
  }
  if (!simple) return matches(name, `(?${cased ? 's' : 'is'})${regexOf(pattern)}`, target);
  const operator = OPERATORS[simple.comparison][cased ? 1 : 0];
  return { text: `${textOf(name, target)} ${operator} ${kqlString(simple.text)}`, level: LEVEL.and };
}

function numberEquality(name: string, text: string): Printed {
  if (!/^-?\d+(?:\.\d+)?$/.test(text)) {
    throw new ConversionRefusal(`"${name}" is a number in this table and can never be "${text}".`);
  }
  return { text: `${kqlPath(name)} == ${text}`, level: LEVEL.and, nullable: true };
}

function booleanEquality(name: string, text: string): Printed {
  const value = text.toLowerCase();
  if (value !== 'true' && value !== 'false') {
    throw new ConversionRefusal(`"${name}" is true or false in this table and can never be "${text}".`);
  }
  return { text: `${kqlPath(name)} == ${value}`, level: LEVEL.and, nullable: true };
}

const matches = (name: string, expression: string, target: Target): Printed => ({
  text: `${textOf(name, target)} matches regex ${kqlString(expression)}`,
  level: LEVEL.and,
});

function flagged(source: string, { ignoreCase, multiline, dotAll }: PcreFlags): string {
  const flags = `${ignoreCase ? 'i' : ''}${multiline ? 'm' : ''}${dotAll ? 's' : ''}`;
  return flags === '' ? source : `(?${flags})${source}`;
}

function fieldComparison(
  name: string,
  { field, match, cased }: Extract<Comparison['value'], { kind: 'field' }>,
  target: Target,
): Printed {
  const left = textOf(name, target);
  const right = textOf(field, target);
  const operator = OPERATORS[match][cased ? 1 : 0];
  const guards = [name, field].map((side) => presence(side, true, target).text);
  return { text: [...guards, `${left} ${operator} ${right}`].join(' and '), level: LEVEL.and };
}
