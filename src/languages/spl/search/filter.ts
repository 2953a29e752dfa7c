import { compileExpression } from '../../../plan/compile.ts';
import { call, column, type Expression, literal, type Span } from '../../../plan/expression.ts';
import { Frame } from '../../../plan/frame.ts';
import type { TableFunction } from '../../../plan/library.ts';
import type { Plan } from '../../../plan/plan.ts';
import type { Batch } from '../../../table/batch.ts';
import { Cursor } from '../cursor.ts';
import type { LowerScope } from '../scope.ts';
import { asList, toText } from '../values.ts';
import { lowerSearch } from './lower.ts';
import type { SearchNode } from './nodes.ts';
import { parseSearchExpression } from './parse.ts';

/** Rows of a subsearch that are used; the rest is cut off, as limits.conf has it. */
const SUBSEARCH_ROWS = 10_000;
const PLACEHOLDER = 'spl.search-subsearch';

/** Keeps the rows that a search expression describes. */
export function lowerSearchFilter(node: SearchNode, input: Plan, scope: LowerScope): Plan {
  if (node.kind === 'all') return input;
  const predicate = lowerSearch(node, scope);
  if (!hasSubsearch(node)) return { op: 'Filter', input, predicate };
  return { op: 'Window', function: subsearchFilter.name, input, options: { predicate } };
}

function hasSubsearch(node: SearchNode): boolean {
  switch (node.kind) {
    case 'subsearch':
      return true;
    case 'and':
    case 'or':
      return node.terms.some(hasSubsearch);
    case 'not':
      return hasSubsearch(node.term);
    default:
      return false;
  }
}

/**
 * A search whose terms a subsearch makes: each row becomes `field="value"` terms joined by AND, the rows joined by OR;
 * a field named `search` or `query` is a search of its own.
 *
 * https://help.splunk.com/en/splunk-enterprise/search/search-manual/10.0/subsearches/about-subsearches
 */
export const subsearchFilter: TableFunction = {
  name: 'spl.subsearch-filter',
  preservesOrder: true,
  needsAllInput: false,
  *run(input, { options, context }) {
    const { predicate } = options as { readonly predicate: Expression };
    const frame = new Frame();
    let holds: ((row: number) => unknown) | undefined;
    for (const batch of input) {
      if (!holds) {
        const filled = fill(predicate, (plan) =>
          termsOf(context.execute(plan), (message) => context.note('subsearch', message)),
        );
        holds = compileExpression(filled, frame, context);
      }
      frame.load(batch);
      const kept = [...batch.rows()].filter((row) => holds?.(row) === true);
      yield batch.select(Uint32Array.from(kept));
    }
  },
};

/** The predicate with the terms that its subsearches make; `note` is told which terms came of which search. */
export const fillSubsearches = (
  predicate: Expression,
  run: (plan: Plan) => Iterable<Batch>,
  note: (terms: Expression, plan: Plan) => void,
): Expression =>
  fill(predicate, (plan, span) => {
    const terms = { ...termsOf(run(plan), () => undefined), ...(span && { span }) };
    note(terms, plan);
    return terms;
  });

function fill(expression: Expression, resolve: (plan: Plan, span: Span | undefined) => Expression): Expression {
  if (expression.kind !== 'call') return expression;
  const [first] = expression.arguments;
  if (expression.function === PLACEHOLDER && first?.kind === 'table') return resolve(first.plan, expression.span);
  return { ...expression, arguments: expression.arguments.map((part) => fill(part, resolve)) };
}

function termsOf(batches: Iterable<Batch>, note: (message: string) => void): Expression {
  const rows: Expression[] = [];
  for (const batch of batches) {
    const names = batch.columns.names().filter((name) => !name.startsWith('_'));
    for (const row of batch.rows()) {
      if (rows.length === SUBSEARCH_ROWS) {
        note(`A subsearch gave more than ${SUBSEARCH_ROWS} rows; the rest was cut off.`);
        return call('spl.search-or', rows);
      }
      const terms = names.flatMap((name) => termOf(name, batch, row));
      if (terms.length > 0) rows.push(terms.length === 1 ? (terms[0] as Expression) : call('spl.search-and', terms));
    }
  }
  return rows.length === 0 ? literal(false) : call('spl.search-or', rows);
}

function termOf(name: string, batch: Batch, row: number): readonly Expression[] {
  const values = asList(batch.columns.get(name)?.at(row) ?? null).map(toText);
  if (values.length === 0) return [];
  if (name === 'search' || name === 'query') return values.map((value) => verbatim(value));
  const terms = values.map((value) => call('spl.search-compare', [column(name)], undefined, { operator: '=', value }));
  return [terms.length === 1 ? (terms[0] as Expression) : call('spl.search-or', terms)];
}

const verbatim = (text: string): Expression => lowerSearch(parseSearchExpression(new Cursor(text)), PLAIN_SCOPE);

/** Text that a subsearch made stands nowhere in the query. */
const PLAIN_SCOPE: LowerScope = {
  environment: {
    macro: () => undefined,
    macroNames: () => [],
    lookup: () => undefined,
    lookupNames: () => [],
    dataModel: () => undefined,
    dataModelNames: () => [],
    fingerprint: '',
  },
  span: () => ({ start: 0, end: 0 }),
  spanOf: () => undefined,
  lowerSubsearch: () => ({ op: 'Values', columns: [], rows: [] }),
};
