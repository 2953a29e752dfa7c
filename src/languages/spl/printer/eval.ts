import type { BinaryOperator, EvalNode } from '../eval/nodes.ts';
import { printSubsearch } from './pipeline.ts';
import { quoted } from './text.ts';

/** How tightly a node binds; an operand that binds less than its place asks for stands in parentheses. */
const LEVEL = { xor: 1, or: 2, and: 3, not: 4, comparison: 5, sum: 6, product: 7, sign: 8, primary: 9 } as const;

const OPERATOR_LEVEL: Readonly<Record<BinaryOperator, number>> = {
  XOR: LEVEL.xor,
  OR: LEVEL.or,
  AND: LEVEL.and,
  '=': LEVEL.comparison,
  '!=': LEVEL.comparison,
  '<': LEVEL.comparison,
  '<=': LEVEL.comparison,
  '>': LEVEL.comparison,
  '>=': LEVEL.comparison,
  LIKE: LEVEL.comparison,
  '+': LEVEL.sum,
  '-': LEVEL.sum,
  '.': LEVEL.sum,
  '*': LEVEL.product,
  '/': LEVEL.product,
  '%': LEVEL.product,
};

/** Operators that are words, and those that read as part of a number, stand between blanks. */
const TIGHT: ReadonlySet<string> = new Set(['=', '!=', '<', '<=', '>', '>=']);
const KEYWORD = /^(and|or|not|xor|like|in|between)$/i;
const BARE_FIELD = /^(?:[A-Za-z_]\w*|\$\w+\$)$/;

/** An eval expression, with the parentheses that its shape needs and no others. */
export function printEval(node: EvalNode): string {
  switch (node.kind) {
    case 'field':
      return printEvalField(node.name);
    case 'number':
      return node.text;
    case 'string':
      return quoted(node.value);
    case 'call':
      return `${node.name}(${node.arguments.map(printEval).join(', ')})`;
    case 'in':
      return `${operand(node.operand, LEVEL.comparison)} IN (${node.values.map(printEval).join(', ')})`;
    case 'unary':
      return node.operator === 'NOT'
        ? `NOT ${operand(node.operand, LEVEL.not)}`
        : `${node.operator}${operand(node.operand, LEVEL.sign)}`;
    case 'binary': {
      const level = OPERATOR_LEVEL[node.operator];
      const operator = TIGHT.has(node.operator) ? node.operator : ` ${node.operator} `;
      return `${operand(node.left, level)}${operator}${operand(node.right, level + 1)}`;
    }
    case 'subsearch':
      return printSubsearch(node.subsearch);
  }
}

/** A field inside an expression: other names than plain ones stand in single quotes. */
export const printEvalField = (name: string): string =>
  BARE_FIELD.test(name) && !KEYWORD.test(name) ? name : `'${name.replace(/[\\']/g, '\\$&')}'`;

const operand = (node: EvalNode, place: number): string =>
  levelOf(node) >= place ? printEval(node) : `(${printEval(node)})`;

function levelOf(node: EvalNode): number {
  switch (node.kind) {
    case 'binary':
      return OPERATOR_LEVEL[node.operator];
    case 'unary':
      return node.operator === 'NOT' ? LEVEL.not : LEVEL.sign;
    case 'in':
      return LEVEL.comparison;
    default:
      return LEVEL.primary;
  }
}
