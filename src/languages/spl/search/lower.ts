import { call, column, type Expression, literal } from '../../../plan/expression.ts';
import type { LowerScope } from '../scope.ts';
import type { SearchNode } from './nodes.ts';
import { lowerTimeModifier } from './time-modifier.ts';

const TRUE = literal(true);

/** A predicate for a search expression. */
export function lowerSearch(node: SearchNode, scope: LowerScope): Expression {
  switch (node.kind) {
    case 'all':
      return TRUE;
    case 'and':
    case 'or':
      return call(
        node.kind === 'and' ? 'spl.search-and' : 'spl.search-or',
        node.terms.map((term) => lowerSearch(term, scope)),
        scope.spanOf(node),
      );
    case 'not':
      return call('spl.search-not', [lowerSearch(node.term, scope)], scope.spanOf(node));
    case 'compare': {
      const time = lowerTimeModifier(node, scope);
      if (time) return time;
      const { field, operator, value, cased } = node;
      const options = { operator, value, ...(cased && { cased }) };
      return call('spl.search-compare', [column(field)], scope.span(node.start, node.end), options);
    }
    case 'text': {
      const { text, mode } = node;
      return call('spl.search-text', [column('_raw')], scope.span(node.start, node.end), { text, mode });
    }
    case 'subsearch':
      return call(
        'spl.search-subsearch',
        [{ kind: 'table', plan: scope.lowerSubsearch(node.subsearch) }],
        scope.span(node.start, node.end),
      );
  }
}
