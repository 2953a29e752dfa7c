import type { EvalNode } from './nodes.ts';

const BOOLEAN_OPERATORS: ReadonlySet<string> = new Set(['=', '!=', '<', '<=', '>', '>=', 'LIKE', 'AND', 'OR', 'XOR']);

const BOOLEAN_FUNCTIONS: ReadonlySet<string> = new Set([
  'cidrmatch',
  'false',
  'in',
  'isbool',
  'isdouble',
  'isint',
  'ismv',
  'isnotnull',
  'isnull',
  'isnum',
  'isstr',
  'like',
  'match',
  'searchmatch',
  'true',
]);

/**
 * Whether an expression can only be true or false. Such a result can stand in a condition but not in a field.
 *
 * https://help.splunk.com/en/splunk-enterprise/search/spl-search-reference/10.0/search-commands/eval
 */
export function isBooleanNode(node: EvalNode): boolean {
  switch (node.kind) {
    case 'binary':
      return BOOLEAN_OPERATORS.has(node.operator);
    case 'unary':
      return node.operator === 'NOT';
    case 'in':
      return true;
    case 'call':
      return BOOLEAN_FUNCTIONS.has(node.name.toLowerCase());
    default:
      return false;
  }
}
