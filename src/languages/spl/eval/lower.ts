import { namesOf } from '../../documented.ts';
import { DOCUMENTED_SPL } from '../documented.ts';
import { suggest } from '../../../diagnostics/suggest.ts';
import { call, column, type Expression, literal } from '../../../plan/expression.ts';
import { Cursor } from '../cursor.ts';
import type { LookupCallOptions } from '../functions/lookup.ts';
import { significantDigits, type WrittenPrecision } from '../functions/precision.ts';
import type { SplFunction } from '../functions/define.ts';
import { splFunctionNamed, splFunctionNames } from '../functions/index.ts';
import { SplProblem } from '../problems.ts';
import { checkPattern } from '../regex/check.ts';
import { resolveLookup } from '../resolve-lookup.ts';
import type { LowerScope } from '../scope.ts';
import { lowerSearch } from '../search/lower.ts';
import { parseSearchExpression } from '../search/parse.ts';
import type { BinaryNode, CallNode, EvalNode } from './nodes.ts';
import { smallest } from '../../../util/append.ts';

const DOCUMENTED: ReadonlySet<string> = new Set(namesOf(DOCUMENTED_SPL['eval function']));

const OPERATORS: Readonly<Record<BinaryNode['operator'], string>> = {
  '+': 'spl.add',
  '-': 'spl.subtract',
  '*': 'spl.multiply',
  '/': 'spl.divide',
  '%': 'spl.modulo',
  '.': 'spl.concat',
  '=': 'spl.equals',
  '!=': 'spl.not-equals',
  '<': 'spl.less',
  '<=': 'spl.less-or-equal',
  '>': 'spl.greater',
  '>=': 'spl.greater-or-equal',
  LIKE: 'spl.like',
  AND: 'spl.and',
  OR: 'spl.or',
  XOR: 'spl.xor',
};

/** An eval expression as an expression of the plan. */
export function lowerEval(node: EvalNode, scope: LowerScope): Expression {
  const span = scope.span(node.start, node.end);
  switch (node.kind) {
    case 'field':
      return column(node.name, span);
    case 'string':
      return literal(node.value, span);
    case 'number':
      return literal(Number(node.text), span);
    case 'unary': {
      const operand = lowerEval(node.operand, scope);
      if (node.operator === 'NOT') return call('spl.not', [operand], span);
      if (node.operator === '+') return operand;
      return operand.kind === 'literal' && typeof operand.value === 'number'
        ? literal(-operand.value, span)
        : call('spl.negate', [operand], span);
    }
    case 'binary':
      return call(
        OPERATORS[node.operator],
        [lowerEval(node.left, scope), lowerEval(node.right, scope)],
        span,
        literalTexts(node),
      );
    case 'in':
      return call(
        'spl.in',
        [node.operand, ...node.values].map((part) => lowerEval(part, scope)),
        span,
      );
    case 'call':
      return lowerCall(node, scope);
    case 'subsearch':
      return call('spl.subsearch-value', [{ kind: 'table', plan: scope.lowerSubsearch(node.subsearch) }], span);
  }
}

const ARITHMETIC_CALLS: ReadonlySet<string> = new Set(['spl.multiply', 'spl.divide']);
const ARITHMETIC: ReadonlySet<string> = new Set(['+', '-', '*', '/']);

/** How number literals were written: a product or quotient is rounded to the least precise of its factors. */
function literalTexts(node: BinaryNode): unknown {
  if (!ARITHMETIC.has(node.operator)) return undefined;
  if (node.left.kind !== 'number' && node.right.kind !== 'number') return undefined;
  return { literals: [node.left, node.right].map((side) => (side.kind === 'number' ? side.text : undefined)) };
}

/** Functions of numbers alone: a text in quotes is a mistake there, a field that holds text is passed over. */
const NUMBERS_ALONE: ReadonlySet<string> = new Set(['sum', 'avg']);

function checkNumbers({ name, arguments: args }: CallNode): void {
  const text = NUMBERS_ALONE.has(name.toLowerCase()) ? args.find(({ kind }) => kind === 'string') : undefined;
  if (!text) return;
  throw new SplProblem(
    'type-mismatch',
    `"${name}" takes numbers, not a text.`,
    text.start,
    text.end,
    'Turn it into a number: tonumber("…").',
  );
}

function lowerCall(node: CallNode, scope: LowerScope): Expression {
  const name = node.name.toLowerCase();
  const span = scope.span(node.start, node.end);
  checkNumbers(node);
  if (name === 'searchmatch') return lowerSearchMatch(node, scope);
  if (name === 'in')
    return call(
      'spl.in',
      node.arguments.map((part) => lowerEval(part, scope)),
      span,
    );
  if (name === 'like')
    return call(
      'spl.like',
      node.arguments.map((part) => lowerEval(part, scope)),
      span,
    );
  if (name === 'mvfilter' || name === 'mvmap') return lowerPerValue(name, node, scope);
  const definition = splFunctionNamed(name);
  if (!definition) {
    if (DOCUMENTED.has(name)) {
      const message = `The eval function "${name}" is not supported.`;
      throw new SplProblem('unsupported-function', message, node.start, node.start + node.name.length);
    }
    const close = suggest(name, splFunctionNames());
    const hint =
      close === undefined ? '"firedrill help spl" lists the functions there are.' : `Did you mean "${close}"?`;
    throw new SplProblem(
      'unknown-function',
      `There is no eval function "${node.name}".`,
      node.start,
      node.start + node.name.length,
      hint,
    );
  }
  checkArguments(node, definition);
  const args = node.arguments.map((part) => lowerEval(part, scope));
  if (definition.name === 'lookup') return call('spl.lookup', args.slice(1), span, lookupOptions(node, scope));
  if (definition.name === 'sigfig') return call('spl.sigfig', args, span, writtenPrecision(node.arguments[0]));
  return call(`spl.${definition.name}`, definition.name === 'exact' ? args.map(exactly) : args, span);
}

/** `lookup` names its table in its first argument, which has to be there before the search runs. */
function lookupOptions({ arguments: [table], start, end }: CallNode, scope: LowerScope): LookupCallOptions {
  if (table?.kind !== 'string') {
    throw new SplProblem('invalid-argument', '"lookup" takes the name of a lookup in quotes.', start, end);
  }
  return { name: table.value, definition: resolveLookup(table.value, table.start + 1, scope) };
}

/** Functions that take pairs of a condition and a value. */
const PAIRED: ReadonlySet<string> = new Set(['case', 'validate']);
/** Functions whose second argument is a regular expression. */
const WITH_REGEX: ReadonlySet<string> = new Set(['match', 'replace', 'mvfind']);

function checkArguments(node: CallNode, { name, syntax, minimum, maximum }: SplFunction): void {
  const { length } = node.arguments;
  const tooFew = length < minimum;
  if (tooFew || (maximum !== undefined && length > maximum) || (PAIRED.has(name) && length % 2 !== 0)) {
    const wanted = PAIRED.has(name)
      ? 'pairs of a condition and a value'
      : maximum === undefined
        ? `at least ${minimum} argument${minimum === 1 ? '' : 's'}`
        : `${minimum === maximum ? minimum : `${minimum} to ${maximum}`} argument${maximum === 1 ? '' : 's'}`;
    const message = `"${node.name}" takes ${wanted}, not ${length}.`;
    throw new SplProblem('invalid-argument', message, node.start, node.end, `It is written: ${syntax}`);
  }
  const pattern = WITH_REGEX.has(name) ? node.arguments[1] : undefined;
  if (pattern?.kind === 'string') checkPattern(pattern.value, pattern.start, pattern.end);
}

/** A sum is as precise as the summand with the fewest decimals, a product as the factor with the fewest digits. */
function writtenPrecision(node: EvalNode | undefined): WrittenPrecision {
  const written = node ? numbersIn(node) : [];
  if (written.length === 0) return {};
  const isSum = node?.kind === 'binary' && (node.operator === '+' || node.operator === '-');
  if (isSum) return { decimals: smallest(written.map((text) => (text.split('.')[1] ?? '').length)) };
  return { digits: smallest(written.map(significantDigits)) };
}

const numbersIn = (node: EvalNode): readonly string[] =>
  node.kind === 'number'
    ? [node.text]
    : node.kind === 'unary'
      ? numbersIn(node.operand)
      : node.kind === 'binary'
        ? [...numbersIn(node.left), ...numbersIn(node.right)]
        : [];

/** Within `exact()` no literal limits the precision of a product or quotient. */
function exactly(expression: Expression): Expression {
  if (expression.kind !== 'call') return expression;
  const args = expression.arguments.map(exactly);
  return ARITHMETIC_CALLS.has(expression.function)
    ? { ...expression, arguments: args, options: { exact: true } }
    : { ...expression, arguments: args };
}

/** `mvfilter(predicate)` and `mvmap(field, expression)`: the field stands for each of its values in turn. */
function lowerPerValue(name: string, node: CallNode, scope: LowerScope): Expression {
  const [first, second] = node.arguments;
  const body = name === 'mvmap' ? second : first;
  const field = first && fieldIn(first);
  if (!body || field?.kind !== 'field') {
    throw new SplProblem('invalid-argument', `"${node.name}" needs a field.`, node.start, node.end);
  }
  const perValue = withItem(lowerEval(body, scope), field.name);
  const values = name === 'mvmap' && first ? lowerEval(first, scope) : column(field.name);
  return call(`spl.${name}`, [values, perValue], scope.span(node.start, node.end), { item: field.name });
}

function fieldIn(node: EvalNode): EvalNode | undefined {
  switch (node.kind) {
    case 'field':
      return node;
    case 'unary':
      return fieldIn(node.operand);
    case 'binary':
      return fieldIn(node.left) ?? fieldIn(node.right);
    case 'in':
      return fieldIn(node.operand);
    case 'call':
      return node.arguments.map(fieldIn).find((found) => found !== undefined);
    default:
      return undefined;
  }
}

function withItem(expression: Expression, field: string): Expression {
  if (expression.kind === 'column' && expression.name === field) return { kind: 'variable', name: field };
  if (expression.kind !== 'call') return expression;
  return { ...expression, arguments: expression.arguments.map((part) => withItem(part, field)) };
}

function lowerSearchMatch(node: CallNode, scope: LowerScope): Expression {
  const [argument] = node.arguments;
  if (argument?.kind !== 'string') {
    throw new SplProblem('invalid-argument', '"searchmatch" needs a quoted search.', node.start, node.end);
  }
  return lowerSearch(parseSearchExpression(new Cursor(argument.value)), {
    ...scope,
    span: () => scope.span(node.start, node.end),
  });
}
