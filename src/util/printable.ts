/**
 * Text that is safe to print: control characters (terminal escapes among them), bidirectional overrides and line
 * separators become visible escapes. Tabs become blanks; line breaks stay when `multiline` is set.
 */
export function printable(text: string, options: { readonly multiline?: boolean } = {}): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g, (character) => {
    if (character === '\t') return ' ';
    if (character === '\n' && options.multiline) return character;
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
