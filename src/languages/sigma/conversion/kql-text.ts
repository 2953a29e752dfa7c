/** Texts of KQL: literals, names, operators that need no brackets of their own. */

const IDENTIFIER = /^[A-Za-z_]\w*$/;
/** A column of text that holds JSON, as a dynamic value. */
const PARSED = /^parse_json\([A-Za-z_]\w*\)$/;

/** A string literal: verbatim where backslashes would have to be doubled. */
export function kqlString(text: string): string {
  // A verbatim literal cannot hold line breaks and other control characters.
  const plain = !/[\u0000-\u001f\u007f]/.test(text);
  if (text.includes('\\') && plain) return `@"${text.replaceAll('"', '""')}"`;
  return `"${text.replace(/[\\"\u0000-\u001f\u007f]/g, escaped)}"`;
}

function escaped(character: string): string {
  if (character === '\\' || character === '"') return `\\${character}`;
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  if (character === '\t') return '\\t';
  return `\\u${(character.codePointAt(0) as number).toString(16).padStart(4, '0')}`;
}

/**
 * A column, or a path into a dynamic one (`EventData.TargetUserName`).
 *
 * @example kqlPath('EventData.Source Name') // 'EventData["Source Name"]'
 */
export function kqlPath(path: string): string {
  const [column = '', ...keys] = path.split('.');
  const head = IDENTIFIER.test(column) || PARSED.test(column) ? column : `[${kqlString(column)}]`;
  return head + keys.map((key) => (IDENTIFIER.test(key) ? `.${key}` : `[${kqlString(key)}]`)).join('');
}

export const kqlCall = (name: string, ...args: readonly string[]): string => `${name}(${args.join(', ')})`;
