import { type Condition, namesMatching } from '../condition.ts';
import type { Detection } from '../detection.ts';
import type { DetectionItem } from '../item.ts';
import type { SigmaRule } from '../rule.ts';
import type { SigmaValue } from '../value.ts';

/** What a rule asks of an event, without search identifiers: comparisons of one field with one value, and how they combine. */
export type Predicate =
  | { readonly kind: 'all' | 'any'; readonly parts: readonly Predicate[] }
  | { readonly kind: 'not'; readonly part: Predicate }
  | Comparison;

export interface Comparison {
  readonly kind: 'comparison';
  /** Empty for keywords. */
  readonly field: string;
  readonly value: Exclude<SigmaValue, { kind: 'expansion' }>;
}

/** The text of a rule cannot be said in the target language without changing what it means. */
export class ConversionRefusal extends Error {}

/** The rule's conditions with its detections in their places. */
export function predicateOf({ conditions, detections }: SigmaRule): Predicate {
  const parsed = new Map([...detections].map(([name, detection]) => [name, ofDetection(detection)]));
  return combined(
    'any',
    conditions.map(({ condition }) => ofCondition(condition, parsed)),
  );
}

function ofCondition(condition: Condition, detections: ReadonlyMap<string, Predicate>): Predicate {
  const named = (name: string): Predicate => detections.get(name) as Predicate;
  switch (condition.kind) {
    case 'detection':
      return named(condition.name);
    case 'of': {
      const names = namesMatching(condition.pattern, [...detections.keys()]);
      return combined(condition.quantifier, names.map(named));
    }
    case 'not':
      return negated(ofCondition(condition.part, detections));
    default:
      return combined(
        condition.kind === 'and' ? 'all' : 'any',
        condition.parts.map((part) => ofCondition(part, detections)),
      );
  }
}

const ofDetection = (detection: Detection): Predicate =>
  detection.kind === 'item' ? ofItem(detection) : combined(detection.kind, detection.parts.map(ofDetection));

function ofItem({ field, values, linking, negated: isNegated }: DetectionItem): Predicate {
  const ofValue = (value: SigmaValue): Predicate =>
    value.kind === 'expansion' ? combined('any', value.values.map(ofValue)) : { kind: 'comparison', field, value };
  const item = combined(linking, values.map(ofValue));
  return isNegated ? negated(item) : item;
}

const negated = (part: Predicate): Predicate => (part.kind === 'not' ? part.part : { kind: 'not', part });

/** Parts of the same kind are lifted into their parent. */
export function combined(kind: 'all' | 'any', parts: readonly Predicate[]): Predicate {
  const flat = parts.flatMap((part) => (part.kind === kind ? part.parts : [part]));
  const [only] = flat;
  return flat.length === 1 && only ? only : { kind, parts: flat };
}

/** Every field that the predicate compares, in order of appearance; keywords have none. */
export function fieldsOf(predicate: Predicate): readonly string[] {
  const fields = new Set<string>();
  const visit = (part: Predicate): void => {
    if (part.kind === 'not') visit(part.part);
    else if (part.kind !== 'comparison') part.parts.forEach(visit);
    else {
      if (part.field !== '') fields.add(part.field);
      if (part.value.kind === 'field') fields.add(part.value.field);
    }
  };
  visit(predicate);
  return [...fields];
}
