import type { AggregationNode } from '../aggregation-call.ts';
import { splAggregationNamed } from '../aggregations/index.ts';
import type { ModelReference } from '../data-model.ts';
import type { BinaryOperator, EvalNode } from '../eval/nodes.ts';
import type { CompareOperator, SearchNode, TextNode } from '../search/nodes.ts';
import { invariant } from '../../../util/invariant.ts';
import { printEval } from './eval.ts';

/** What is built stands nowhere in a text. */
const NOWHERE = { start: 0, end: 0 } as const;

// Search expressions: the search command and WHERE of tstats.

/** Every event. */
export const everything: SearchNode = { kind: 'all' };

/** All of the terms; of none every event. */
export const all = (...terms: readonly SearchNode[]): SearchNode =>
  terms.length === 0 ? everything : terms.length === 1 ? (terms[0] as SearchNode) : { kind: 'and', terms };

/** One of the terms, at least one of which is given. */
export const any = (...terms: readonly [SearchNode, ...SearchNode[]]): SearchNode =>
  terms.length === 1 ? terms[0] : { kind: 'or', terms };

export const not = (term: SearchNode): SearchNode => ({ kind: 'not', term });

/** `field=value`; `*` in the value is a wildcard, and cannot be anything else. */
export const compare = (name: string, operator: CompareOperator, value: string): SearchNode => ({
  kind: 'compare',
  field: name,
  operator,
  value,
  ...NOWHERE,
});

/** Text that the raw event holds: words or a phrase, `TERM(…)`, `CASE(…)`. */
export const rawText = (text: string, mode: TextNode['mode'] = 'word'): SearchNode => ({
  kind: 'text',
  text,
  mode,
  ...NOWHERE,
});

// Eval expressions: eval, where, and eval inside of aggregations.

/** A field. Names with an unpaired bracket, a pipe, a backtick or a quotation mark cannot be written in an expression. */
export const field = (name: string): EvalNode => ({ kind: 'field', name, ...NOWHERE });
export const text = (value: string): EvalNode => ({ kind: 'string', value, ...NOWHERE });
export const number = (value: number): EvalNode =>
  value < 0
    ? { kind: 'unary', operator: '-', operand: number(-value), ...NOWHERE }
    : { kind: 'number', text: String(value), ...NOWHERE };
export const call = (name: string, ...args: readonly EvalNode[]): EvalNode => ({
  kind: 'call',
  name,
  arguments: args,
  ...NOWHERE,
});
export const binary = (operator: BinaryOperator, left: EvalNode, right: EvalNode): EvalNode => ({
  kind: 'binary',
  operator,
  left,
  right,
  ...NOWHERE,
});
export const negation = (operand: EvalNode): EvalNode => ({ kind: 'unary', operator: 'NOT', operand, ...NOWHERE });

/** `operand IN (values)` */
export const isIn = (operand: EvalNode, values: readonly EvalNode[]): EvalNode => ({
  kind: 'in',
  operand,
  values,
  ...NOWHERE,
});

/** Operands joined by AND, OR or XOR, at least one of which is given. */
export const joined = (operator: 'AND' | 'OR' | 'XOR', ...operands: readonly [EvalNode, ...EvalNode[]]): EvalNode =>
  operands.reduce((left, right) => binary(operator, left, right));

// Statistics.

/** `count`, `sum(bytes) AS total`, `dc(eval(…)) AS n`: a function by its name, over a field, an expression or nothing. */
export function aggregation(name: string, argument?: string | EvalNode, output?: string): AggregationNode {
  const definition = splAggregationNamed(name.toLowerCase());
  invariant(definition, `There is no statistical function "${name}".`);
  const of =
    argument === undefined ? undefined : typeof argument === 'string' ? { field: argument } : { eval: argument };
  const natural =
    of === undefined ? name : 'field' in of ? `${name}(${of.field})` : `${name}(eval(${printEval(of.eval)}))`;
  return {
    name,
    function: definition.function,
    ...(definition.options !== undefined && { options: definition.options }),
    argument: of,
    output: output ?? natural,
    named: output !== undefined || (of !== undefined && 'eval' in of),
    ...NOWHERE,
  };
}

/** A dataset of a data model, for tstats. */
export const model = (name: string, dataset?: string): ModelReference => ({ name, dataset, ...NOWHERE });
