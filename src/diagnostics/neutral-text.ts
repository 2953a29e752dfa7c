/** C0, DEL, C1, line separators, bidirectional controls, the byte-order mark: all that could change how a line looks. */
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;

/**
 * A text from content or logs as one line that a terminal prints and does not obey. Every character stays one character
 * wide, so that marks below it still fit.
 */
export function neutralLine(text: string): string {
  return text.replace(UNSAFE, (character) => {
    const code = character.charCodeAt(0);
    if (code === 9) return ' ';
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? '\u2421' : '\ufffd';
  });
}
