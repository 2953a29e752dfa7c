import type { Expression } from '../../../plan/expression.ts';
import type { Mention } from '../../../plan/plan.ts';

/** The column whose text an expression shows: the column itself, or a property of a dynamic column. */
function columnOf(expression: Expression | undefined): string | undefined {
  if (expression?.kind === 'column') return expression.name;
  return expression?.kind === 'call' && ['kql.path', 'kql.tostring'].includes(expression.function)
    ? columnOf(expression.arguments[0])
    : undefined;
}

const textOf = (expression: Expression | undefined): string | undefined =>
  expression?.kind === 'literal' && typeof expression.value === 'string' && expression.value !== ''
    ? expression.value
    : undefined;

/** `column <operator> 'text'`: the row must mention the text. */
export function mentionOfText(args: readonly Expression[]): Mention | undefined {
  const [left, right] = args;
  const column = columnOf(left) ?? columnOf(right);
  const text = columnOf(left) === undefined ? textOf(left) : textOf(right);
  return column === undefined || text === undefined ? undefined : { column, text };
}

/** The literals on the right of `in`, `has_any`, `has_all`; undefined when they are not all known. */
export function literalTexts(args: readonly Expression[]): readonly string[] | undefined {
  const texts: string[] = [];
  for (const arg of args.slice(1)) {
    const values = arg.kind === 'literal' && Array.isArray(arg.value) ? arg.value : undefined;
    if (values?.every((value): value is string => typeof value === 'string' && value !== '')) texts.push(...values);
    else {
      const text = textOf(arg);
      if (text === undefined) return undefined;
      texts.push(text);
    }
  }
  return texts.length === 0 ? undefined : texts;
}

export function mentionOfAny(args: readonly Expression[]): Mention | undefined {
  const column = columnOf(args[0]);
  const texts = literalTexts(args);
  return column === undefined || !texts ? undefined : { any: texts.map((text) => ({ column, text })) };
}

export function mentionOfAll(args: readonly Expression[]): Mention | undefined {
  const column = columnOf(args[0]);
  const texts = literalTexts(args);
  return column === undefined || !texts ? undefined : { all: texts.map((text) => ({ column, text })) };
}
