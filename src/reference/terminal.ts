import type { ReferenceEntry } from './entry.ts';
import { append } from '../util/append.ts';

/** Colours as picocolors has them. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly cyan: (text: string) => string;
  readonly yellow: (text: string) => string;
}

/** An entry as `firedrill help` prints it. */
export function entryText(entry: ReferenceEntry, paint: Paint, width: number): string {
  const lines = [
    `${paint.bold(entry.name)} ${paint.dim(`${entry.language.toUpperCase()} ${entry.kind}`)}`,
    ...wrap(entry.summary, width),
    '',
    `  ${paint.cyan(entry.syntax)}`,
  ];
  if (entry.aliases.length > 0) lines.push('', `Also: ${entry.aliases.join(', ')}`);
  if (entry.examples.length > 0) {
    lines.push('', 'Examples');
    for (const { query, result } of entry.examples) lines.push(`  ${query}`, paint.dim(`    → ${result}`));
  }
  const notes = [...entry.differences, ...(entry.inferred === undefined ? [] : [`Inferred: ${entry.inferred}`])];
  if (notes.length > 0) {
    lines.push('', paint.yellow(entry.partial ? 'Partly supported' : 'Differences'));
    for (const note of notes)
      append(
        lines,
        wrap(`- ${note}`, width - 2).map((line) => `  ${line}`),
      );
  }
  lines.push('', `Basis: ${entry.basis}`, `See ${entry.reference}`);
  return `${lines.join('\n')}\n`;
}

/** The names of a language by kind. */
export function namesText(entries: readonly ReferenceEntry[], paint: Paint, width: number): string {
  const kinds = [...new Set(entries.map(({ kind }) => kind))];
  const parts = kinds.map((kind) => {
    const names = entries.filter((entry) => entry.kind === kind).map(({ name }) => name);
    const body = wrap(names.join(' '), width - 2).map((line) => `  ${line}`);
    return [paint.bold(`${kind}s (${names.length})`), ...body].join('\n');
  });
  return `${parts.join('\n\n')}\n`;
}

function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + word.length + 1 > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines;
}
