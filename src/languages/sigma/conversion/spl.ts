import { aggregation, compare, model, printPipeline, steps } from '../../spl/printer/index.ts';
import type { ParsedCommand } from '../../spl/pipeline.ts';
import type { SearchNode } from '../../spl/search/nodes.ts';
import { all } from '../../spl/printer/build.ts';
import type { TransformedRule } from '../pipelines/index.ts';
import { combined, ConversionRefusal, fieldsOf, type Predicate, predicateOf } from './predicate.ts';
import { searchOf } from './spl-search.ts';
import { whereOf } from './spl-where.ts';

/** The key of a pipeline's state that names the dataset of a data model to search by tstats. */
export const DATA_MODEL = 'data_model_set';

/**
 * A rule as SPL: terms of a search as far as they go, a `where` for the rest; over a data model where a pipeline says so.
 *
 * @throws ConversionRefusal
 */
export function splOf(transformed: TransformedRule): string {
  const predicate = predicateOf(transformed.rule);
  const dataset = transformed.state.get(DATA_MODEL);
  return typeof dataset === 'string' ? tstatsOf(predicate, dataset, transformed) : plainSearch(predicate, transformed);
}

interface Split {
  readonly search: readonly SearchNode[];
  readonly rest: readonly Predicate[];
}

/** What a search can say, and what is left for `where`. */
function split(predicate: Predicate): Split {
  const parts = predicate.kind === 'all' ? predicate.parts : [predicate];
  const search: SearchNode[] = [];
  const rest: Predicate[] = [];
  for (const part of parts) {
    const term = searchOf(part);
    if (term) search.push(term);
    else rest.push(part);
  }
  return { search, rest };
}

function plainSearch(predicate: Predicate, { fields }: TransformedRule): string {
  const pipeline = searchSteps(predicate);
  if (fields.length > 0) pipeline.push(steps.table.build([...fields]));
  return printSearch(pipeline);
}

/** The events for which the predicate holds. */
export function searchSteps(predicate: Predicate): ParsedCommand[] {
  const { search, rest } = split(predicate);
  const pipeline = [steps.search.build(all(...search))];
  if (rest.length > 0) pipeline.push(steps.where.build(whereOf(combined('all', rest))));
  return pipeline;
}

/** A search as text; the first command need not say that it is one. */
export const printSearch = (pipeline: readonly ParsedCommand[]): string =>
  printPipeline(pipeline).replace(/^search /, '');

function tstatsOf(predicate: Predicate, dataset: string, { fields }: TransformedRule): string {
  const { search, rest } = split(predicate);
  const [name = '', ...inner] = dataset.split('.');
  const node = inner.at(-1) ?? name;
  const prefixed = (field: string): string => (field.includes('.') ? field : `${node}.${field}`);
  if (rest.length > 0) {
    throw new ConversionRefusal(
      'tstats compares without regard to case and with "*" alone; the rule needs more than that.',
    );
  }
  if (fieldsOf(predicate).includes(''))
    throw new ConversionRefusal('A data model has no raw text to look for keywords in.');
  const by = [...new Set([...fieldsOf(predicate), ...fields])].map(prefixed);
  return printPipeline([
    steps.tstats.build({
      aggregations: [
        aggregation('count'),
        aggregation('min', '_time', 'firstTime'),
        aggregation('max', '_time', 'lastTime'),
      ],
      model: model(name, inner.length > 0 ? inner.join('.') : undefined),
      where: renamed(all(...search), prefixed),
      by,
      span: undefined,
      summariesOnly: false,
      // Without it an event that lacks one of the fields is left out of the result.
      fillNull: 'null',
      prestats: false,
      append: false,
    }),
  ]);
}

function renamed(node: SearchNode, rename: (field: string) => string): SearchNode {
  switch (node.kind) {
    case 'and':
    case 'or':
      return { ...node, terms: node.terms.map((term) => renamed(term, rename)) };
    case 'not':
      return { ...node, term: renamed(node.term, rename) };
    case 'compare':
      return compare(rename(node.field), node.operator, node.value);
    default:
      return node;
  }
}
