import { recordTime } from '../../../data/event-time.ts';
import { type MetricPoint, metricPoint } from '../../../data/metric-point.ts';
import type { LogFile, RecordBatch } from '../../../data/record.ts';
import { METRIC_PREFIX } from '../../../languages/spl/metrics.ts';
import { type Batch, eventId } from '../../../table/batch.ts';
import { RowBuilder } from '../../../table/rows.ts';
import type { Value } from '../../../table/value.ts';
import { DEFAULT_HOST, DEFAULT_INDEX } from './event-kinds.ts';
import type { EventReader } from './event-reader.ts';

/** Options of a `splunk:metrics` scan. */
export interface MetricScanOptions {
  /** A row for each measurement, with `metric_name` and `_value`; else a row for each data point. */
  readonly apart: boolean;
}

/** Dimensions that mstats does not know. */
const UNKNOWN: ReadonlySet<string> = new Set(
  (
    'date_hour date_mday date_minute date_month date_second date_wday date_year date_zone metric_timestamp time ' +
    'timeendpos timestamp timestartpos'
  ).split(' '),
);

/** The metric data points among the records of a run. */
export function* scanMetrics(reader: EventReader, { apart }: MetricScanOptions): Iterable<Batch> {
  const now = Number(reader.context.clock.now / 1_000_000_000n);
  for (const { file, log, records } of reader.records()) {
    const rows = new RowBuilder();
    for (let at = 0; at < records.length; at += 1) {
      const point = pointAt(records, at);
      if (!point || point.measurements.size === 0) continue;
      const time = recordTime(records, at);
      const shared: [string, Value][] = [
        // Metric indexes keep whole seconds, unless one is made for milliseconds.
        ['_time', time === undefined ? now : Number(time / 1_000_000_000n)],
        ...dimensionsOf(point, log),
        ['_timeseries', seriesOf(point, log)],
      ];
      const origins = [eventId(file, records.record(at))];
      const measured = [...point.measurements].map(([name, value]) => [METRIC_PREFIX + name, value] as const);
      if (!apart) rows.add([...shared, ...measured], origins);
      else
        for (const [name, value] of point.measurements)
          rows.add([...shared, ['metric_name', name], ['_value', value], [METRIC_PREFIX + name, value]], origins);
    }
    if (rows.length > 0) yield rows.build();
  }
}

function pointAt(records: RecordBatch, at: number): MetricPoint | undefined {
  if (!records.areMetrics && !records.raw(at).includes('"metric"')) return undefined;
  const document = records.document(at);
  return document.kind === 'object' ? metricPoint(document.value) : undefined;
}

function dimensionsOf({ indexedAs, dimensions }: MetricPoint, log: LogFile): [string, Value][] {
  const sent = [...dimensions].filter(([name]) => !UNKNOWN.has(name));
  return [
    ...sent.map(([name, texts]): [string, Value] => [name, texts.length === 1 ? (texts[0] as string) : texts]),
    ['host', log.host ?? indexedAs.host ?? dimensions.get('host')?.[0] ?? DEFAULT_HOST],
    ['source', log.source ?? indexedAs.source ?? log.name],
    ['sourcetype', log.sourcetype ?? indexedAs.sourcetype ?? 'httpevent'],
    ['index', log.index ?? indexedAs.index ?? DEFAULT_INDEX],
  ];
}

/** What data points of one time series have in common. */
const seriesOf = (point: MetricPoint, log: LogFile): string =>
  JSON.stringify([
    [...point.measurements.keys()].sort(),
    dimensionsOf(point, log).sort(([left], [right]) => (left < right ? -1 : 1)),
  ]);
