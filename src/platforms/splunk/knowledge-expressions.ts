import type { SplEnvironment } from '../../languages/spl/environment.ts';
import { type LoweredExpression, lowerSplEval, lowerSplSearchExpression } from '../../languages/spl/index.ts';

const known = new WeakMap<SplEnvironment, Map<string, LoweredExpression>>();

/** Lowered at most once per environment: a worker runs many searches over the same knowledge. */
function lowered(environment: SplEnvironment, key: string, lower: () => LoweredExpression): LoweredExpression {
  let expressions = known.get(environment);
  if (!expressions) {
    expressions = new Map();
    known.set(environment, expressions);
  }
  let expression = expressions.get(key);
  if (!expression) {
    expression = lower();
    expressions.set(key, expression);
  }
  return expression;
}

/** The search of an event type or of a constraint. */
export const knowledgeSearch = (text: string, environment: SplEnvironment): LoweredExpression =>
  lowered(environment, `search ${text}`, () => lowerSplSearchExpression(text, environment));

/** The expression of a calculated field. */
export const knowledgeEval = (text: string, environment: SplEnvironment): LoweredExpression =>
  lowered(environment, `eval ${text}`, () => lowerSplEval(text, environment));
