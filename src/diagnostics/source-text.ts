import type { Position, Range } from './diagnostic.ts';

/** A text with its line starts: offsets to lines and columns. */
export class SourceText {
  readonly text: string;
  #starts: readonly number[] | undefined;

  constructor(text: string) {
    this.text = text;
  }

  position(offset: number): Position {
    const starts = this.#lineStarts();
    const at = Math.max(0, Math.min(offset, this.text.length));
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] as number) <= at) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: Math.max(1, at - (starts[low] as number) + 1) };
  }

  range(start: number, end: number): Range {
    return { start: this.position(start), end: this.position(end) };
  }

  /** Where a line from 1 begins; behind the last line, the end. */
  offset(line: number): number {
    return this.#lineStarts()[line - 1] ?? this.text.length;
  }

  /** The text of a line from 1, without its line break. */
  line(number: number): string {
    const starts = this.#lineStarts();
    const start = starts[number - 1];
    if (start === undefined) return '';
    return this.text.slice(start, starts[number] ?? this.text.length).replace(/\r?\n$/, '');
  }

  #lineStarts(): readonly number[] {
    if (!this.#starts) {
      // Editors show no mark of the byte order: the first line begins behind it.
      const starts = [this.text.charCodeAt(0) === 0xfeff ? 1 : 0];
      for (let at = this.text.indexOf('\n'); at >= 0; at = this.text.indexOf('\n', at + 1)) starts.push(at + 1);
      this.#starts = starts;
    }
    return this.#starts;
  }
}
