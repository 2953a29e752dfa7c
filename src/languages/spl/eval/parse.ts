import type { Cursor } from '../cursor.ts';
import { parseSubsearch } from '../pipeline.ts';
import { SplProblem } from '../problems.ts';
import type { BinaryOperator, EvalNode } from './nodes.ts';

const DEPTH_LIMIT = 200;

/** Operands of one logical operator beyond which the tree is laid out flat, so that walking it does not go too deep. */
const LONG_CHAIN = 256;

/** The most operators of arithmetic or comparison one after the other. */
const MOST_OPERATORS = 1_000;

/**
 * eval expressions: parentheses, then unary minus, `* / %`, `+ -` and `.`, comparisons, NOT, AND, OR, XOR.
 *
 * https://help.splunk.com/en/splunk-enterprise/search/spl-search-reference/10.0/search-commands/eval
 */
export function parseEvalExpression(cursor: Cursor): EvalNode {
  return new EvalParser(cursor).parse();
}

/** Halves joined, again and again: these operators are associative. */
function balanced(operator: 'AND' | 'OR' | 'XOR', operands: readonly EvalNode[]): EvalNode {
  const [only] = operands;
  if (only !== undefined && operands.length === 1) return only;
  const middle = operands.length >> 1;
  return binary(operator, balanced(operator, operands.slice(0, middle)), balanced(operator, operands.slice(middle)));
}

class EvalParser {
  readonly #cursor: Cursor;
  #depth = 0;

  constructor(cursor: Cursor) {
    this.#cursor = cursor;
  }

  parse(): EvalNode {
    return this.#logical('XOR', () => this.#logical('OR', () => this.#logical('AND', () => this.#not())));
  }

  #nested<T>(parse: () => T): T {
    this.#depth += 1;
    if (this.#depth > DEPTH_LIMIT) {
      const { at } = this.#cursor;
      throw new SplProblem('unsupported-syntax', 'The expression is nested too deeply.', at, at + 1);
    }
    const result = parse();
    this.#depth -= 1;
    return result;
  }

  #logical(operator: 'AND' | 'OR' | 'XOR', operand: () => EvalNode): EvalNode {
    const operands = [operand()];
    while (this.#cursor.takeKeyword(operator)) operands.push(operand());
    return operands.length > LONG_CHAIN
      ? balanced(operator, operands)
      : operands.reduce((left, right) => binary(operator, left, right));
  }

  /** Counts the operators of a chain. */
  #chained(count: number): number {
    if (count < MOST_OPERATORS) return count + 1;
    const { at } = this.#cursor;
    const message = `More than ${MOST_OPERATORS} operators one after the other are not supported.`;
    throw new SplProblem('unsupported-syntax', message, at - 1, at);
  }

  /** not := (NOT | !) not | comparison */
  #not(): EvalNode {
    this.#cursor.skipSpace();
    const start = this.#cursor.at;
    if (this.#cursor.takeKeyword('NOT') || this.#cursor.takeMatch(/!(?!=)/y)) {
      const operand = this.#nested(() => this.#not());
      return { kind: 'unary', operator: 'NOT', operand, start, end: operand.end };
    }
    return this.#comparison();
  }

  /** comparison := sum ((= | == | != | < | <= | > | >= | LIKE) sum | [NOT] IN ( … ) | BETWEEN sum AND sum)* */
  #comparison(): EvalNode {
    let left = this.#sum();
    for (let count = 0; ; count = this.#chained(count)) {
      const operator = this.#cursor.takeMatch(/==|!=|<=|>=|=|<|>/y)?.[0];
      if (operator !== undefined) {
        left = binary((operator === '==' ? '=' : operator) as BinaryOperator, left, this.#sum());
      } else if (this.#cursor.takeKeyword('LIKE')) left = binary('LIKE', left, this.#sum());
      else if (this.#cursor.takeKeyword('IN')) left = this.#in(left);
      else if (this.#cursor.takeMatch(/NOT\s+IN(?!\w)/iy)) {
        const operand = this.#in(left);
        left = { kind: 'unary', operator: 'NOT', operand, start: operand.start, end: operand.end };
      } else if (this.#cursor.takeKeyword('BETWEEN')) left = this.#between(left);
      else return left;
    }
  }

  #in(operand: EvalNode): EvalNode {
    this.#cursor.expect('(', 'The values of IN stand in parentheses: field IN ("a", "b").');
    const values = this.#list(this.#cursor.at - 1);
    return { kind: 'in', operand, values, start: operand.start, end: this.#cursor.at };
  }

  #between(value: EvalNode): EvalNode {
    const low = this.#sum();
    if (!this.#cursor.takeKeyword('AND')) this.#cursor.fail('Expected AND');
    return binary('AND', binary('>=', value, low), binary('<=', value, this.#sum()));
  }

  #sum(): EvalNode {
    let left = this.#product();
    for (let count = 0; ; count = this.#chained(count)) {
      const operator = this.#cursor.takeMatch(/[+\-.]/y)?.[0];
      if (operator === undefined) return left;
      left = binary(operator as BinaryOperator, left, this.#product());
    }
  }

  #product(): EvalNode {
    let left = this.#unary();
    for (let count = 0; ; count = this.#chained(count)) {
      const operator = this.#cursor.takeMatch(/[*/%]/y)?.[0];
      if (operator === undefined) return left;
      left = binary(operator as BinaryOperator, left, this.#unary());
    }
  }

  #unary(): EvalNode {
    this.#cursor.skipSpace();
    const start = this.#cursor.at;
    const sign = this.#cursor.takeMatch(/[+-]/y)?.[0];
    if (sign === undefined) return this.#primary();
    const operand = this.#nested(() => this.#unary());
    return { kind: 'unary', operator: sign as '-' | '+', operand, start, end: operand.end };
  }

  /** primary := ( expression ) | number | "text" | 'field' | $token$ | name ( … ) | name */
  #primary(): EvalNode {
    const cursor = this.#cursor;
    cursor.skipSpace();
    const start = cursor.at;
    if (cursor.take('(')) {
      const inner = this.#nested(() => this.parse());
      cursor.close(start);
      return { ...inner, start, end: cursor.at };
    }
    if (cursor.peek() === '[') {
      const subsearch = parseSubsearch(cursor);
      return { kind: 'subsearch', subsearch, start, end: cursor.at };
    }
    const number = cursor.takeMatch(/0x[0-9a-f]+(?!\w)|(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?(?![\w])/iy)?.[0];
    if (number !== undefined) return { kind: 'number', text: number, start, end: cursor.at };
    const text = cursor.takeQuoted();
    if (text !== undefined) return { kind: 'string', value: text, start, end: cursor.at };
    const quoted = cursor.takeMatch(/'((?:[^'\\]|\\.)*)'/sy);
    if (quoted) return { kind: 'field', name: (quoted[1] ?? '').replace(/\\(['\\])/g, '$1'), start, end: cursor.at };
    const name = cursor.takeMatch(/\$?[A-Za-z_][\w:@]*(?:\{\}(?:\.\w+)*)?\$?|\d+[A-Za-z_]\w*/y)?.[0];
    if (name === undefined) return this.#missing();
    const end = cursor.at;
    if (cursor.take('(')) {
      const args = this.#list(cursor.at - 1);
      return { kind: 'call', name, arguments: args, start, end: cursor.at };
    }
    return { kind: 'field', name, start, end };
  }

  #missing(): never {
    const cursor = this.#cursor;
    const found = cursor.peek();
    if (found === "'") {
      const hint = 'Single quotation marks hold the name of a field, double ones a text.';
      throw new SplProblem('syntax-error', 'A single quotation mark is not closed.', cursor.at, cursor.at + 1, hint);
    }
    if (found === '=') cursor.fail('Expected an expression', 'An assignment has one =, a comparison = or ==.');
    return cursor.fail(
      'Expected an expression',
      'A field, a text in double quotes, a number or a function stands here.',
    );
  }

  /** Expressions up to the parenthesis that closes the one at `open`, which is taken. */
  #list(open: number): readonly EvalNode[] {
    const items: EvalNode[] = [];
    if (this.#cursor.take(')')) return items;
    do items.push(this.#nested(() => this.parse()));
    while (this.#cursor.take(','));
    this.#cursor.close(open);
    return items;
  }
}

const binary = (operator: BinaryOperator, left: EvalNode, right: EvalNode): EvalNode => ({
  kind: 'binary',
  operator,
  left,
  right,
  start: left.start,
  end: right.end,
});
