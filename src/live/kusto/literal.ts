import type { JsonValue } from '../../languages/front-end.ts';

/** A cell of `firedrill query` as a KQL literal of its type. */
export function kqlLiteral(cell: JsonValue, type: string): string {
  if (type === 'string') return cell === null ? '""' : quoted(String(cell));
  if (cell === null) return `${type}(null)`;
  if (type === 'real') return `real(${realText(cell)})`;
  if (type === 'dynamic') return `dynamic(${escapedJson(cell)})`;
  return `${type}(${String(cell)})`;
}

const REALS: Readonly<Record<string, string>> = { NaN: 'nan', Infinity: '+inf', '-Infinity': '-inf' };
const realText = (cell: JsonValue): string => REALS[String(cell)] ?? String(cell);

/** Everything that is no plain letter of a line is written as `\u…`, which strings of KQL and of JSON share. */
const escaped = (text: string): string =>
  text.replace(/[\u0000-\u001f\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

const quoted = (text: string): string => `"${escaped(text.replaceAll('\\', '\\\\').replaceAll('"', '\\"'))}"`;

const escapedJson = (value: JsonValue): string => escaped(JSON.stringify(value));
