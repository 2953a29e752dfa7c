import { suggest } from '../../diagnostics/suggest.ts';
import type { Expression } from '../../plan/expression.ts';
import type { Plan, QueryPart, Stage } from '../../plan/plan.ts';
import { type Condition, ConditionFailure, namesMatching, parseCondition } from './condition.ts';
import { type Detection, isMap, lowerDetection, parseDetection } from './detection.ts';
import { and, type ItemContext, not, or } from './item.ts';
import { type Logsource, logsourceOf, printLogsource } from './logsource.ts';
import type { RuleProblems, YamlPath } from './problems.ts';

/** A condition of a rule, and the text that it was parsed from. */
export interface RuleCondition {
  readonly condition: Condition;
  readonly text: string;
  readonly path: YamlPath;
}

/** A rule as parsed: what pipelines transform and conversions read. */
export interface SigmaRule {
  readonly document: Readonly<Record<string, unknown>>;
  readonly logsource: Logsource;
  /** By search identifier; names in conditions are among them. */
  readonly detections: ReadonlyMap<string, Detection>;
  /** Any of these may hold; nearly always one. */
  readonly conditions: readonly RuleCondition[];
}

/** A rule's detection as expressions. */
export interface LoweredRule {
  readonly logsource: Logsource;
  /** All of these must hold; each is one step of the condition. */
  readonly steps: readonly { readonly text: string; readonly span: Stage['span']; readonly expression: Expression }[];
  readonly parts: readonly QueryPart[];
}

/** Parses `logsource` and `detection` (in a filter: `filter`) of a document; undefined when problems stand in the way. */
export function parseRule(
  document: Readonly<Record<string, unknown>>,
  context: ItemContext,
  section: 'detection' | 'filter' = 'detection',
): SigmaRule | undefined {
  const { problems } = context;
  const logsource = logsourceOf(document['logsource'], problems);
  const detection = document[section];
  if (!isMap(detection)) {
    problems.add('query-error', `The rule has no map "${section}".`, { path: [section] });
    return undefined;
  }
  const names: string[] = [];
  const detections = new Map<string, Detection>();
  for (const [name, definition] of Object.entries(detection)) {
    if (name === 'condition' || name === 'timeframe' || (section === 'filter' && name === 'rules')) continue;
    names.push(name);
    const parsed = parseDetection(definition, [section, name], context);
    if (parsed) detections.set(name, parsed);
  }
  const conditions = parseConditions(detection['condition'], [section, 'condition'], problems);
  for (const { condition, path } of conditions ?? []) checkNames(condition, path, names, problems);
  if (!logsource || !conditions || problems.hasErrors) return undefined;
  return { document, logsource, detections, conditions };
}

/** One condition, or a list of which any may hold. */
function parseConditions(given: unknown, path: YamlPath, problems: RuleProblems): readonly RuleCondition[] | undefined {
  const list = Array.isArray(given) ? given : [given];
  const parsed: RuleCondition[] = [];
  for (const [index, text] of list.entries()) {
    const place = Array.isArray(given) ? [...path, index] : path;
    if (typeof text !== 'string' || text.trim() === '') {
      problems.add('invalid-condition', 'The rule has no condition.', { path: place });
      continue;
    }
    try {
      parsed.push({ condition: parseCondition(text), text, path: place });
    } catch (error) {
      if (!(error instanceof ConditionFailure)) throw error;
      problems.add('invalid-condition', error.message, { path: place, ...error.span });
    }
  }
  return parsed.length < list.length || list.length === 0 ? undefined : parsed;
}

function checkNames(condition: Condition, path: YamlPath, names: readonly string[], problems: RuleProblems): void {
  switch (condition.kind) {
    case 'detection': {
      if (names.includes(condition.name)) return;
      const close = suggest(condition.name, names);
      const hint = close === undefined ? undefined : `Did you mean "${close}"?`;
      const message = `The condition names "${condition.name}", which the rule does not define.`;
      problems.add('invalid-condition', message, { path, ...condition.span }, hint);
      return;
    }
    case 'of':
      if (namesMatching(condition.pattern, names).length > 0) return;
      problems.add('invalid-condition', `No detection of the rule is called "${condition.pattern}".`, {
        path,
        ...condition.span,
      });
      return;
    case 'not':
      return checkNames(condition.part, path, names, problems);
    default:
      for (const part of condition.parts) checkNames(part, path, names, problems);
  }
}

/** The rule as expressions, a step for each conjunct of its condition. */
export function lowerRule({ logsource, detections, conditions }: SigmaRule): LoweredRule {
  const parts = new Map<string, QueryPart>();
  for (const [name, detection] of detections) {
    parts.set(name, { name, expression: lowerDetection(detection), path: detection.path.slice(0, 2) });
  }
  return { logsource, steps: lowerConditions(conditions, parts), parts: [...parts.values()] };
}

type Parts = ReadonlyMap<string, QueryPart>;

function lowerConditions(conditions: readonly RuleCondition[], parts: Parts): LoweredRule['steps'] {
  const [only] = conditions;
  if (conditions.length === 1 && only) {
    const conjuncts = only.condition.kind === 'and' ? only.condition.parts : [only.condition];
    return conjuncts.map((conjunct) => {
      const { span } = conjunct;
      return { text: only.text.slice(span.start, span.end), span, expression: lowerCondition(conjunct, parts) };
    });
  }
  const text = conditions.map((one) => one.text).join(' or ');
  const expression = or(conditions.map((one) => lowerCondition(one.condition, parts)));
  return [{ text, span: { start: 0, end: text.length }, expression }];
}

function lowerCondition(condition: Condition, parts: Parts): Expression {
  const named = (name: string): Expression => (parts.get(name) as QueryPart).expression;
  switch (condition.kind) {
    case 'detection':
      return named(condition.name);
    case 'of': {
      const expressions = namesMatching(condition.pattern, [...parts.keys()]).map(named);
      return condition.quantifier === 'all' ? and(expressions) : or(expressions);
    }
    case 'not':
      return not(lowerCondition(condition.part, parts));
    default: {
      const lowered = condition.parts.map((part) => lowerCondition(part, parts));
      return condition.kind === 'and' ? and(lowered) : or(lowered);
    }
  }
}

/** The events of the rule's logsource for which all steps hold; one stage for each. */
export function planOf(rule: LoweredRule): { plan: Plan; stages: readonly Stage[] } {
  const stages: Stage[] = [{ text: printLogsource(rule.logsource), span: { start: 0, end: 0 } }];
  let plan: Plan = { op: 'Scan', source: 'sigma:events', options: rule.logsource, stage: 0 };
  for (const { text, span, expression } of rule.steps) {
    plan = { op: 'Filter', input: plan, predicate: expression, stage: stages.length };
    stages.push({ text, span });
  }
  return { plan, stages };
}
