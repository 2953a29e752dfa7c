import { suggest } from '../../diagnostics/suggest.ts';
import type { Expression } from '../../plan/expression.ts';
import { columnsOf, literalsOf } from './describe.ts';
import type { Tally, TalliedCondition } from './tally.ts';
import { append } from '../../util/append.ts';

const NONE = '(none)';

/** What is probably wrong with a condition that does not hold, from what stood in its columns; a sentence each. */
export function hintsFor(expression: Expression, condition: TalliedCondition, tally: Tally): readonly string[] {
  const hints: string[] = [];
  for (const column of columnsOf(expression)) {
    if (column.startsWith('_')) continue;
    const values = condition.values(column).filter((value) => value !== NONE && value !== '');
    if (values.length === 0) hints.push(emptyColumn(column, tally));
    else append(hints, comparisons(expression, column, values));
  }
  return [...new Set(hints)];
}

function emptyColumn(column: string, { names }: Tally): string {
  const others = names.filter((name) => name !== column && !name.startsWith('_'));
  const sameLetters = others.find((name) => name.toLowerCase() === column.toLowerCase());
  const close = sameLetters ?? suggest(column, others) ?? others.find((name) => isPartOf(name, column));
  const instead = close === undefined ? '' : ` There is a field "${close}".`;
  return `No row has a value in "${column}"; a comparison with nothing does not hold.${instead}`;
}

const isPartOf = (name: string, column: string): boolean => {
  const [left, right] = [name.toLowerCase(), column.toLowerCase()];
  return Math.min(left.length, right.length) >= 4 && (left.endsWith(right) || right.endsWith(left));
};

/** How the values that stood there differ from those that were asked for. */
function comparisons(expression: Expression, column: string, values: readonly string[]): readonly string[] {
  const hints: string[] = [];
  for (const literal of literalsOf(expression)) {
    const wanted = String(literal).replace(/^\*+|\*+$/g, '');
    if (wanted === '') continue;
    if (values.includes(wanted)) {
      if (isNegated(expression)) continue;
      if (typeof literal === 'number')
        hints.push(`"${column}" holds ${wanted} as text: a number and a text are never equal.`);
      continue;
    }
    const otherCase = values.find((value) => value.toLowerCase() === wanted.toLowerCase());
    const spaced = values.find((value) => value.trim() === wanted.trim());
    const sameNumber = values.find((value) => isNumber(value) && isNumber(wanted) && Number(value) === Number(wanted));
    const longer = values.find((value) => wanted.length > 2 && value.toLowerCase().includes(wanted.toLowerCase()));
    const shorter = values.find((value) => value.length > 2 && wanted.toLowerCase().includes(value.toLowerCase()));
    if (otherCase !== undefined) hints.push(`"${column}" holds "${otherCase}": the same letters in another case.`);
    else if (spaced !== undefined) hints.push(`"${column}" holds "${spaced}": the same but for blanks around it.`);
    else if (sameNumber !== undefined)
      hints.push(`"${column}" holds "${sameNumber}": the same number, written otherwise.`);
    else if (longer !== undefined) hints.push(`"${column}" holds "${longer}", of which "${wanted}" is a part.`);
    else if (shorter !== undefined) hints.push(`"${column}" holds "${shorter}", which is a part of "${wanted}".`);
  }
  return hints.slice(0, 3);
}

const isNumber = (text: string): boolean => text.trim() !== '' && Number.isFinite(Number(text));

const isNegated = (expression: Expression): boolean =>
  expression.kind === 'call' && /(?:^|[.-])not(?:-|$)/.test(expression.function);
