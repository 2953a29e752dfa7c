import { suggest } from '../../../diagnostics/suggest.ts';
import { PcreFailure } from '../../../util/pcre.ts';
import { type Condition, ConditionFailure, parseCondition } from '../condition.ts';
import { isMap } from '../detection.ts';
import type { RuleProblems, YamlPath } from '../problems.ts';
import { Options } from './options.ts';

/** Whether the conditions of one kind hold, given how one of them is asked. */
export type ConditionLogic<Test> = (holds: (test: Test) => boolean) => boolean;

interface Definition<Test> {
  readonly type: string;
  readonly parse: (options: Options) => Test;
}

/**
 * Reads `<kind>_conditions` with `<kind>_cond_op` (`and`, `or`), `<kind>_cond_not` and `<kind>_cond_expr`, an expression
 * over conditions that have names. Without conditions everything applies.
 */
export function parseLogic<Test>(
  kind: string,
  known: readonly Definition<Test>[],
  options: Options,
  path: YamlPath,
  problems: RuleProblems,
): ConditionLogic<Test> {
  const key = `${kind}_conditions`;
  const given = options.value(key);
  const operator = options.oneOf(`${kind}_cond_op`, ['and', 'or'], 'and');
  const negated = options.flag(`${kind}_cond_not`);
  const expression = options.text(`${kind}_cond_expr`);
  if (given === undefined || given === null) return () => true;
  const entries = Array.isArray(given) ? given.map((entry, index) => [index, entry] as const) : Object.entries(given);
  const tests = new Map<string, Test>();
  for (const [name, entry] of entries) {
    const place = [...path, key, name];
    if (!isMap(entry)) problems.add('schema-type', 'A condition is a map.', { path: place });
    else {
      const test = parseTest(entry, place, known, problems);
      if (test !== undefined) tests.set(String(name), test);
    }
  }
  if (expression === undefined) {
    return (holds) => {
      const all = [...tests.values()];
      return (operator === 'and' ? all.every(holds) : all.some(holds)) !== negated;
    };
  }
  const condition = parsedExpression(expression, [...tests.keys()], [...path, `${kind}_cond_expr`], problems);
  return (holds) =>
    (condition === undefined || evaluate(condition, (name) => holds(tests.get(name) as Test))) !== negated;
}

function parseTest<Test>(
  entry: Readonly<Record<string, unknown>>,
  place: YamlPath,
  known: readonly Definition<Test>[],
  problems: RuleProblems,
): Test | undefined {
  const options = new Options(entry, place, problems);
  const type = options.requiredText('type');
  const definition = known.find((candidate) => candidate.type === type);
  if (!definition) {
    const close = suggest(
      type,
      known.map((candidate) => candidate.type),
    );
    const hint = close === undefined ? undefined : `Did you mean "${close}"?`;
    problems.add('schema-value', `There is no condition "${type}" here.`, { path: [...place, 'type'] }, hint);
    return undefined;
  }
  try {
    const test = definition.parse(options);
    options.close();
    return test;
  } catch (error) {
    if (!(error instanceof PcreFailure || error instanceof SyntaxError)) throw error;
    problems.add('invalid-regex', error.message, { path: place });
    return undefined;
  }
}

function parsedExpression(
  text: string,
  names: readonly string[],
  path: YamlPath,
  problems: RuleProblems,
): Condition | undefined {
  try {
    const condition = parseCondition(text);
    const unknown = namesIn(condition).find((name) => !names.includes(name));
    if (unknown === undefined) return condition;
    problems.add('invalid-condition', `There is no condition called "${unknown}".`, { path });
  } catch (error) {
    if (!(error instanceof ConditionFailure)) throw error;
    problems.add('invalid-condition', error.message, { path, ...error.span });
  }
  return undefined;
}

function namesIn(condition: Condition): readonly string[] {
  switch (condition.kind) {
    case 'detection':
      return [condition.name];
    case 'of':
      return [condition.pattern];
    case 'not':
      return namesIn(condition.part);
    default:
      return condition.parts.flatMap(namesIn);
  }
}

function evaluate(condition: Condition, holds: (name: string) => boolean): boolean {
  switch (condition.kind) {
    case 'detection':
      return holds(condition.name);
    case 'of':
      return holds(condition.pattern);
    case 'not':
      return !evaluate(condition.part, holds);
    case 'and':
      return condition.parts.every((part) => evaluate(part, holds));
    case 'or':
      return condition.parts.some((part) => evaluate(part, holds));
  }
}
