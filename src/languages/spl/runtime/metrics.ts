import type { TableFunction } from '../../../plan/library.ts';
import { namePattern } from '../../../plan/name-pattern.ts';
import type { Batch } from '../../../table/batch.ts';
import { RowBuilder } from '../../../table/rows.ts';
import { METRIC_PREFIX } from '../metrics.ts';
import { aggregateMetrics, type MetricWildcardOptions } from '../mstats/lower.ts';
import { callForField } from './stats-wildcard.ts';
import { cellsOf } from './support.ts';

const INPUT = 'mstats input';

/** mstats with wildcards: the calls for the metrics that there are. */
export const metricWildcard: TableFunction = {
  name: 'spl.metric-wildcard',
  preservesOrder: false,
  needsAllInput: true,
  *run(input, { options, context }) {
    const { by, aggregations } = options as MetricWildcardOptions;
    const batches: Batch[] = [];
    const names = new Set<string>();
    for (const batch of input) {
      batches.push(batch);
      for (const name of batch.columns.names()) if (name.startsWith(METRIC_PREFIX)) names.add(name);
    }
    const sorted = [...names].sort();
    const calls = aggregations.flatMap(({ call, pattern }) =>
      pattern === null
        ? [call]
        : sorted.filter(namePattern(pattern)).map((field) => callForField(call, pattern, field)),
    );
    if (calls.length === 0) return;
    yield* context.execute(aggregateMetrics({ op: 'Reference', name: INPUT }, by, calls), new Map([[INPUT, batches]]));
  },
};

/** Rows for a later stats: each with one of the metrics, under its own name in place of its column's. */
export const metricRows: TableFunction = {
  name: 'spl.metric-rows',
  preservesOrder: true,
  needsAllInput: false,
  *run(input, { options }) {
    const fits = (options as { readonly patterns: readonly string[] }).patterns.map((pattern) => namePattern(pattern));
    for (const batch of input) {
      const names = batch.columns.names();
      const rows = new RowBuilder();
      for (const row of batch.rows()) {
        const cells = cellsOf(batch, names, row);
        const wanted = cells.filter(([name]) => fits.some((fit) => fit(name)));
        if (wanted.length === 0) continue;
        const dimensions = cells.filter(([name]) => !name.startsWith(METRIC_PREFIX) && name !== '_value');
        const metrics = wanted.map(
          ([name, value]) => [name.startsWith(METRIC_PREFIX) ? name.slice(METRIC_PREFIX.length) : name, value] as const,
        );
        rows.add([...dimensions, ...metrics], batch.originsAt(row));
      }
      if (rows.length > 0) yield rows.build();
    }
  },
};
