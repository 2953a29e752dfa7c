import type { Expression } from '../../plan/expression.ts';
import type { Library } from '../../plan/library.ts';

/** The conditions that must all hold for the predicate to hold. */
export function conjunctsOf(predicate: Expression, library: Library): readonly Expression[] {
  const isConjunction = predicate.kind === 'call' && library.scalar(predicate.function)?.conjunction === true;
  return isConjunction ? predicate.arguments.flatMap((part) => conjunctsOf(part, library)) : [predicate];
}

/** The conditions of which one must hold; empty when it is not a choice. */
export function alternativesOf(predicate: Expression): readonly Expression[] {
  return isChoice(predicate)
    ? predicate.arguments.flatMap((part) => (isChoice(part) ? alternativesOf(part) : [part]))
    : [];
}

const isChoice = (expression: Expression): expression is Expression & { readonly kind: 'call' } =>
  expression.kind === 'call' && /^[a-z]+\.(?:search-)?or$/.test(expression.function);
