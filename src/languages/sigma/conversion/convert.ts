import { EMPTY_COLLECTION, type SigmaCollection } from '../collection.ts';
import { parseCorrelation } from '../correlation.ts';
import { isMap } from '../detection.ts';
import { type Pipeline, PipelineFailure, type TransformedRule } from '../pipelines/index.ts';
import { RuleProblems } from '../problems.ts';
import { correlatedInputs, rulesWithin } from './correlation.ts';
import { type ColumnType, kqlOf, QUERY_TABLE } from './kql.ts';
import { kqlCorrelation } from './kql-correlation.ts';
import { ConversionRefusal } from './predicate.ts';
import { DATA_MODEL, splOf } from './spl.ts';
import { splCorrelation } from './spl-correlation.ts';
import { type ReadyRule, readyRule, type TransformContext } from './transformed.ts';

export type ConversionTarget = 'spl' | 'kql';

type Document = Readonly<Record<string, unknown>>;

export interface ConversionOptions {
  readonly to: ConversionTarget;
  /** The pipelines of a rule: the same for all, or chosen for each that a correlation names. */
  readonly pipelines: readonly Pipeline[] | ((rule: Document) => readonly Pipeline[]);
  /** What correlations refer to, and the filters that apply to rules. */
  readonly collection?: SigmaCollection;
  /** KQL: types of the workspace's columns. */
  readonly columnType?: ColumnType;
}

export interface Conversion {
  /** The query; absent when the rule has problems or is refused. */
  readonly query?: string;
  /** What the pipelines' postprocessing makes of it: the query itself where there is none. */
  readonly text?: string;
  /** Ids of processing items that were applied, in order. */
  readonly applied: readonly string[];
  /** The query reads what many logs are brought into: a data model of Splunk, a schema of ASIM. */
  readonly unifying?: boolean;
  readonly problems: RuleProblems['list'];
}

/** A rule or correlation as a query, and the rules that went into it. */
interface Converted {
  readonly query: string;
  readonly rules: readonly ReadyRule[];
  /** What the query is of, to those that change its text: of a correlation its first rule, under the correlation's document. */
  readonly subject: TransformedRule;
}

/**
 * Converts a Sigma rule or correlation, given as its parsed YAML, to SPL or KQL, with the filters that apply. What cannot
 * be said there without changing what the rule means is refused: `conversion-refused`, with the reason. Never throws for
 * content.
 */
export function convertRule(document: unknown, options: ConversionOptions): Conversion {
  const { pipelines } = options;
  const problems = new RuleProblems();
  if (!isMap(document)) {
    problems.add('conversion-refused', 'Only rules and correlations are converted: this is none.', { path: [] });
    return { applied: [], problems: problems.list };
  }
  const context: TransformContext = {
    collection: options.collection ?? EMPTY_COLLECTION,
    pipelinesFor: typeof pipelines === 'function' ? pipelines : () => pipelines,
    problems,
  };
  try {
    const converted = document['correlation'] === undefined ? single : correlated;
    const result = converted(document, context, options);
    if (!result) return { applied: [], problems: problems.list };
    const applied = new Set(result.rules.flatMap(({ transformed }) => [...transformed.applied]));
    return {
      query: result.query,
      text: finished(result),
      applied: [...applied],
      ...(result.rules.some(({ transformed }) => isUnifying(transformed)) && { unifying: true }),
      problems: problems.list,
    };
  } catch (error) {
    if (!(error instanceof ConversionRefusal || error instanceof PipelineFailure)) throw error;
    problems.add('conversion-refused', error.message, { path: [] });
    return { applied: [], problems: problems.list };
  }
}

/** Parsers of ASIM that bring all sources of a schema together: `imProcessCreate`, `_Im_Dns`. */
const UNIFYING_PARSER = /^\s*_?im_?[A-Z]/i;

const isUnifying = ({ state }: TransformedRule): boolean =>
  typeof state.get(DATA_MODEL) === 'string' || UNIFYING_PARSER.test(String(state.get(QUERY_TABLE) ?? ''));

const typesOf = ({ columnType }: ConversionOptions): ColumnType => columnType ?? (() => undefined);

function single(document: Document, context: TransformContext, options: ConversionOptions): Converted | undefined {
  const rule = readyRule(document, context);
  if (!rule) return undefined;
  const { transformed } = rule;
  const query = options.to === 'spl' ? splOf(transformed) : kqlOf(transformed, typesOf(options));
  return { query, rules: [rule], subject: transformed };
}

function correlated(document: Document, context: TransformContext, options: ConversionOptions): Converted | undefined {
  const correlation = parseCorrelation(document, context.problems);
  const inputs = correlation && correlatedInputs(correlation, context, [document]);
  if (!inputs) return undefined;
  const query =
    options.to === 'spl' ? splCorrelation(correlation, inputs) : kqlCorrelation(correlation, inputs, typesOf(options));
  const rules = rulesWithin(inputs);
  const { transformed } = rules[0] as ReadyRule;
  return { query, rules, subject: { ...transformed, rule: { ...transformed.rule, document } } };
}

/** What the pipelines do to the finished text: those of the first rule, of a correlation. */
const finished = ({ query, rules: [rule], subject }: Converted): string =>
  (rule?.pipelines ?? [])
    .flatMap((pipeline) => pipeline.postprocessing)
    .reduce((text, change) => change(text, subject), query);
