import type { KqlColumn } from '../../../languages/kql/environment.ts';
import type { KnowledgeFile, Report } from '../knowledge-files.ts';
import { parseCustomTable } from './custom-table.ts';
import { withStandardColumns } from './standard-columns.ts';
import { TableText } from './table-text.ts';

/** The schemas of a workspace's tables; a table's columns are made when they are first asked for. */
export class Tables {
  readonly #texts: readonly TableText[];
  readonly #custom: ReadonlyMap<string, readonly KqlColumn[]>;
  readonly #known = new Map<string, readonly KqlColumn[]>();

  /** `json` files declare single tables, or further columns of one that the texts know; earlier files win. */
  constructor(texts: readonly KnowledgeFile[], json: readonly KnowledgeFile[], report: Report) {
    this.#texts = texts.map(({ text }) => new TableText(text));
    const custom = new Map<string, readonly KqlColumn[]>();
    for (const file of json) {
      const table = parseCustomTable(file, report);
      if (table) custom.set(table.name, merge(custom.get(table.name) ?? [], table.columns));
    }
    this.#custom = custom;
  }

  get(name: string): readonly KqlColumn[] | undefined {
    const known = this.#known.get(name);
    if (known) return known;
    let columns = this.#custom.get(name);
    for (const text of this.#texts) {
      const further = text.columns(name);
      if (further) columns = merge(columns ?? [], further);
    }
    if (!columns) return undefined;
    const complete = withStandardColumns(columns);
    this.#known.set(name, complete);
    return complete;
  }

  *names(): Iterable<string> {
    const seen = new Set<string>();
    for (const names of [this.#custom.keys(), ...this.#texts.map((text) => text.names())]) {
      for (const name of names) {
        if (!seen.has(name)) yield name;
        seen.add(name);
      }
    }
  }
}

function merge(first: readonly KqlColumn[], further: readonly KqlColumn[]): readonly KqlColumn[] {
  const names = new Set(first.map((column) => column.name));
  return [...first, ...further.filter((column) => !names.has(column.name))];
}
