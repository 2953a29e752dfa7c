import { type Condition, ConditionFailure, parseCondition } from '../../languages/sigma/condition.ts';
import { isMap } from '../../languages/sigma/detection.ts';
import { changedText } from './literal-edits.ts';
import type { MutantKind } from './model.ts';

type Path = readonly (string | number)[];

/** A rule with one place changed. */
export interface SigmaEdit {
  readonly kind: MutantKind;
  readonly path: Path;
  readonly before: string;
  readonly after: string;
  readonly document: unknown;
}

const KEPT = new Set(['condition', 'timeframe', 'rules']);
const BOUNDS = /\|(?:lt|lte|gt|gte)\b/;

/** What may be changed in a rule's selections and condition, and in a correlation's threshold, timespan and groups. */
export function* sigmaEdits(document: unknown): Iterable<SigmaEdit> {
  if (!isMap(document)) return;
  const { detection, correlation } = document;
  if (isMap(detection)) {
    for (const [name, definition] of Object.entries(detection)) {
      if (!KEPT.has(name)) yield* definitionEdits(document, ['detection', name], definition);
    }
    if (typeof detection['condition'] === 'string') yield* conditionEdits(document, detection['condition']);
  }
  if (isMap(correlation)) yield* correlationEdits(document, correlation);
}

function* definitionEdits(document: unknown, path: Path, definition: unknown): Iterable<SigmaEdit> {
  if (Array.isArray(definition)) {
    for (const [at, entry] of definition.entries()) {
      const place = [...path, at];
      if (definition.length > 1) yield dropped(document, place, show(entry));
      if (isMap(entry) || Array.isArray(entry)) yield* definitionEdits(document, place, entry);
      else yield* valueEdits(document, place, '', entry);
    }
  } else if (isMap(definition)) {
    for (const [key, value] of Object.entries(definition)) {
      const place = [...path, key];
      if (Object.keys(definition).length > 1) yield dropped(document, place, `${key}: ${show(value)}`);
      yield {
        kind: 'negated',
        path: place,
        before: `${key}: ${show(value)}`,
        after: `${key}|neq: ${show(value)}`,
        document: changed(document, place, (parent) => renamed(parent, key, `${key}|neq`)),
      };
      const list = Array.isArray(value) ? value : [value];
      for (const [at, entry] of list.entries()) {
        const spot = Array.isArray(value) ? [...place, at] : place;
        if (Array.isArray(value) && list.length > 1) yield dropped(document, spot, show(entry));
        yield* valueEdits(document, spot, key, entry);
      }
    }
  } else yield* valueEdits(document, path, '', definition);
}

function* valueEdits(document: unknown, path: Path, key: string, value: unknown): Iterable<SigmaEdit> {
  const change = (kind: MutantKind, next: unknown): SigmaEdit => ({
    kind,
    path,
    before: show(value),
    after: show(next),
    document: changed(document, path, (parent, step) => replaced(parent, step, next)),
  });
  if (typeof value === 'number') {
    yield change(BOUNDS.test(key) ? 'threshold' : 'literal', value + 1);
    if (BOUNDS.test(key)) yield change('threshold', value - 1);
  } else if (typeof value === 'boolean') yield change('literal', !value);
  else if (value === null) yield change('literal', 'zz');
  else if (typeof value === 'string' && /^\*?$/.test(value)) return;
  else if (typeof value === 'string' && /\|cidr\b/.test(key)) yield change('literal', '255.255.255.255/32');
  else if (typeof value === 'string') yield change('literal', changedText(value));
}

function* conditionEdits(document: unknown, text: string): Iterable<SigmaEdit> {
  let condition: Condition;
  try {
    condition = parseCondition(text);
  } catch (error) {
    if (error instanceof ConditionFailure) return;
    throw error;
  }
  const path = ['detection', 'condition'];
  const edit = (kind: MutantKind, part: Condition, replacement: string, before = slice(text, part)): SigmaEdit => ({
    kind,
    path,
    before,
    after: kind === 'dropped' ? '' : replacement,
    document: changed(document, path, (parent, step) =>
      replaced(parent, step, `${text.slice(0, part.span.start)}${replacement}${text.slice(part.span.end)}`),
    ),
  });
  yield* partEdits(condition, text, edit);
}

type MakeEdit = (kind: MutantKind, part: Condition, replacement: string, before?: string) => SigmaEdit;

const slice = (text: string, { span }: Condition): string => text.slice(span.start, span.end);

function* partEdits(part: Condition, text: string, edit: MakeEdit): Iterable<SigmaEdit> {
  switch (part.kind) {
    case 'and':
    case 'or':
      for (const one of part.parts) {
        const others = part.parts.filter((other) => other !== one).map((other) => `(${written(other)})`);
        yield edit('dropped', part, others.join(` ${part.kind} `), slice(text, one));
        yield* partEdits(one, text, edit);
      }
      return;
    case 'not':
      yield edit('negated', part, `(${written(part.part)})`);
      return;
    case 'of':
      yield edit('negated', part, `(not ${slice(text, part)})`);
      yield edit('literal', part, `(${part.quantifier === 'all' ? '1' : 'all'} of ${part.pattern})`);
      return;
    case 'detection':
      yield edit('negated', part, `(not ${part.name})`);
  }
}

/** A condition written anew, in parentheses wherever they could matter. */
function written(condition: Condition): string {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.parts.map((part) => `(${written(part)})`).join(` ${condition.kind} `);
    case 'not':
      return `not (${written(condition.part)})`;
    case 'of':
      return `${condition.quantifier === 'all' ? 'all' : '1'} of ${condition.pattern}`;
    case 'detection':
      return condition.name;
  }
}

function* correlationEdits(document: unknown, correlation: Readonly<Record<string, unknown>>): Iterable<SigmaEdit> {
  const { condition, timespan, 'group-by': groups } = correlation;
  if (isMap(condition)) {
    for (const [operator, value] of Object.entries(condition)) {
      if (typeof value !== 'number') continue;
      for (const next of [value + 1, value - 1]) {
        const path = ['correlation', 'condition', operator];
        const document_ = changed(document, path, (parent, step) => replaced(parent, step, next));
        yield { kind: 'threshold', path, before: String(value), after: String(next), document: document_ };
      }
    }
  }
  const [, amount, unit] = /^(\d+)([smhdwMy])$/.exec(typeof timespan === 'string' ? timespan : '') ?? [];
  if (amount !== undefined && unit !== undefined) {
    const path = ['correlation', 'timespan'];
    const seconds = Number(amount) * (SECONDS[unit] ?? 1);
    for (const next of [`${seconds * 2}s`, `${Math.max(1, Math.floor(seconds / 2))}s`]) {
      const document_ = changed(document, path, (parent, step) => replaced(parent, step, next));
      yield { kind: 'threshold', path, before: `${amount}${unit}`, after: next, document: document_ };
    }
  }
  if (Array.isArray(groups)) {
    for (const [at, group] of groups.entries()) yield dropped(document, ['correlation', 'group-by', at], show(group));
  }
}

const SECONDS: Readonly<Record<string, number>> = {
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
  M: 2_629_746,
  y: 31_556_952,
};

const dropped = (document: unknown, path: Path, before: string): SigmaEdit => ({
  kind: 'dropped',
  path,
  before,
  after: '',
  document: changed(document, path, without),
});

const show = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

type Parent = readonly unknown[] | Readonly<Record<string, unknown>>;

/** A copy of a value in which the parent of the place is another. */
function changed(value: unknown, path: Path, change: (parent: Parent, step: string | number) => unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  const parent = value as Parent;
  if (rest.length === 0) return change(parent, step);
  const child = Array.isArray(parent) ? parent[step as number] : (parent as Record<string, unknown>)[step];
  return replaced(parent, step, changed(child, rest, change));
}

function replaced(parent: Parent, step: string | number, next: unknown): unknown {
  if (Array.isArray(parent)) return parent.map((entry: unknown, at) => (at === step ? next : entry));
  return Object.fromEntries(Object.entries(parent).map(([key, entry]) => [key, key === step ? next : entry]));
}

function without(parent: Parent, step: string | number): unknown {
  if (Array.isArray(parent)) return parent.filter((_: unknown, at) => at !== step);
  return Object.fromEntries(Object.entries(parent).filter(([key]) => key !== step));
}

const renamed = (parent: Parent, from: string, to: string): unknown =>
  Object.fromEntries(Object.entries(parent).map(([key, entry]) => [key === from ? to : key, entry]));
