import { spanOf } from '../lowering/context.ts';
import { LoweringProblem } from '../lowering/problem.ts';
import { defineOperator } from './definition.ts';

const several = (name: string, kind: string, summary: string, syntax: string) =>
  defineOperator({
    name,
    kinds: [kind],
    summary,
    syntax,
    status: 'partial',
    differences: 'Not supported: a query here has one table as its result.',
    examples: [],
    lower(node, _input, context) {
      const message = `The operator "${name}" gives several tables, which is not supported.`;
      throw new LoweringProblem('unsupported-operator', message, spanOf(context, node));
    },
  });

export const facet = several(
  'facet',
  'FacetOperator',
  'A table of counts for each of several columns.',
  'facet by column, … [with (subquery)]',
);

export const fork = several(
  'fork',
  'ForkOperator',
  'Several subqueries over the same rows, a table each.',
  'fork [name =] (subquery) …',
);
