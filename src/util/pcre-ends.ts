/** The end of the text, or the place before the line feed that ends it, as translations of PCRE write `$` and `\\Z`. */
const ENDS = ['(?=\\n?$)', '(?=\\n?(?![\\s\\S]))'];

/** A translated expression with plain ends, for texts that end in no line feed; the same where it asks for none. */
export const withPlainEnds = (source: string, end: string): string =>
  ENDS.reduce((text, written) => text.replaceAll(written, () => end), source);
