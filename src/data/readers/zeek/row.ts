import type { EventDocument } from '../../record.ts';
import { unescapeZeek, type ZeekHeader } from './header.ts';

const NUMBERS = new Set(['count', 'int', 'port', 'double', 'interval', 'time']);

const BRACE = 0x7b;

/** What is wrong with a row: it was cut, or two were run together. */
export function complaintOf(row: Buffer, { separator, fields }: ZeekHeader): string | undefined {
  if (row[0] === BRACE) return undefined;
  let count = 1;
  for (let at = row.indexOf(separator); at >= 0; at = row.indexOf(separator, at + separator.length)) count += 1;
  return count === fields.length ? undefined : `it has ${count} cells, the head ${fields.length} fields`;
}

/** A row as Zeek's own JSON would have it: numbers and booleans by type, sets and vectors as lists, `_path` by the header. */
export function zeekRow(row: string, header: ZeekHeader): EventDocument {
  const value: Record<string, unknown> = Object.create(null);
  const cells: Record<string, string> = Object.create(null);
  if (header.path !== undefined) value['_path'] = header.path;
  row.split(header.separator).forEach((cell, at) => {
    const name = header.fields[at];
    if (name === undefined || cell === header.unsetField) return;
    cells[name] = cell;
    value[name] = typedValue(cell, header.types[at] ?? 'string', header);
  });
  return { kind: 'object', value, cells };
}

function typedValue(cell: string, type: string, header: ZeekHeader): unknown {
  const element = /^(?:set|vector)\[(.+)\]$/.exec(type)?.[1];
  if (element !== undefined) {
    if (cell === header.emptyField) return [];
    return cell
      .split(header.setSeparator)
      .map((part) => (part === header.unsetField ? null : part === header.emptyField ? '' : scalarOf(part, element)));
  }
  return cell === header.emptyField ? '' : scalarOf(cell, type);
}

function scalarOf(text: string, type: string): unknown {
  if (NUMBERS.has(type) && text !== '') {
    const number = Number(text);
    const exact = !Number.isNaN(number) && (Number.isSafeInteger(number) || !/^-?\d+$/.test(text));
    return exact ? number : text;
  }
  if (type === 'bool' && (text === 'T' || text === 'F')) return text === 'T';
  return unescapeZeek(text);
}
