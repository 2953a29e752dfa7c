import type { EventSource, ReadOptions } from '../../data/record.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { SplEnvironment } from '../../languages/spl/environment.ts';
import { noGeoDatabase } from '../../languages/spl/runtime/iplocation.ts';
import type { Catalog, Context, ScanRequest } from '../../plan/context.ts';
import { QueryFailure } from '../../plan/failure.ts';
import { Batch } from '../../table/batch.ts';
import type { Value } from '../../table/value.ts';
import { DatasetView } from './datamodels/dataset-view.ts';
import type { Dataset } from './datamodels/model-file.ts';
import { EventReader } from './events/event-reader.ts';
import { type MetricScanOptions, scanMetrics } from './events/metric-points.ts';
import type { ProfileRuntime } from './events/profile-runtime.ts';
import { rawGroups } from './events/raw-mentions.ts';
import type { SplunkKnowledge } from './knowledge.ts';
import { GeoDatabase } from '../geo-database.ts';
import type { InlineLookup } from './lookups/lookups.ts';

export interface SplunkCatalogOptions {
  readonly tables?: readonly InlineLookup[];
  /** An MMDB file: where `splunk:place` looks addresses up. */
  readonly geoDatabase?: string;
  readonly report?: (diagnostic: Diagnostic) => void;
}

/** Options of a `splunk:datamodel` scan. */
export interface DataModelOptions {
  readonly model: string;
  /** Absent: every root dataset of the model. */
  readonly dataset?: string;
  readonly names: 'prefixed' | 'bare';
  readonly summariesOnly?: boolean;
}

/**
 * What a search head serves: `splunk:events`, `splunk:metrics`, `splunk:datamodel`, `splunk:lookup`. Fields are extracted when an operator
 * reads them; what rows must mention is pushed down to the raw text where every way to the field copies text.
 */
export function splunkCatalog(
  knowledge: SplunkKnowledge,
  environment: SplEnvironment,
  events: EventSource,
  { tables = [], geoDatabase, report = () => undefined }: SplunkCatalogOptions = {},
): Catalog {
  const readers = new WeakMap<Context, EventReader>();
  const readerIn = (context: Context): EventReader => {
    let reader = readers.get(context);
    if (!reader) {
      reader = new EventReader(knowledge, environment, events, context, report);
      readers.set(context, reader);
    }
    return reader;
  };
  let places: GeoDatabase | undefined;
  return {
    view: () => undefined,
    scan: (request, context) => {
      switch (request.source) {
        case 'splunk:events':
          return scanEvents(readerIn(context), request);
        case 'splunk:datamodel':
          return scanDataModel(readerIn(context), knowledge, request);
        case 'splunk:metrics':
          return scanMetrics(readerIn(context), request.options as MetricScanOptions);
        case 'splunk:place': {
          if (geoDatabase === undefined) throw noGeoDatabase();
          places ??= new GeoDatabase(geoDatabase);
          const { address, language } = request.options as { readonly address: string; readonly language: string };
          return [places.place(address, language)];
        }
        case 'splunk:lookup':
          return scanLookup(knowledge, tables, request, context);
        default:
          return undefined;
      }
    },
  };
}

function* scanEvents(reader: EventReader, { mentions }: ScanRequest): Iterable<Batch> {
  for (const columns of reader.read((runtime) => rawGroups(mentions, runtime))) yield columns.batch;
}

function scanDataModel(reader: EventReader, knowledge: SplunkKnowledge, request: ScanRequest): Iterable<Batch> {
  const { model: name, dataset, names, summariesOnly } = request.options as DataModelOptions;
  const model = knowledge.models.find(name);
  if (!model) throw new QueryFailure('unknown-data-model', `There is no data model "${name}".`);
  const wanted = dataset?.split('.').at(-1);
  const datasets = model.datasets.filter((entry) =>
    wanted === undefined ? entry.lineage.length === 1 : entry.name === wanted,
  );
  if (datasets.length === 0) {
    throw new QueryFailure('unknown-data-model', `The data model "${name}" has no dataset "${dataset}".`);
  }
  // Nothing is accelerated here: a search over summaries alone finds nothing.
  if (summariesOnly) return [];
  const { environment, context } = reader;
  return (function* () {
    for (const entry of datasets as readonly Dataset[]) {
      const view = new DatasetView(model, entry, names, environment, context);
      for (const columns of reader.read(needlesFor(view, request))) {
        const batch = view.over(columns.batch);
        if (batch.length > 0) yield batch;
      }
    }
  })();
}

const needlesFor =
  (view: DatasetView, { mentions }: ScanRequest) =>
  (runtime: ProfileRuntime): ReadOptions['needles'] =>
    rawGroups(
      mentions,
      runtime,
      (column) => {
        const bare = view.bareName(column);
        return bare === undefined || view.isOpaque(bare) ? undefined : bare;
      },
      (bare) => view.calculation(bare),
    );

function scanLookup(
  knowledge: SplunkKnowledge,
  tables: readonly InlineLookup[],
  { options }: ScanRequest,
  context: Context,
): Iterable<Batch> {
  const { name } = options as { readonly name: string };
  const written = context.state.get(`lookup:${name}`);
  if (written instanceof Batch) return [written];
  const inline = tables.find((table) => table.name === name);
  if (inline) return [inlineBatch(inline)];
  const definition = knowledge.lookups.definition(name);
  if (!definition) throw new QueryFailure('unknown-lookup', `There is no lookup "${name}".`);
  const { fields, rows } = knowledge.lookups.table(definition);
  const arrays = new Map<string, readonly Value[]>(
    fields.map((field, at) => [field, rows.map((row) => row[at] ?? null)]),
  );
  return [Batch.fromArrays(arrays, rows.length)];
}

/** Cells given as JSON: numbers are text as Splunk prints them, an array is a multivalue. */
function inlineBatch({ columns, rows }: InlineLookup): Batch {
  const cell = (value: unknown): Value => {
    if (value === null || value === undefined) return null;
    return Array.isArray(value) ? value.map(String) : String(value);
  };
  const arrays = new Map<string, readonly Value[]>(
    columns.map(({ name }, at) => [name, rows.map((row) => cell(row[at]))]),
  );
  return Batch.fromArrays(arrays, rows.length);
}
