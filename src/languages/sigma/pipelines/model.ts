import { type Condition, namesMatching } from '../condition.ts';
import type { Detection } from '../detection.ts';
import type { DetectionItem } from '../item.ts';
import type { SigmaRule } from '../rule.ts';

/** A rule on its way through pipelines. Transformations make a new one. */
export interface TransformedRule {
  readonly rule: SigmaRule;
  /** The rule's `fields`: what a conversion shows. */
  readonly fields: readonly string[];
  readonly state: ReadonlyMap<string, unknown>;
  readonly attributes: ReadonlyMap<string, unknown>;
  /** Ids of the processing items that were applied to the rule. */
  readonly applied: ReadonlySet<string>;
  /** Ids of the processing items that were applied to a detection item. */
  readonly appliedTo: ReadonlyMap<DetectionItem, ReadonlySet<string>>;
}

/** Stands among the ids applied to a detection item whose field has been renamed. */
export const RENAMED = '(renamed)';

/** A rule that a pipeline refuses, or cannot transform without changing what it means. */
export class PipelineFailure extends Error {
  readonly supported: boolean;
  constructor(message: string, supported = true) {
    super(message);
    this.supported = supported;
  }
}

/** Every detection item within a detection. */
export function* itemsOf(detection: Detection): Iterable<DetectionItem> {
  if (detection.kind === 'item') yield detection;
  else for (const part of detection.parts) yield* itemsOf(part);
}

export function* itemsOfRule(rule: SigmaRule): Iterable<DetectionItem> {
  for (const detection of rule.detections.values()) yield* itemsOf(detection);
}

/** The rule with each item put through `change`; an item that becomes undefined is dropped, and so is what it empties. */
export function changeItems(rule: SigmaRule, change: (item: DetectionItem) => Detection | undefined): SigmaRule {
  const detections = new Map<string, Detection>();
  for (const [name, detection] of rule.detections) {
    const changed = changeDetection(detection, change);
    if (changed) detections.set(name, changed);
  }
  if (detections.size === rule.detections.size) return { ...rule, detections };
  const names = [...detections.keys()];
  const conditions = rule.conditions.flatMap((given) => {
    const condition = within(given.condition, names);
    return condition ? [{ ...given, condition }] : [];
  });
  if (conditions.length === 0) throw new PipelineFailure('The pipeline leaves nothing of the rule.');
  return { ...rule, detections, conditions };
}

/** A condition without the detections that are gone: they restrict nothing any more. */
function within(condition: Condition, names: readonly string[]): Condition | undefined {
  switch (condition.kind) {
    case 'detection':
      return names.includes(condition.name) ? condition : undefined;
    case 'of':
      return namesMatching(condition.pattern, names).length > 0 ? condition : undefined;
    case 'not': {
      const part = within(condition.part, names);
      return part && { ...condition, part };
    }
    default: {
      const parts = condition.parts.map((part) => within(part, names)).filter((part) => part !== undefined);
      return parts.length > 1 ? { ...condition, parts } : parts[0];
    }
  }
}

function changeDetection(
  detection: Detection,
  change: (item: DetectionItem) => Detection | undefined,
): Detection | undefined {
  if (detection.kind === 'item') return change(detection);
  const parts = detection.parts.map((part) => changeDetection(part, change)).filter((part) => part !== undefined);
  if (parts.length === 0) return undefined;
  return parts.length === 1 ? parts[0] : { ...detection, parts };
}

const NOWHERE = { start: 0, end: 0 };

/** The rule whose conditions hold only where `detection`, under a name of its own, holds too (or does not). */
export function withCondition(rule: SigmaRule, name: string, detection: Detection, negated: boolean): SigmaRule {
  const named: Condition = { kind: 'detection', name, span: NOWHERE };
  const added: Condition = negated ? { kind: 'not', part: named, span: NOWHERE } : named;
  return {
    ...rule,
    detections: new Map([...rule.detections, [name, detection]]),
    conditions: rule.conditions.map(({ condition, text, path }) => ({
      condition: { kind: 'and', parts: [added, condition], span: condition.span },
      text,
      path,
    })),
  };
}
