import { piecesInOrder } from '../../util/pieces-in-order.ts';
import type { Span } from '../../plan/expression.ts';

/** What a condition says about its detections. */
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Condition[]; readonly span: Span }
  | { readonly kind: 'not'; readonly part: Condition; readonly span: Span }
  | { readonly kind: 'detection'; readonly name: string; readonly span: Span }
  | { readonly kind: 'of'; readonly quantifier: 'any' | 'all'; readonly pattern: string; readonly span: Span };

export class ConditionFailure extends Error {
  readonly span: Span;
  constructor(message: string, span: Span) {
    super(message);
    this.span = span;
  }
}

interface Token {
  readonly text: string;
  readonly span: Span;
}

const DEPTH_LIMIT = 64;
const KEYWORDS = new Set(['and', 'or', 'not', 'of']);

/**
 * Parses a condition. `not` binds tightest, then `and`, then `or`; `1 of`, `any of` and `all of` take a pattern of
 * names or `them`.
 *
 * @see https://github.com/SigmaHQ/sigma-specification/blob/main/specification/sigma-rules-specification.md#condition
 * @throws ConditionFailure
 */
export function parseCondition(text: string): Condition {
  const tokens = tokenise(text);
  let at = 0;
  const end: Span = { start: text.length, end: text.length };
  const peek = (): Token | undefined => tokens[at];
  const isKeyword = (word: string): boolean => peek()?.text.toLowerCase() === word;
  const expected = (what: string): ConditionFailure => {
    const token = peek();
    const found = token ? `, found "${token.text}"` : ' at the end of the condition';
    return new ConditionFailure(`Expected ${what}${found}.`, token?.span ?? end);
  };

  // or := and ("or" and)* ; and := not ("and" not)*
  const binary = (kind: 'and' | 'or', operand: (depth: number) => Condition, depth: number): Condition => {
    const parts = [operand(depth)];
    while (isKeyword(kind)) {
      at += 1;
      parts.push(operand(depth));
    }
    const [first] = parts as [Condition];
    const span = { start: first.span.start, end: (parts.at(-1) as Condition).span.end };
    return parts.length === 1 ? first : { kind, parts, span };
  };
  const disjunction = (depth: number): Condition => binary('or', conjunction, depth);
  const conjunction = (depth: number): Condition => binary('and', negation, depth);

  // not := "not" not | "(" or ")" | quantifier "of" pattern | name
  const negation = (depth: number): Condition => {
    const token = peek();
    if (depth > DEPTH_LIMIT) throw new ConditionFailure('The condition is nested too deep.', token?.span ?? end);
    if (!token) throw expected('a detection');
    if (isKeyword('not')) {
      at += 1;
      const part = negation(depth + 1);
      return { kind: 'not', part, span: { start: token.span.start, end: part.span.end } };
    }
    if (token.text === '(') {
      at += 1;
      const inner = disjunction(depth + 1);
      const close = peek();
      if (close?.text !== ')') throw expected('")"');
      at += 1;
      return { ...inner, span: { start: token.span.start, end: close.span.end } };
    }
    if (token.text === ')' || KEYWORDS.has(token.text.toLowerCase())) throw expected('a detection');
    at += 1;
    if (!isKeyword('of')) return { kind: 'detection', name: token.text, span: token.span };
    const quantifier = token.text.toLowerCase();
    if (quantifier !== '1' && quantifier !== 'any' && quantifier !== 'all') {
      throw new ConditionFailure(
        `"${token.text} of" is no quantifier; there are "1 of", "any of" and "all of".`,
        token.span,
      );
    }
    at += 1;
    const pattern = peek();
    if (!pattern || pattern.text === '(' || pattern.text === ')') throw expected('a pattern of names or "them"');
    at += 1;
    const span = { start: token.span.start, end: pattern.span.end };
    return { kind: 'of', quantifier: quantifier === 'all' ? 'all' : 'any', pattern: pattern.text, span };
  };

  const condition = disjunction(0);
  if (peek()) throw expected('"and", "or" or the end of the condition');
  return condition;
}

function tokenise(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(/[()]|[^\s()|]+|\|/g)) {
    const span = { start: match.index, end: match.index + match[0].length };
    if (match[0] === '|') {
      throw new ConditionFailure(
        'Aggregations behind "|" are no part of Sigma 2; a correlation rule takes their place.',
        {
          start: span.start,
          end: text.length,
        },
      );
    }
    tokens.push({ text: match[0], span });
  }
  return tokens;
}

/** The names that a pattern of `1 of` or `all of` stands for. Names that begin with `_` are left out unless asked for. */
export function namesMatching(pattern: string, names: readonly string[]): readonly string[] {
  const hidden = (name: string): boolean => name.startsWith('_') && !pattern.startsWith('_');
  if (pattern === 'them') return names.filter((name) => !name.startsWith('_'));
  const pieces = pattern.split('*');
  if (pieces.length === 1) return names.filter((name) => name === pattern);
  const isMeant = piecesInOrder(pieces);
  return names.filter((name) => !hidden(name) && isMeant(name));
}
