import type { NeedleSearch } from '../../needles.ts';
import { type ScanMemory, SLACK } from '../../scan/memory.ts';
import { fitsNeedleTable, NEEDLE_TABLE_SIZE, writeNeedles } from '../../scan/needle-table.ts';
import { type ParseDocument, SpanBatch, SpanCollector } from '../span-batch.ts';
import type { ChunkOutput, RenderedRun } from './chunk.ts';

const INTEGER = 4;
const SPAN = 8;
const CHUNK_SIZE = 0x10000;
const TEXT_SIZE = 2 << 20;

const NEEDLES = 1024;
const CHUNK = NEEDLES + NEEDLE_TABLE_SIZE;
const WORK = CHUNK + CHUNK_SIZE + SLACK;

/** Renders the records of chunks to the bytes of their XML and gathers them into batches. */
export class RecordOutput implements ChunkOutput {
  /** Batches that are complete; who takes them empties the list. */
  readonly ready: SpanBatch[] = [];
  readonly #memory: ScanMemory;
  readonly #search: NeedleSearch | undefined;
  readonly #collector: SpanCollector;
  readonly #parse: ParseDocument;
  readonly #batchSize: number;
  readonly #spans: number;
  readonly #kept: number;
  readonly #text: number;
  readonly #textEnd: number;
  /** Behind the last text. */
  #at: number;
  #numbers: number[] = [];

  constructor(memory: ScanMemory, search: NeedleSearch | undefined, batchSize: number, parse: ParseDocument) {
    this.#memory = memory;
    this.#search = search;
    this.#collector = new SpanCollector(batchSize, parse);
    this.#parse = parse;
    this.#batchSize = batchSize;
    this.#spans = Math.ceil((WORK + memory.exports.workSize()) / SPAN) * SPAN;
    this.#kept = this.#spans + batchSize * SPAN;
    this.#text = this.#kept + batchSize * INTEGER;
    this.#textEnd = this.#text + TEXT_SIZE;
    this.#at = this.#text;
    memory.reserve(this.#textEnd + SLACK);
    memory.exports.openLog(WORK);
  }

  open(chunk: Buffer): void {
    this.#memory.bytes.set(chunk, CHUNK);
    this.#memory.exports.openChunk(CHUNK, chunk.length);
  }

  render(from: number, limit: number, number: number): RenderedRun {
    const { exports } = this.#memory;
    const room = this.#batchSize - this.#numbers.length;
    const spans = this.#spans + this.#numbers.length * SPAN;
    const next = exports.renderRecords(from, limit, this.#at, this.#textEnd, spans, room);
    const count = exports.renderedRecords();
    for (let index = 0; index < count; index += 1) this.#numbers.push(number + index);
    if (count > 0) this.#at = this.#memory.integers(spans, count * 2)[count * 2 - 1] as number;
    const full = exports.isFull() === 1 && this.#numbers.length > 0;
    if (full) this.flush();
    if (count === 0 && full) return this.render(from, limit, number);
    return { count, last: exports.lastRecord(), next };
  }

  add(number: number, text: string): void {
    const bytes = Buffer.from(text);
    if (this.#numbers.length === this.#batchSize || this.#at + bytes.length > this.#textEnd) this.flush();
    if (bytes.length > TEXT_SIZE) {
      if (!this.#search || this.#search.over(bytes)(0, bytes.length)) this.#addAlone(number, bytes);
      return;
    }
    this.#memory.bytes.set(bytes, this.#at);
    const span = this.#memory.integers(this.#spans + this.#numbers.length * SPAN, 2);
    span[0] = this.#at;
    this.#at += bytes.length;
    span[1] = this.#at;
    this.#numbers.push(number);
  }

  /** Makes a batch of what is there. */
  flush(): void {
    if (this.#search) this.#flushFound(this.#search);
    else this.#flushAll();
    this.#at = this.#text;
    this.#numbers = [];
  }

  /** Behind the last record: also what was found and did not fill a batch. */
  end(): void {
    this.flush();
    const last = this.#collector.flush();
    if (last) this.ready.push(last);
  }

  #addAlone(number: number, bytes: Buffer): void {
    const gathered = this.#collector.flush();
    if (gathered) this.ready.push(gathered);
    const spans = { bytes, starts: Uint32Array.of(0), ends: Uint32Array.of(bytes.length) };
    this.ready.push(new SpanBatch(spans, Float64Array.of(number), this.#parse));
  }

  #flushAll(): void {
    const count = this.#numbers.length;
    if (count === 0) return;
    const bytes = Buffer.from(this.#memory.bytes.subarray(this.#text, this.#at));
    const places = this.#memory.integers(this.#spans, count * 2);
    const starts = new Uint32Array(count);
    const ends = new Uint32Array(count);
    for (let index = 0; index < count; index += 1) {
      starts[index] = (places[index * 2] as number) - this.#text;
      ends[index] = (places[index * 2 + 1] as number) - this.#text;
    }
    this.ready.push(new SpanBatch({ bytes, starts, ends }, Float64Array.from(this.#numbers), this.#parse));
  }

  /** Keeps what holds one text of each group. */
  #flushFound(search: NeedleSearch): void {
    const places = this.#memory.integers(this.#spans, this.#numbers.length * 2);
    const group = search.groups.find(fitsNeedleTable);
    const rest = group ? search.without(group) : search;
    for (const index of this.#holding(group)) {
      const text = this.#memory.bytes.subarray(places[index * 2], places[index * 2 + 1]);
      const bytes = Buffer.from(text.buffer as ArrayBuffer, text.byteOffset, text.length);
      if (rest && !rest.over(bytes)(0, bytes.length)) continue;
      const batch = this.#collector.add(this.#numbers[index] as number, bytes);
      if (batch) this.ready.push(batch);
    }
  }

  /** The records that hold a text of the group; all without one. */
  #holding(group: readonly string[] | undefined): Iterable<number> {
    const count = this.#numbers.length;
    if (!group) return this.#numbers.keys();
    writeNeedles(this.#memory, NEEDLES, group);
    const { exports } = this.#memory;
    const found = exports.textsWithNeedle(this.#spans, count, NEEDLES, group.length, this.#kept);
    return this.#memory.integers(this.#kept, found);
  }
}
