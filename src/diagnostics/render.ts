import type { Diagnostic, Range, Severity } from './diagnostic.ts';
import { neutralLine } from './neutral-text.ts';
import { SourceText } from './source-text.ts';

type Style = (text: string) => string;

/** The colours that are used; what picocolors makes fits. */
export interface DiagnosticColors {
  readonly bold: Style;
  readonly dim: Style;
  readonly red: Style;
  readonly yellow: Style;
  readonly cyan: Style;
}

export interface RenderOptions {
  readonly colors?: DiagnosticColors | undefined;
  /** The text of a file, for the excerpt; undefined leaves the excerpt out. */
  readonly read?: ((file: string) => string | SourceText | undefined) | undefined;
}

const plain: Style = (text) => text;
const NO_COLORS: DiagnosticColors = { bold: plain, dim: plain, red: plain, yellow: plain, cyan: plain };

const EXCERPT_WIDTH = 110;
const CONTEXT_BEFORE_MARK = 40;

/**
 * Diagnostics for people: place, code, message, the line with a mark below, the hint.
 *
 * ```
 * rules/tunnel.yaml:12:9 error FD203 unknown-column
 *   There is no column "RemoteUrll".
 * 12 |   | where RemoteUrll has "trycloudflare"
 *    |           ^~~~~~~~~
 *   hint: Did you mean "RemoteUrl"?
 * ```
 */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], options: RenderOptions = {}): string {
  const colors = options.colors ?? NO_COLORS;
  const sources = new Map<string, SourceText | undefined>();
  const sourceOf = (file: string): SourceText | undefined => {
    if (!sources.has(file)) {
      const text = options.read?.(file);
      sources.set(file, typeof text === 'string' ? new SourceText(text) : text);
    }
    return sources.get(file);
  };
  return diagnostics.map((diagnostic) => `${renderOne(diagnostic, colors, sourceOf).join('\n')}\n`).join('\n');
}

function renderOne(
  { code, name, severity, message, file, range, hint, related }: Diagnostic,
  colors: DiagnosticColors,
  sourceOf: (file: string) => SourceText | undefined,
): readonly string[] {
  const style = styleOf(severity, colors);
  const lines = [
    `${colors.bold(`${neutralLine(file)}:${range.start.line}:${range.start.column}`)} ${style(severity)} ${code} ${colors.dim(name)}`,
    `  ${neutralLine(message)}`,
    ...excerpt(sourceOf(file), range, colors, style),
  ];
  for (const { message: reason, location } of related ?? []) {
    const { start } = location.range;
    lines.push(`  ${neutralLine(reason)} ${colors.dim(`${neutralLine(location.file)}:${start.line}:${start.column}`)}`);
  }
  if (hint !== undefined) lines.push(`  ${colors.cyan('hint:')} ${neutralLine(hint)}`);
  return lines;
}

const styleOf = (severity: Severity, colors: DiagnosticColors): Style =>
  severity === 'error' ? colors.red : severity === 'warning' ? colors.yellow : colors.cyan;

function excerpt(
  source: SourceText | undefined,
  { start, end }: Range,
  colors: DiagnosticColors,
  style: Style,
): readonly string[] {
  const line = source?.line(start.line);
  if (line === undefined || line.trim() === '') return [];
  const from = start.column - 1;
  const to = Math.max(from + 1, end.line === start.line ? end.column - 1 : line.trimEnd().length);
  const window = clip(line, from, to);
  const number = String(start.line);
  const gutter = ' '.repeat(number.length);
  const mark = `^${'~'.repeat(Math.max(0, window.to - window.from - 1))}`;
  return [
    `${colors.dim(`${number} |`)} ${neutralLine(window.text)}`,
    `${colors.dim(`${gutter} |`)} ${' '.repeat(window.from)}${style(mark)}`,
  ];
}

/** The part of a long line around the mark. */
function clip(line: string, from: number, to: number): { text: string; from: number; to: number } {
  if (line.length <= EXCERPT_WIDTH) return { text: line, from, to };
  const first = from + (to - from) <= EXCERPT_WIDTH - 10 ? 0 : Math.max(0, from - CONTEXT_BEFORE_MARK);
  const last = Math.min(line.length, first + EXCERPT_WIDTH);
  const prefix = first > 0 ? '…' : '';
  const suffix = last < line.length ? '…' : '';
  const shift = prefix.length - first;
  return { text: `${prefix}${line.slice(first, last)}${suffix}`, from: from + shift, to: Math.min(to, last) + shift };
}

/** `3 errors, 1 warning`. */
export function renderCounts(diagnostics: readonly Diagnostic[]): string {
  const count = (severity: Severity, one: string) => {
    const number = diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
    return `${number} ${one}${number === 1 ? '' : 's'}`;
  };
  const infos = diagnostics.some(({ severity }) => severity === 'info') ? `, ${count('info', 'note')}` : '';
  return `${count('error', 'error')}, ${count('warning', 'warning')}${infos}`;
}
