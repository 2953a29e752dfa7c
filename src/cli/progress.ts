import type { CommandIo } from './io.ts';

const INTERVAL_MS = 100;
const BAR_WIDTH = 20;

/** A share from 0 to 1 as a bar: `━━━━━━──────────────`. */
export function progressBar(share: number): string {
  const filled = Math.floor(Math.min(1, Math.max(0, share)) * BAR_WIDTH);
  return `${'━'.repeat(filled)}${'─'.repeat(BAR_WIDTH - filled)}`;
}

/** One line on a terminal that says how far long work has come; nothing anywhere else. */
export class ProgressLine {
  readonly #io: CommandIo;
  readonly #active: boolean;
  #last = 0;
  #shown = false;
  #text = '';

  constructor(io: CommandIo, quiet: boolean) {
    this.#io = io;
    this.#active = io.stderrIsTerminal && !quiet;
  }

  show(text: string): void {
    if (!this.#active) return;
    this.#text = text;
    const now = performance.now();
    if (now - this.#last < INTERVAL_MS) return;
    this.#last = now;
    this.#write();
  }

  /** A line that stays, above the one that changes: where there is no terminal nothing is said either. */
  say(text: string): void {
    if (this.#active) this.above(() => this.#io.stderr(`${text}\n`));
  }

  /** Prints lines of a result above the line, which stays the last one. */
  above(print: () => void): void {
    const again = this.#shown;
    this.clear();
    print();
    if (again) this.#write();
  }

  clear(): void {
    if (this.#shown) this.#io.stderr('\r\u001b[2K');
    this.#shown = false;
  }

  #write(): void {
    this.#shown = true;
    this.#io.stderr(`\r\u001b[2K${clipToWidth(this.#text, this.#io.stderrColumns ?? 80)}`);
  }
}

/** A line that wraps could not be cleared again; the last column stays free, where some terminals wrap already. */
export function clipToWidth(text: string, columns: number): string {
  const room = Math.max(1, columns - 1);
  return text.length <= room ? text : `${text.slice(0, room - 1)}…`;
}
