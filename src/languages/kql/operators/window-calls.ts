import { column, type Expression } from '../../../plan/expression.ts';
import type { NamedExpression, Plan } from '../../../plan/plan.ts';
import { kqlWindowFunctionNamed } from '../functions/window.ts';
import { type Context, freshName, staged } from '../lowering/context.ts';

interface Lifted {
  readonly plan: Plan;
  readonly expressions: readonly NamedExpression[];
  readonly lifted: boolean;
}

/** Window functions (`prev`, `row_number`) need rows in order: they become columns of a Window below. */
export function liftWindows(input: Plan, outputs: readonly NamedExpression[], context: Context): Lifted {
  let plan = input;
  const lift = (expression: Expression): Expression => {
    if (expression.kind !== 'call') return expression;
    const args = expression.arguments.map(lift);
    const name = expression.function.replace(/^kql\./, '');
    if (!kqlWindowFunctionNamed(name)) return { ...expression, arguments: args };
    const made = freshName(context, 'window');
    const { types, result } = expression.options as { readonly types: readonly string[]; readonly result: string };
    plan = {
      op: 'Window',
      input: plan,
      function: 'kql.window',
      options: { columns: [{ name: made, function: name, arguments: args, types, result }] },
      adds: [made],
      ...staged(context),
    };
    return column(made, expression.span);
  };
  const expressions = outputs.map(({ name, expression }) => ({ name, expression: lift(expression) }));
  return { plan, expressions, lifted: plan !== input };
}
