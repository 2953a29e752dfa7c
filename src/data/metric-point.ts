import { isObject } from './readers/json/value.ts';
import type { IndexedAs } from './record.ts';
import { parseTime } from './time-text.ts';

/** A metric data point: measurements that share a time and dimensions. */
export interface MetricPoint {
  readonly indexedAs: IndexedAs;
  readonly measurements: ReadonlyMap<string, number>;
  /** Of a dimension that was sent as an array: all of its texts. */
  readonly dimensions: ReadonlyMap<string, readonly string[]>;
}

const MEASUREMENT = 'metric_name:';

/** Metrics without a name, or with blanks in it, are not found by searches over metrics. */
const isName = (name: string): boolean => name !== '' && !/\s/.test(name);

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;

/**
 * What was sent to the HTTP Event Collector as a metric: `{"event":"metric","fields":{"metric_name:cpu.usr":1.5,…}}`, or
 * with one measurement `{"event":"metric","fields":{"metric_name":"cpu.usr","_value":1.5,…}}`; undefined: no such thing.
 *
 * https://help.splunk.com/en/splunk-enterprise/get-data-in/metrics — Get metrics in from other sources
 */
export function metricPoint(value: Readonly<Record<string, unknown>>): MetricPoint | undefined {
  const { event, fields } = value;
  if (event !== 'metric' || !isObject(fields)) return undefined;
  const measurements = new Map<string, number>();
  const dimensions = new Map<string, readonly string[]>();
  for (const [name, field] of Object.entries(fields)) {
    if (name.startsWith(MEASUREMENT)) measure(measurements, name.slice(MEASUREMENT.length), field);
    else if (name !== 'metric_name' && name !== '_value') {
      const texts = (Array.isArray(field) ? field : [field]).flatMap((one) => textOf(one) ?? []);
      if (texts.length > 0) dimensions.set(name, texts);
    }
  }
  if (typeof fields['metric_name'] === 'string') measure(measurements, fields['metric_name'], fields['_value']);
  return { indexedAs: indexedAs(value), measurements, dimensions };
}

function measure(measurements: Map<string, number>, name: string, value: unknown): void {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (isName(name) && typeof number === 'number' && Number.isFinite(number)) measurements.set(name, number);
}

function indexedAs(value: Readonly<Record<string, unknown>>): IndexedAs {
  const told = (name: string): string | undefined => textOf(value[name]) || undefined;
  const [time, host, source, sourcetype, index] = ['time', 'host', 'source', 'sourcetype', 'index'].map(told);
  return {
    ...(time !== undefined && parseTime(time) !== undefined && { time }),
    ...(host && { host }),
    ...(source && { source }),
    ...(sourcetype && { sourcetype }),
    ...(index && { index }),
  };
}
