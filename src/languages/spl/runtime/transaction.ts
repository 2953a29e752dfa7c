import { Frame } from '../../../plan/frame.ts';
import type { TableFunction } from '../../../plan/library.ts';
import { Batch } from '../../../table/batch.ts';
import { ArrayColumn, type Column, ConstantColumn, LazyColumn } from '../../../table/column.ts';
import type { Columns } from '../../../table/columns.ts';
import { concatenate } from '../../../table/concatenate.ts';
import type { Value } from '../../../table/value.ts';
import type { TransactionOptions } from '../commands/transaction.ts';
import { asList, compareText, fromList, toNumber, toText } from '../values.ts';
import { columnOf } from './support.ts';
import { append } from '../../../util/append.ts';

/** What maxevents is when nobody says. */
const MAXIMUM_EVENTS = 1000;

/** Events are taken from the newest to the oldest: `rows` holds them in that order. */
interface Transaction {
  readonly values: (string | undefined)[];
  readonly rows: number[];
  readonly newest: number;
  oldest: number;
  /** How many were opened before. */
  readonly opened: number;
  /** Its last event is one that `endswith` asks for, or nothing asks. */
  readonly ended: boolean;
  complete: boolean;
}

/**
 * Events that share the values of the fields. Bounds of span, pause and number close a transaction and begin another;
 * one whose `startswith` or `endswith` never came is dropped unless `keepevicted`.
 *
 * https://help.splunk.com/en/splunk-enterprise/search/spl-search-reference/10.0/search-commands/transaction
 */
export const transaction: TableFunction = {
  name: 'spl.transaction',
  preservesOrder: false,
  needsAllInput: true,
  *run(input, { options, compile }) {
    const wanted = options as TransactionOptions;
    const all = concatenate(input);
    const frame = new Frame();
    const starts = wanted.startsWith && compile(wanted.startsWith, frame);
    const ends = wanted.endsWith && compile(wanted.endsWith, frame);
    frame.load(all);
    const times = columnOf(all, '_time');
    const timeOf = (row: number): number => toNumber(times.at(row)) ?? 0;
    const rows = [...all.rows()].sort((left, right) => timeOf(right) - timeOf(left));
    const columns = wanted.fields.map((name) => columnOf(all, name));
    const open = new OpenTransactions(wanted.connected);
    const closed: Transaction[] = [];
    const orphans: number[] = [];
    const close = (one: Transaction, complete: boolean): void => {
      open.remove(one);
      one.complete = complete && one.ended;
      closed.push(one);
    };
    for (const row of rows) {
      const values = columns.map((column) => textOf(column.at(row)));
      if (values.length > 0 && values.every((value) => value === undefined)) {
        orphans.push(row);
        continue;
      }
      const time = timeOf(row);
      let current = open.find(values);
      if (current && exceeds(current, time, wanted)) {
        close(current, !starts);
        current = undefined;
      }
      const isEnd = ends?.(row) === true;
      if (current && isEnd) {
        close(current, !starts);
        current = undefined;
      }
      if (!current) {
        const ended = !ends || isEnd;
        current = { values, rows: [], newest: time, oldest: time, opened: open.count, ended, complete: false };
        open.add(current);
      }
      current.rows.push(row);
      current.oldest = time;
      if (values !== current.values && current.values.includes(undefined)) open.fill(current, values);
      if (starts?.(row) === true) close(current, true);
      else if (current.rows.length >= (wanted.maxEvents ?? MAXIMUM_EVENTS)) close(current, true);
    }
    for (const one of open.all()) close(one, !starts);
    const shown = closed.filter((one) => one.complete || wanted.keepEvicted);
    if (wanted.keepOrphans) {
      append(
        orphans,
        closed.filter((one) => !shown.includes(one)).flatMap((one) => one.rows),
      );
      orphans.sort((left, right) => timeOf(right) - timeOf(left));
      yield all.select(Uint32Array.from(orphans)).extend(new Map([['_txn_orphan', new ConstantColumn('1')]]));
    }
    yield build(
      all,
      shown.sort((left, right) => right.oldest - left.oldest),
      wanted,
    );
  },
};

const textOf = (value: Value): string | undefined =>
  value === null ? undefined : asList(value).map(toText).join('\n');

/** No field contradicts, and unless `connected=false` at least one is shared. */
function belongs(one: Transaction, values: readonly (string | undefined)[], connected: boolean): boolean {
  let shared = values.length === 0 || !connected;
  for (let at = 0; at < values.length; at += 1) {
    const [known, value] = [one.values[at], values[at]];
    if (known === undefined || value === undefined) continue;
    if (known !== value) return false;
    shared = true;
  }
  return shared;
}

/** The transactions that events may still join. An event joins the one that was opened first. */
class OpenTransactions {
  count = 0;
  readonly #connected: boolean;
  readonly #all = new Set<Transaction>();
  /** Those with a value in each field: events with the same values are theirs, others with values in all fields are not. */
  readonly #whole = new Map<string, Set<Transaction>>();
  readonly #partial = new Set<Transaction>();

  constructor(connected: boolean) {
    this.#connected = connected;
  }

  all(): readonly Transaction[] {
    return [...this.#all];
  }

  find(values: readonly (string | undefined)[]): Transaction | undefined {
    const isWhole = !values.includes(undefined);
    const candidates = isWhole ? [...this.#partial, ...(this.#whole.get(keyOf(values)) ?? [])] : this.#all;
    let first: Transaction | undefined;
    for (const one of candidates) {
      if (first && first.opened < one.opened) continue;
      if (belongs(one, values, this.#connected)) first = one;
    }
    return first;
  }

  add(one: Transaction): void {
    this.count += 1;
    this.#all.add(one);
    this.#place(one);
  }

  /** Takes over the values that a transaction lacks. */
  fill(one: Transaction, values: readonly (string | undefined)[]): void {
    values.forEach((value, at) => {
      one.values[at] ??= value;
    });
    this.#partial.delete(one);
    this.#place(one);
  }

  remove(one: Transaction): void {
    this.#all.delete(one);
    this.#partial.delete(one);
    const key = keyOf(one.values);
    const alike = this.#whole.get(key);
    alike?.delete(one);
    if (alike?.size === 0) this.#whole.delete(key);
  }

  #place(one: Transaction): void {
    if (one.values.includes(undefined)) {
      this.#partial.add(one);
      return;
    }
    const key = keyOf(one.values);
    const alike = this.#whole.get(key);
    if (alike) alike.add(one);
    else this.#whole.set(key, new Set([one]));
  }
}

const keyOf = (values: readonly (string | undefined)[]): string =>
  values.length === 1 ? (values[0] ?? '') : JSON.stringify(values);

const exceeds = (one: Transaction, time: number, { maxSpan, maxPause }: TransactionOptions): boolean =>
  (maxSpan !== null && one.newest - time > maxSpan) || (maxPause !== null && one.oldest - time > maxPause);

/** Whether anything may close a transaction but the end of the events. */
const closes = ({ maxSpan, maxPause, maxEvents, startsWith }: TransactionOptions): boolean =>
  maxSpan !== null || maxPause !== null || maxEvents !== null || startsWith !== null;

function build(all: Batch, transactions: readonly Transaction[], wanted: TransactionOptions): Batch {
  const rowsOf = transactions.map(({ rows }) => [...rows].reverse());
  return new Batch(
    new TransactionColumns(all, transactions, rowsOf, wanted),
    transactions.length,
    undefined,
    (row) => rowsOf[row]?.flatMap((one) => all.originsAt(one)) ?? [],
  );
}

/** The fields of transactions: what their events say is put together when somebody reads it. */
class TransactionColumns implements Columns {
  readonly #all: Batch;
  readonly #rowsOf: readonly (readonly number[])[];
  readonly #wanted: TransactionOptions;
  readonly #columns: Map<string, Column>;

  /** `rowsOf` holds the events of each, the oldest first. */
  constructor(
    all: Batch,
    transactions: readonly Transaction[],
    rowsOf: readonly (readonly number[])[],
    wanted: TransactionOptions,
  ) {
    this.#all = all;
    this.#rowsOf = rowsOf;
    this.#wanted = wanted;
    const closing = closes(wanted);
    const own = (value: (one: Transaction) => Value): Column => new ArrayColumn(transactions.map(value));
    this.#columns = new Map([
      ['_time', own(({ oldest }) => oldest)],
      ['duration', own(({ newest, oldest }) => Number((newest - oldest).toFixed(6)))],
      ['eventcount', own(({ rows }) => rows.length)],
      ['closed_txn', own(({ complete }) => (complete && closing ? 1 : 0))],
    ]);
  }

  get(name: string): Column | undefined {
    const known = this.#columns.get(name);
    const column = known ? undefined : this.#all.columns.get(name);
    if (!column) return known;
    const merge = name === '_raw' ? this.#text() : this.#values(name);
    const made = new LazyColumn(this.#rowsOf.length, (at) =>
      merge((this.#rowsOf[at] ?? []).map((row) => asList(column.at(row)))),
    );
    this.#columns.set(name, made);
    return made;
  }

  /** In the order in which the transactions show them. */
  names(): readonly string[] {
    const names = new Set<string>();
    const before = ['_raw', ...this.#all.columns.names().filter((name) => name !== '_time' && name !== '_raw')];
    for (const at of this.#rowsOf.keys()) {
      names.add('_time');
      for (const name of before) if (!names.has(name) && (this.get(name)?.at(at) ?? null) !== null) names.add(name);
      for (const name of ['duration', 'eventcount', 'closed_txn']) names.add(name);
    }
    return [...names];
  }

  #text(): (found: readonly (readonly Value[])[]) => Value {
    const { rawAsList } = this.#wanted;
    return (found) => {
      const raw = found.flat();
      return raw.length === 0 ? null : rawAsList ? fromList(raw) : raw.map(toText).join('\n');
    };
  }

  #values(name: string): (found: readonly (readonly Value[])[]) => Value {
    const { lists, nullText } = this.#wanted;
    const listed = lists === true || (lists !== false && lists.includes(name));
    return (found) => {
      if (found.every((values) => values.length === 0)) return null;
      return fromList(listed ? found.flatMap((one) => (one.length === 0 ? [nullText] : one)) : unique(found.flat()));
    };
  }
}

function unique(values: readonly Value[]): readonly Value[] {
  const byText = new Map(values.map((value) => [toText(value), value] as const));
  return [...byText.keys()].sort(compareText).map((key) => byText.get(key) ?? null);
}
