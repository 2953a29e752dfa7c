import { RuleProblems } from '../problems.ts';
import { isMap } from '../detection.ts';
import { applyPipelines, parseRuleFor, type Pipeline, PipelineFailure } from '../pipelines/index.ts';
import { type ColumnType, kqlOf } from './kql.ts';
import { ConversionRefusal } from './predicate.ts';
import { splOf } from './spl.ts';

export type ConversionTarget = 'spl' | 'kql';

export interface ConversionOptions {
  readonly to: ConversionTarget;
  readonly pipelines: readonly Pipeline[];
  /** KQL: types of the workspace's columns. */
  readonly columnType?: ColumnType;
}

export interface Conversion {
  /** The query; absent when the rule has problems or is refused. */
  readonly query?: string;
  /** Ids of processing items that were applied, in order. */
  readonly applied: readonly string[];
  readonly problems: RuleProblems['list'];
}

/**
 * Converts a Sigma rule, given as its parsed YAML, to SPL or KQL. What cannot be said there without changing what the
 * rule means is refused: `conversion-refused`, with the reason. Never throws for content.
 */
export function convertRule(document: unknown, { to, pipelines, columnType }: ConversionOptions): Conversion {
  const problems = new RuleProblems();
  if (!isMap(document) || document['correlation'] !== undefined) {
    problems.add('conversion-refused', 'Only rules are converted: this is none.', { path: [] });
    return { applied: [], problems: problems.list };
  }
  const rule = parseRuleFor(document, pipelines, problems);
  if (!rule) return { applied: [], problems: problems.list };
  try {
    const transformed = applyPipelines(rule, pipelines);
    const query = to === 'spl' ? splOf(transformed) : kqlOf(transformed, columnType ?? (() => undefined));
    const finished = pipelines
      .flatMap((pipeline) => pipeline.postprocessing)
      .reduce((text, change) => change(text, transformed), query);
    return { query: finished, applied: [...transformed.applied], problems: problems.list };
  } catch (error) {
    if (!(error instanceof ConversionRefusal || error instanceof PipelineFailure)) throw error;
    problems.add('conversion-refused', error.message, { path: [] });
    return { applied: [], problems: problems.list };
  }
}
