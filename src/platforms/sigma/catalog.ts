import { recordTime } from '../../data/event-time.ts';
import type { EventDocument, EventSource, ReadOptions, RecordBatch } from '../../data/record.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { type Logsource, printLogsource } from '../../languages/sigma/logsource.ts';
import type { Catalog, Context, ScanRequest } from '../../plan/context.ts';
import { Batch, eventId } from '../../table/batch.ts';
import { type Column, LazyColumn } from '../../table/column.ts';
import type { Columns } from '../../table/columns.ts';
import { type Fields, fieldsOf } from './fields.ts';
import { needlesOf } from './needles.ts';
import { isRemnant, type Route, routeOf } from './route.ts';
import { eventText } from './text.ts';

export interface SigmaCatalogOptions {
  report(diagnostic: Diagnostic): void;
  readonly recover?: boolean;
}

/** The events of logs under Sigma's names: source `sigma:events`, options a logsource. */
export function sigmaCatalog(events: EventSource, options: SigmaCatalogOptions): Catalog {
  return {
    view: () => undefined,
    scan: (request, context) =>
      request.source === 'sigma:events' ? scan(events, options, request, context) : undefined,
  };
}

function* scan(
  events: EventSource,
  options: SigmaCatalogOptions,
  request: ScanRequest,
  context: Context,
): Iterable<Batch> {
  const logsource = request.options as Logsource;
  const route = routeOf(logsource);
  if (!route.known) {
    context.note('unknown-logsource', `The ${printLogsource(logsource)} is mapped to no Windows events.`);
  }
  const needles = needlesOf(request.mentions);
  const readOptions: ReadOptions = {
    batchSize: context.batchSize,
    report: options.report,
    ...(options.recover && { recover: true }),
    ...(needles.length > 0 && { needles }),
  };
  for (const file of events.files.keys()) {
    for (const records of events.read(file, readOptions)) {
      context.budget.check();
      const batch = batchOf(records, file, route);
      if (batch.length > 0) yield batch;
    }
  }
}

function batchOf(records: RecordBatch, file: number, route: Route): Batch {
  const documents: EventDocument[] = [];
  const kept: number[] = [];
  for (let row = 0; row < records.length; row += 1) {
    const document = records.document(row);
    documents.push(document);
    if (route.accepts(document) && !isRemnant(document, () => records.raw(row))) kept.push(row);
  }
  const selection = Uint32Array.from(kept);
  const columns = new EventColumns(records, documents, selection);
  return new Batch(columns, records.length, selection, (row) => [eventId(file, records.record(row))]);
}

/** Columns by field name; beside the fields that the events have there are `_time` and `_text`. */
class EventColumns implements Columns {
  readonly #records: RecordBatch;
  readonly #documents: readonly EventDocument[];
  readonly #selection: Uint32Array;
  readonly #fields: (Fields | undefined)[] = [];
  readonly #columns = new Map<string, Column>();

  constructor(records: RecordBatch, documents: readonly EventDocument[], selection: Uint32Array) {
    this.#records = records;
    this.#documents = documents;
    this.#selection = selection;
  }

  get(name: string): Column {
    let column = this.#columns.get(name);
    if (!column) {
      column = this.#column(name);
      this.#columns.set(name, column);
    }
    return column;
  }

  names(): readonly string[] {
    const names = new Set<string>();
    for (const row of this.#selection) for (const name of this.#fieldsAt(row).names()) names.add(name);
    return [...names];
  }

  #column(name: string): Column {
    const records = this.#records;
    if (name === '_time') return new LazyColumn(records.length, (row) => recordTime(records, row) ?? null);
    if (name === '_text') {
      return new LazyColumn(records.length, (row) =>
        eventText(this.#documents[row] as EventDocument, records.raw(row)),
      );
    }
    return { at: (row) => this.#fieldsAt(row).get(name) };
  }

  #fieldsAt(row: number): Fields {
    let fields = this.#fields[row];
    if (!fields) {
      fields = fieldsOf(this.#documents[row] as EventDocument);
      this.#fields[row] = fields;
    }
    return fields;
  }
}
