import type { Detection } from '../detection.ts';
import type { DetectionItem, ItemContext } from '../item.ts';
import type { RuleProblems } from '../problems.ts';
import { parseRule, type SigmaRule } from '../rule.ts';
import type { SigmaValue } from '../value.ts';
import { changeItems, RENAMED, type TransformedRule } from './model.ts';
import type { Pipeline, ProcessingItem } from './pipeline.ts';

/** The pipelines in the order in which they apply. */
export const inOrder = (pipelines: readonly Pipeline[]): readonly Pipeline[] =>
  [...pipelines].sort((left, right) => left.priority - right.priority);

/**
 * Parses a rule with the pipelines' values for its placeholders; undefined when problems stand in the way.
 */
export function parseRuleFor(
  document: Readonly<Record<string, unknown>>,
  pipelines: readonly Pipeline[],
  problems: RuleProblems,
  section: 'detection' | 'filter' = 'detection',
): SigmaRule | undefined {
  const items = inOrder(pipelines).flatMap((pipeline) => flattened(pipeline.items));
  const placeholder: ItemContext['placeholder'] = (name) => {
    for (const { transformation } of items) {
      const values = transformation.kind === 'placeholder' ? transformation.values(name) : undefined;
      if (values) return values;
    }
    return undefined;
  };
  return parseRule(document, { problems, placeholder }, section);
}

const flattened = (items: readonly ProcessingItem[]): readonly ProcessingItem[] =>
  items.flatMap((item) => (item.transformation.kind === 'nest' ? flattened(item.transformation.items) : [item]));

/**
 * Puts a rule through pipelines.
 *
 * @throws PipelineFailure when one of them refuses the rule.
 */
export function applyPipelines(rule: SigmaRule, pipelines: readonly Pipeline[]): TransformedRule {
  const { fields } = rule.document as { fields?: unknown };
  const start: TransformedRule = {
    rule,
    fields: Array.isArray(fields) ? fields.map(String) : [],
    state: new Map(),
    attributes: new Map(),
    applied: new Set(),
    appliedTo: new Map(),
  };
  return inOrder(pipelines).reduce((transformed, { items }) => applyItems(transformed, items), start);
}

const applyItems = (transformed: TransformedRule, items: readonly ProcessingItem[]): TransformedRule =>
  items.reduce(applyItem, transformed);

function applyItem(transformed: TransformedRule, item: ProcessingItem): TransformedRule {
  if (!item.appliesToRule(transformed)) return transformed;
  const { transformation } = item;
  const changed = ((): TransformedRule => {
    switch (transformation.kind) {
      case 'rule':
        return transformation.change(transformed, item.id);
      case 'nest':
        return applyItems(transformed, transformation.items);
      case 'placeholder':
        return transformed;
      default:
        return changeRule(transformed, item);
    }
  })();
  return { ...changed, applied: new Set([...changed.applied, item.id]) };
}

/** The rule with each detection item that passes the conditions changed. */
function changeRule(transformed: TransformedRule, processing: ProcessingItem): TransformedRule {
  const appliedTo = new Map(transformed.appliedTo);
  const remember = (before: DetectionItem, after: Detection, renamed: boolean): void => {
    if (after.kind !== 'item') {
      for (const part of after.parts) remember(before, part, renamed);
      return;
    }
    appliedTo.set(after, new Set([...(appliedTo.get(before) ?? []), processing.id, ...(renamed ? [RENAMED] : [])]));
  };
  const rule = changeItems(transformed.rule, (item) => {
    if (!processing.appliesToItem(item, transformed)) return item;
    const applies = processing.appliesToField(item.field, item, transformed);
    const changed = changeOf(item, processing, transformed, applies);
    if (changed !== item && changed) remember(item, changed, processing.transformation.kind === 'field');
    return changed;
  });
  return { ...transformed, rule, appliedTo, fields: renamedFields(transformed, processing) };
}

function changeOf(
  item: DetectionItem,
  { transformation, appliesToField }: ProcessingItem,
  transformed: TransformedRule,
  applies: boolean,
): Detection | undefined {
  switch (transformation.kind) {
    case 'field': {
      const rename = (field: string): readonly string[] => {
        if (field === '' || !appliesToField(field, item, transformed)) return [field];
        const names = transformation.rename(field) ?? field;
        return typeof names === 'string' ? [names] : names;
      };
      return renamedItem(item, rename);
    }
    case 'item':
      return applies ? transformation.change(item, transformed) : item;
    case 'value': {
      if (!applies) return item;
      const values = item.values.map((value) => changeValue(value, (one) => transformation.change(one, item.field)));
      return values.every((value, index) => value === item.values[index]) ? item : { ...item, values };
    }
    default:
      return item;
  }
}

/** Several names are alternatives: the item holds when it holds for one of them. */
function renamedItem(item: DetectionItem, rename: (field: string) => readonly string[]): Detection {
  const names = rename(item.field);
  const values = item.values.map((value) => renamedReference(value, rename));
  const same = values.every((value, index) => value === item.values[index]);
  if (names.length === 1 && names[0] === item.field && same) return item;
  const parts = names.map((field) => ({ ...item, field, values }));
  const [only] = parts;
  if (parts.length === 1 && only) return only;
  // "Is none of the values" under several names: under each of them.
  return { kind: item.negated ? 'all' : 'any', parts, path: item.path };
}

function renamedReference(value: SigmaValue, rename: (field: string) => readonly string[]): SigmaValue {
  if (value.kind === 'expansion') {
    const values = value.values.map((part) => renamedReference(part, rename));
    return values.every((part, index) => part === value.values[index]) ? value : { ...value, values };
  }
  if (value.kind !== 'field') return value;
  const names = rename(value.field);
  if (names.length === 1 && names[0] === value.field) return value;
  const values = names.map((field): SigmaValue => ({ ...value, field }));
  return values.length === 1 ? (values[0] as SigmaValue) : { kind: 'expansion', values };
}

function changeValue(value: SigmaValue, change: (value: SigmaValue) => readonly SigmaValue[] | undefined): SigmaValue {
  if (value.kind === 'expansion') {
    const values = value.values.map((part) => changeValue(part, change));
    return values.every((part, index) => part === value.values[index]) ? value : { ...value, values };
  }
  const changed = change(value);
  if (!changed) return value;
  return changed.length === 1 ? (changed[0] as SigmaValue) : { kind: 'expansion', values: changed };
}

function renamedFields(
  { fields, ...transformed }: TransformedRule,
  { transformation, appliesToField }: ProcessingItem,
): readonly string[] {
  if (transformation.kind !== 'field') return fields;
  return fields.flatMap((field) => {
    if (!appliesToField(field, undefined, { fields, ...transformed })) return [field];
    const names = transformation.rename(field) ?? field;
    return typeof names === 'string' ? [names] : names;
  });
}
