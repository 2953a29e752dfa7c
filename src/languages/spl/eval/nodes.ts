import type { Subsearch } from '../pipeline.ts';

/** The syntax of eval expressions. Spans are offsets in the expanded text. */
export type EvalNode =
  FieldNode | NumberNode | StringNode | CallNode | UnaryNode | BinaryNode | InNode | SubsearchValueNode;

interface Placed {
  readonly start: number;
  readonly end: number;
}

export interface FieldNode extends Placed {
  readonly kind: 'field';
  readonly name: string;
}

export interface NumberNode extends Placed {
  readonly kind: 'number';
  readonly text: string;
}

export interface StringNode extends Placed {
  readonly kind: 'string';
  readonly value: string;
}

export interface CallNode extends Placed {
  readonly kind: 'call';
  /** As written. */
  readonly name: string;
  readonly arguments: readonly EvalNode[];
}

export interface UnaryNode extends Placed {
  readonly kind: 'unary';
  readonly operator: '-' | '+' | 'NOT';
  readonly operand: EvalNode;
}

export type BinaryOperator =
  '+' | '-' | '*' | '/' | '%' | '.' | '=' | '!=' | '<' | '<=' | '>' | '>=' | 'LIKE' | 'AND' | 'OR' | 'XOR';

export interface BinaryNode extends Placed {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: EvalNode;
  readonly right: EvalNode;
}

export interface InNode extends Placed {
  readonly kind: 'in';
  readonly operand: EvalNode;
  readonly values: readonly EvalNode[];
}

/** `[ … | return $field]`: the value that a subsearch gives. */
export interface SubsearchValueNode extends Placed {
  readonly kind: 'subsearch';
  readonly subsearch: Subsearch;
}
