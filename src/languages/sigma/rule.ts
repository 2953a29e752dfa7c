import { suggest } from '../../diagnostics/suggest.ts';
import type { Expression } from '../../plan/expression.ts';
import type { Plan, QueryPart, Stage } from '../../plan/plan.ts';
import { type Condition, ConditionFailure, namesMatching, parseCondition } from './condition.ts';
import { isMap, lowerDetection } from './detection.ts';
import { and, type ItemContext, not, or } from './item.ts';
import { type Logsource, logsourceOf, printLogsource } from './logsource.ts';
import type { YamlPath } from './problems.ts';

/** A rule's detection as expressions. */
export interface LoweredRule {
  readonly logsource: Logsource;
  /** All of these must hold; each is one step of the condition. */
  readonly steps: readonly { readonly text: string; readonly span: Stage['span']; readonly expression: Expression }[];
  readonly parts: readonly QueryPart[];
}

/** Lowers `logsource` and `detection` (in a filter: `filter`) of a document; undefined when problems stand in the way. */
export function lowerRule(
  document: Readonly<Record<string, unknown>>,
  context: ItemContext,
  section: 'detection' | 'filter' = 'detection',
): LoweredRule | undefined {
  const { problems } = context;
  const logsource = logsourceOf(document['logsource'], problems);
  const detection = document[section];
  if (!isMap(detection)) {
    problems.add('query-error', `The rule has no map "${section}".`, { path: [section] });
    return undefined;
  }
  const parts = new Map<string, QueryPart | undefined>();
  for (const [name, definition] of Object.entries(detection)) {
    if (name === 'condition' || (section === 'filter' && name === 'rules')) continue;
    if (name === 'timeframe') continue;
    const path: YamlPath = [section, name];
    const expression = lowerDetection(definition, path, context);
    parts.set(name, expression && { name, expression, path });
  }
  const steps = lowerConditions(detection['condition'], [section, 'condition'], parts, context);
  if (!logsource || !steps || problems.hasErrors) return undefined;
  return { logsource, steps, parts: [...parts.values()].filter((part) => part !== undefined) };
}

type Parts = ReadonlyMap<string, QueryPart | undefined>;

/** One condition, or a list of which any may hold. */
function lowerConditions(
  given: unknown,
  path: YamlPath,
  parts: Parts,
  context: ItemContext,
): LoweredRule['steps'] | undefined {
  const list = Array.isArray(given) ? given : [given];
  const lowered: { condition: Condition; text: string; path: YamlPath }[] = [];
  for (const [index, text] of list.entries()) {
    const place = Array.isArray(given) ? [...path, index] : path;
    if (typeof text !== 'string' || text.trim() === '') {
      context.problems.add('invalid-condition', 'The rule has no condition.', { path: place });
      continue;
    }
    try {
      lowered.push({ condition: parseCondition(text), text, path: place });
    } catch (error) {
      if (!(error instanceof ConditionFailure)) throw error;
      context.problems.add('invalid-condition', error.message, { path: place, ...error.span });
    }
  }
  if (lowered.length < list.length || list.length === 0) return undefined;
  const [only] = lowered;
  if (lowered.length === 1 && only) {
    const conjuncts = only.condition.kind === 'and' ? only.condition.parts : [only.condition];
    const steps = conjuncts.map(({ span }, index) => {
      const expression = lowerCondition(conjuncts[index] as Condition, parts, only.path, context);
      return expression && { text: only.text.slice(span.start, span.end), span, expression };
    });
    const sound = steps.filter((step) => step !== undefined);
    return sound.length === steps.length ? sound : undefined;
  }
  const expressions = lowered.map((one) => lowerCondition(one.condition, parts, one.path, context));
  const sound = expressions.filter((expression) => expression !== undefined);
  if (sound.length < expressions.length) return undefined;
  const text = lowered.map((one) => one.text).join(' or ');
  return [{ text, span: { start: 0, end: text.length }, expression: or(sound) }];
}

function lowerCondition(
  condition: Condition,
  parts: Parts,
  path: YamlPath,
  context: ItemContext,
): Expression | undefined {
  switch (condition.kind) {
    case 'detection': {
      const part = parts.get(condition.name);
      if (!parts.has(condition.name)) {
        const close = suggest(condition.name, parts.keys());
        const hint = close === undefined ? undefined : `Did you mean "${close}"?`;
        const message = `The condition names "${condition.name}", which the rule does not define.`;
        context.problems.add('invalid-condition', message, { path, ...condition.span }, hint);
      }
      return part?.expression;
    }
    case 'of': {
      const names = namesMatching(condition.pattern, [...parts.keys()]);
      if (names.length === 0) {
        const message = `No detection of the rule is called "${condition.pattern}".`;
        context.problems.add('invalid-condition', message, { path, ...condition.span });
        return undefined;
      }
      const expressions = names.map((name) => parts.get(name)?.expression).filter((found) => found !== undefined);
      if (expressions.length < names.length) return undefined;
      return condition.quantifier === 'all' ? and(expressions) : or(expressions);
    }
    case 'not': {
      const inner = lowerCondition(condition.part, parts, path, context);
      return inner && not(inner);
    }
    default: {
      const lowered = condition.parts.map((part) => lowerCondition(part, parts, path, context));
      const sound = lowered.filter((part) => part !== undefined);
      if (sound.length < lowered.length) return undefined;
      return condition.kind === 'and' ? and(sound) : or(sound);
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
