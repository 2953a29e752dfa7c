import { decodeXmlText } from '../../../data/readers/xml/entities.ts';
import type { ByteSpans, RecordBatch } from '../../../data/record.ts';
import { EventIndex, type EventIdentity, HIT_INTEGERS } from '../../../data/scan/event-index.ts';
import type { Value } from '../../../table/value.ts';
import { type Fields, fieldsOf, SYSTEM_NAMES } from '../fields.ts';
import { eventText } from '../text.ts';
import type { ColumnLiterals } from './predicate.ts';
import type { RuleGroup, RuleSet } from './rule-set.ts';

/** What is known of one kind of events in the batch at hand. */
interface Kind {
  readonly identity: EventIdentity;
  readonly group: RuleGroup | undefined;
  /** Fields of the group that are looked at as bytes. */
  readonly columns: readonly ByteColumn[];
}

/** A field whose literals are looked for in bytes. */
interface ByteColumn {
  readonly literals: ColumnLiterals;
  readonly address: number;
}

const NO_AUTOMATON = 0;
const UNFIT = -1;

/**
 * Matches rules against Windows events that stand as XML in a run of bytes: events are taken apart and literals are
 * found without a text for any of it. Fields are decoded where a rule has to be evaluated.
 */
export class EventBytes {
  readonly #index = new EventIndex();
  readonly #rules: RuleSet;
  readonly #groupOf: (identity: EventIdentity) => RuleGroup | undefined;
  readonly #columns: ByteColumn[] = [];
  readonly #byLiterals = new Map<ColumnLiterals, ByteColumn | undefined>();
  readonly #byGroup = new Map<RuleGroup, readonly ByteColumn[]>();
  /** Fields that rules have asked for beyond those of their groups. */
  readonly #wanted = new Set<ColumnLiterals>();

  /** `groupOf` gives the rules for a kind of events; undefined when there are none. */
  constructor(rules: RuleSet, groupOf: (identity: EventIdentity) => RuleGroup | undefined) {
    this.#rules = rules;
    this.#groupOf = groupOf;
  }

  /** Calls `hit` for every rule and row that match, and `other` for each row that has to be matched otherwise. */
  match(
    records: RecordBatch,
    spans: ByteSpans,
    hit: (rule: number, row: number) => void,
    other: (row: number) => void,
  ): void {
    const index = this.#index;
    for (const literals of this.#wanted) this.#columnOf(literals);
    this.#wanted.clear();
    index.load(spans);
    const kinds = index.identities.map((identity) => this.#kind(identity));
    const fields = new RowFields(records, index);
    const names = new Map(index.names.map((name, number) => [name, number]));
    let current = 0;
    const hitRow = (rule: number): void => hit(rule, current);
    const look = (literals: ColumnLiterals): boolean => this.#look(literals, current, names.get(literals.name));
    const automatonOf = (identity: number, name: number): number => {
      const wanted = index.names[name];
      const column = kinds[identity]?.columns.find(({ literals }) => literals.name === wanted);
      return column?.address ?? NO_AUTOMATON;
    };
    index.scan(automatonOf, (from, to, hits) => {
      let at = 0;
      for (let row = from; row < to; row += 1) {
        const first = at;
        while (hits[at] === row) at += HIT_INTEGERS;
        const kind = kinds[index.identity(row)];
        if (!kind) other(row);
        else if (kind.group) {
          current = row;
          this.#rules.begin(kind.group, fields.at(row, kind.identity), look);
          if (this.#note(kind, hits, first, at)) this.#rules.finish(hitRow);
          else other(row);
        }
      }
    });
  }

  close(): void {
    this.#index.close();
  }

  /** Tells the rules what was found in a row; false when it was more than could be told. */
  #note({ columns }: Kind, hits: Int32Array, from: number, to: number): boolean {
    for (const { literals } of columns) this.#rules.skip(literals);
    for (let at = from; at < to; at += HIT_INTEGERS) {
      const column = this.#columns[hits[at + 1] as number];
      if (!column) return false;
      const code = hits[at + 2] as number;
      if (code === UNFIT) this.#rules.unskip(column.literals);
      else this.#rules.note(column.literals.idsOf(code));
    }
    return true;
  }

  /** Looks at a further field of a row; false when it has to be read. */
  #look(literals: ColumnLiterals, row: number, name: number | undefined): boolean {
    // Automata are not added while a batch is at hand: what is found first is looked for in the next one.
    const column = this.#byLiterals.get(literals);
    if (!column) {
      this.#wanted.add(literals);
      return false;
    }
    if (name === undefined) return true;
    const count = this.#index.lookInto(row, name, column.address);
    if (count === undefined) return false;
    const hits = this.#index.ownHits;
    for (let at = 0; at < count * HIT_INTEGERS; at += HIT_INTEGERS) {
      const code = hits[at + 2] as number;
      if (code === UNFIT) return false;
      this.#rules.note(literals.idsOf(code));
    }
    return true;
  }

  #kind(identity: EventIdentity): Kind {
    const group = this.#groupOf(identity);
    return { identity, group, columns: group ? this.#columnsOf(group) : [] };
  }

  #columnsOf(group: RuleGroup): readonly ByteColumn[] {
    let columns = this.#byGroup.get(group);
    if (!columns) {
      columns = group.columns.map((literals) => this.#columnOf(literals)).filter((column) => column !== undefined);
      this.#byGroup.set(group, columns);
    }
    return columns;
  }

  /** Undefined for a field that is no value of the data, or whose literals take more than bytes. */
  #columnOf(literals: ColumnLiterals): ByteColumn | undefined {
    if (this.#byLiterals.has(literals)) return this.#byLiterals.get(literals);
    const isData = /^\w+$/.test(literals.name) && literals.name !== '_text' && !SYSTEM_NAMES.has(literals.name);
    const tables = isData ? literals.byteTables() : undefined;
    const column = tables && { literals, address: this.#index.add(tables, this.#columns.length) };
    if (column) this.#columns.push(column);
    this.#byLiterals.set(literals, column);
    return column;
  }
}

/** Reads fields of one row after another. */
class RowFields {
  readonly #records: RecordBatch;
  readonly #index: EventIndex;
  readonly #names: ReadonlyMap<string, number>;
  #row = 0;
  #identity: EventIdentity = { provider: '', eventId: 0, channel: '' };
  #system: Fields | undefined;
  readonly #read = (name: string): Value => this.#field(name);

  constructor(records: RecordBatch, index: EventIndex) {
    this.#records = records;
    this.#index = index;
    this.#names = new Map(index.names.map((name, number) => [name, number]));
  }

  at(row: number, identity: EventIdentity): (name: string) => Value {
    this.#row = row;
    this.#identity = identity;
    this.#system = undefined;
    return this.#read;
  }

  #field(name: string): Value {
    switch (name) {
      case '_text':
        return eventText(this.#records.document(this.#row), this.#records.raw(this.#row));
      case 'EventID':
        return String(this.#identity.eventId);
      case 'Channel':
        return this.#identity.channel;
      case 'Provider_Name':
        return this.#identity.provider;
    }
    if (SYSTEM_NAMES.has(name)) {
      this.#system ??= fieldsOf(this.#records.document(this.#row));
      return this.#system.get(name);
    }
    const number = this.#names.get(name);
    const value = number === undefined ? undefined : this.#index.value(this.#row, number);
    return value === undefined ? null : decodeXmlText(value);
  }
}
