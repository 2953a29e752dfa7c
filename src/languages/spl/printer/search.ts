import type { CompareNode, SearchNode, TextNode } from '../search/nodes.ts';
import { printSubsearch } from './pipeline.ts';
import { printName, quotedValue } from './text.ts';

const LEVEL = { and: 0, or: 1, not: 2, primary: 3 } as const;
const PLAIN = /^[A-Za-z0-9_*.-]+$/;
const WORD = /^(and|or|not|in|by|groupby|where|term|case|search)$/i;

/**
 * A search expression, with the parentheses that its shape needs, and those around alternatives among terms: that OR binds
 * tighter there is easily misread. Alternatives of one field are an IN.
 */
export function printSearchExpression(node: SearchNode): string {
  switch (node.kind) {
    case 'all':
      return '*';
    case 'and':
      return node.terms.map((term) => placed(term, LEVEL.not)).join(' ');
    case 'or': {
      const values = alternatives(node.terms);
      if (values) return `${printName(values[0].field)} IN (${values.map(printCompared).join(', ')})`;
      return node.terms.map((term) => placed(term, LEVEL.not)).join(' OR ');
    }
    case 'not':
      return `NOT ${placed(node.term, LEVEL.not)}`;
    case 'compare':
      return `${printName(node.field)}${node.operator}${printCompared(node)}`;
    case 'text':
      return printText(node);
    case 'subsearch':
      return printSubsearch(node.subsearch);
  }
}

/** Bare where that is plain, else in double quotes; `*` is a wildcard in both. */
export const printSearchValue = (value: string): string => (PLAIN.test(value) ? value : quotedValue(value));

const printCompared = ({ value, cased }: CompareNode): string =>
  cased ? `CASE(${printSearchValue(value)})` : printSearchValue(value);

function printText({ text, mode }: TextNode): string {
  if (mode === 'word') return PLAIN.test(text) && !WORD.test(text) && text !== '*' ? text : quotedValue(text);
  return `${mode === 'term' ? 'TERM' : 'CASE'}(${PLAIN.test(text) ? text : quotedValue(text)})`;
}

const placed = (node: SearchNode, place: number): string =>
  levelOf(node) >= place ? printSearchExpression(node) : `(${printSearchExpression(node)})`;

function levelOf(node: SearchNode): number {
  if (node.kind === 'and') return LEVEL.and;
  if (node.kind === 'or') return alternatives(node.terms) ? LEVEL.primary : LEVEL.or;
  return node.kind === 'not' ? LEVEL.not : LEVEL.primary;
}

/** Terms that all ask one field for equality with a value. */
function alternatives(terms: readonly SearchNode[]): readonly [CompareNode, ...CompareNode[]] | undefined {
  const [first, ...others] = terms;
  if (first?.kind !== 'compare' || others.length === 0) return undefined;
  const same = (term: SearchNode): term is CompareNode =>
    term.kind === 'compare' && term.operator === '=' && term.field === first.field;
  return terms.every(same) ? (terms as readonly [CompareNode, ...CompareNode[]]) : undefined;
}
