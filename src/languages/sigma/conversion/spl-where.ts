import { binary, call, field, joined, negation, number, text } from '../../spl/printer/build.ts';
import type { EvalNode } from '../../spl/eval/nodes.ts';
import { asText } from '../modifiers/text.ts';
import { anyAfter, anyBefore } from '../pattern.ts';
import { regexOf } from '../pipelines/transformations/values.ts';
import type { NumericComparison } from '../value.ts';
import { type Comparison, ConversionRefusal, type Predicate } from './predicate.ts';

const OPERATORS: Readonly<Record<NumericComparison, '<' | '<=' | '>' | '>='>> = {
  lt: '<',
  lte: '<=',
  gt: '>',
  gte: '>=',
};

/**
 * The predicate as a condition of `where`. A comparison with a field that is not there is null, and so is its negation;
 * therefore each comparison asks first whether its fields are there.
 *
 * @throws ConversionRefusal
 */
export function whereOf(predicate: Predicate): EvalNode {
  switch (predicate.kind) {
    case 'not':
      return negation(whereOf(predicate.part));
    case 'comparison':
      return comparisonOf(predicate);
    default: {
      const operands = predicate.parts.map(whereOf) as [EvalNode, ...EvalNode[]];
      return joined(predicate.kind === 'all' ? 'AND' : 'OR', ...operands);
    }
  }
}

const present = (name: string): EvalNode => call('isnotnull', field(name));
const guarded = (name: string, condition: EvalNode): EvalNode => joined('AND', present(name), condition);

function comparisonOf({ field: name, value }: Comparison): EvalNode {
  const target = name === '' ? '_raw' : name;
  switch (value.kind) {
    case 'text':
    case 'bytes':
    case 'number':
    case 'boolean': {
      const { pattern, cased } = asText(value);
      const wanted = name === '' ? anyAfter(anyBefore(pattern)) : pattern;
      const expression = trimmed(regexOf(wanted));
      return guarded(target, call('match', field(target), text(`(?${cased ? 's' : 'is'})${expression}`)));
    }
    case 'regex': {
      const { ignoreCase, multiline, dotAll } = value.flags;
      const flags = `${ignoreCase ? 'i' : ''}${multiline ? 'm' : ''}${dotAll ? 's' : ''}`;
      return guarded(
        target,
        call('match', field(target), text(flags === '' ? value.source : `(?${flags})${value.source}`)),
      );
    }
    case 'cidr':
      return guarded(target, call('cidrmatch', text(value.network), field(target)));
    case 'null':
      return call('isnull', field(target));
    case 'exists':
      return value.exists ? present(target) : call('isnull', field(target));
    case 'compare': {
      const found = call('tonumber', field(target));
      return joined('AND', call('isnotnull', found), binary(OPERATORS[value.comparison], found, number(value.number)));
    }
    case 'field':
      return fieldComparison(target, value);
    case 'time':
      throw new ConversionRefusal(`The part of a time in "${name}" depends on how the time is written there.`);
  }
}

function fieldComparison(name: string, value: Extract<Comparison['value'], { kind: 'field' }>): EvalNode {
  const fold = (node: EvalNode): EvalNode => (value.cased ? node : call('lower', node));
  const left = fold(field(name));
  const right = fold(field(value.field));
  const length = call('len', field(value.field));
  const condition = ((): EvalNode => {
    switch (value.match) {
      case 'equals':
        return binary('=', left, right);
      case 'startswith':
        return binary('=', call('substr', left, number(1), length), right);
      case 'endswith': {
        const start = binary('+', binary('-', call('len', field(name)), length), number(1));
        const longEnough = binary('>=', call('len', field(name)), length);
        return joined('AND', longEnough, binary('=', call('substr', left, start), right));
      }
      case 'contains':
        throw new ConversionRefusal(
          'SPL cannot look for the text of one field within another without reading it as a pattern.',
        );
    }
  })();
  return joined('AND', present(name), present(value.field), condition);
}

/** `^.*` in front and `.*$` behind say nothing. */
const trimmed = (expression: string): string => expression.replace(/^\^\.\*(?=.)/, '').replace(/(?<!\\)\.\*\$$/, '');
