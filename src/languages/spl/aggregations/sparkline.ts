import type { Accumulator, AggregateFunction } from '../../../plan/library.ts';
import type { Value } from '../../../table/value.ts';
import { automaticSpan, timeSpan } from '../runtime/bucket.ts';
import { toNumber } from '../values.ts';
import type { SplAggregation } from './define.ts';

/** What `sparkline(<function>(<field>), <span>)` says. */
export interface SparklineOptions {
  readonly inner: { readonly function: string; readonly options?: unknown };
  readonly span: string | null;
  /** The inner function has an argument of its own before the times. */
  readonly argument: boolean;
}

/** How a list of numbers is marked that a browser shows as a line. */
const MARK = '##__SPARKLINE__##';

/** limits.conf `[stats] sparkline_maxsize`. */
const MOST_BUCKETS = 100;

/**
 * A statistic per bucket of time. The last two arguments are the first and the last time of all rows, so that the lines
 * of all groups have the same buckets.
 *
 * https://help.splunk.com/en/splunk-enterprise/search/spl-search-reference/10.0/search-commands/stats
 */
export const sparklineOver = (find: (name: string) => AggregateFunction | undefined): SplAggregation => ({
  name: 'sparkline',
  summary: 'A statistic per bucket of time, as a list of numbers after a mark; 0 in empty buckets.',
  syntax: 'sparkline(<function>(<field>)[, <span>])',
  needsField: true,
  reference: 'https://help.splunk.com/en/splunk-enterprise/search/spl-search-reference/10.0/search-commands/stats',
  aggregate: sparklineAggregate(find),
});

const sparklineAggregate = (find: (name: string) => AggregateFunction | undefined): AggregateFunction => ({
  name: 'spl.sparkline',
  compile: (site) => {
    const { inner, span, argument } = site.options as SparklineOptions;
    const [time, low, high] = site.arguments.slice(argument ? 1 : 0);
    const make = find(inner.function)?.compile({
      ...site,
      arguments: argument ? site.arguments.slice(0, 1) : [],
      options: inner.options,
    });
    return () => {
      const buckets = new Map<number, Accumulator>();
      let range: readonly [number, number] | undefined;
      return {
        add: (row) => {
          const at = toNumber(time?.evaluate(row) ?? null);
          const first = toNumber(low?.evaluate(row) ?? null);
          const last = toNumber(high?.evaluate(row) ?? null);
          if (at === null || first === null || last === null || !make) return;
          range = [first, last];
          const start = timeSpan(span ?? automaticSpan(first, last, MOST_BUCKETS)).start(at);
          let accumulator = buckets.get(start);
          if (!accumulator) {
            accumulator = make();
            buckets.set(start, accumulator);
          }
          accumulator.add(row);
        },
        result: () => {
          if (!range) return null;
          const [first, last] = range;
          const steps = timeSpan(span ?? automaticSpan(first, last, MOST_BUCKETS));
          const line: Value[] = [MARK];
          for (let at = steps.start(first); at <= last && line.length <= MOST_BUCKETS; at = steps.next(at)) {
            line.push((buckets.get(at)?.result() as Value | undefined) ?? 0);
          }
          return line;
        },
      };
    };
  },
});
