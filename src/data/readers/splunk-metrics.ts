import { metricPoint } from '../metric-point.ts';
import type { EventDocument, IndexedAs, LogReader, ReadOptions, RecordBatch } from '../record.ts';
import { jsonReader } from './json.ts';

/**
 * Metric data points as senders put them before the HTTP Event Collector. Time, host, source, sourcetype and index are those of
 * their envelope; searches over events do not see them.
 */
export const splunkMetricsReader: LogReader = {
  name: 'splunk-metrics',
  summary: 'Metrics as the HTTP Event Collector takes them, for mstats',
  reference: 'https://help.splunk.com/en/splunk-enterprise/get-data-in/metrics — Get metrics in from other sources',
  samples: [
    {
      title: 'Several measurements, and one',
      log: `{"time":1778074862,"event":"metric","host":"node-1","index":"k8s","fields":{"region":"eu","metric_name:cpu.usr":11.5,"metric_name:cpu.sys":2}}
{"time":1778074863,"event":"metric","fields":{"metric_name":"mem.free","_value":4096}}
`,
      documents: [
        {
          kind: 'object',
          value: {
            time: 1778074862,
            event: 'metric',
            host: 'node-1',
            index: 'k8s',
            fields: { region: 'eu', 'metric_name:cpu.usr': 11.5, 'metric_name:cpu.sys': 2 },
          },
        },
        {
          kind: 'object',
          value: { time: 1778074863, event: 'metric', fields: { metric_name: 'mem.free', _value: 4096 } },
        },
      ],
    },
  ],
  detects: (head) => jsonReader.detects(head) && /"event"\s*:\s*"metric"/.test(head.toString('latin1')),
  read: (file, options) => apart(jsonReader.read(file, options), options),
};

interface ReadRecord {
  readonly number: number;
  readonly raw: string;
  readonly document: EventDocument;
  /** Of a metric data point. */
  readonly indexedAs?: IndexedAs;
}

/** Batches of data points, and batches of the records between them, which are what they would be elsewhere. */
function* apart(batches: Iterable<RecordBatch>, { batchSize }: ReadOptions): Iterable<RecordBatch> {
  let records: ReadRecord[] = [];
  for (const batch of batches) {
    for (let at = 0; at < batch.length; at += 1) {
      const document = batch.document(at);
      const point = document.kind === 'object' ? metricPoint(document.value) : undefined;
      const [first] = records;
      if (first && (records.length === batchSize || (first.indexedAs === undefined) !== (point === undefined))) {
        yield batchOf(records);
        records = [];
      }
      records.push({
        number: batch.record(at),
        raw: batch.raw(at),
        document,
        ...(point && { indexedAs: point.indexedAs }),
      });
    }
  }
  if (records.length > 0) yield batchOf(records);
}

function batchOf(records: readonly ReadRecord[]): RecordBatch {
  const record = (index: number): ReadRecord => {
    const found = records[index];
    if (!found) throw new RangeError(`There is no record ${index} in this batch.`);
    return found;
  };
  return {
    length: records.length,
    record: (index) => record(index).number,
    raw: (index) => record(index).raw,
    document: (index) => record(index).document,
    ...(records[0]?.indexedAs && { areMetrics: true, indexedAs: (index: number) => record(index).indexedAs ?? {} }),
  };
}
