import type { EventSource } from '../../../data/record.ts';
import type { KqlEnvironment } from '../../../languages/kql/environment.ts';
import { tableOfRecord } from '../inputs/table-of-record.ts';
import { type InferredTable, inferTable, type TableRow } from './inferred-table.ts';

const WORD = /[A-Za-z_]\w*/g;
const CUSTOM = /_CL$/;
const BATCH_SIZE = 1024;

/** The custom tables that a query can reach and nothing declares, and every name that it says on the way. */
function undeclared(
  text: string,
  environment: KqlEnvironment,
): { readonly tables: readonly string[]; readonly names: ReadonlySet<string> } {
  const names = new Set<string>();
  const queue = [text];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const [name] of next.matchAll(WORD)) {
      if (names.has(name)) continue;
      names.add(name);
      const body = environment.function(name)?.body;
      if (body !== undefined) queue.push(body);
    }
  }
  const tables = [...names].filter((name) => CUSTOM.test(name) && !environment.table(name));
  return { tables, names };
}

/** Custom tables that a query reads, nothing declares, and some logs have rows of. */
export function inferTables(
  text: string,
  environment: KqlEnvironment,
  open: () => EventSource,
): ReadonlyMap<string, InferredTable> {
  const { tables, names } = undeclared(text, environment);
  if (tables.length === 0) return new Map();
  const rows = new Map<string, TableRow[]>(tables.map((table) => [table, []]));
  const events = open();
  for (const [file, log] of events.files.entries()) {
    for (const batch of events.read(file, { batchSize: BATCH_SIZE, report: () => undefined })) {
      for (let index = 0; index < batch.length; index += 1) {
        const document = batch.document(index);
        if (document.kind !== 'object') continue;
        for (const [table, found] of rows) {
          const value = tableOfRecord(document.value, log, table);
          if (value) found.push({ value, isText: document.cells !== undefined });
        }
      }
    }
  }
  return new Map(
    Array.from(rows).flatMap(([table, found]) => {
      const inferred = inferTable(found, (name) => names.has(name));
      return inferred ? [[table, inferred] as const] : [];
    }),
  );
}
