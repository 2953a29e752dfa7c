/** Comments and texts of KQL: names in them are no names. */
const NOT_CODE = /\/\/[^\n]*|@"(?:[^"]|"")*"|@'(?:[^']|'')*'|```[\s\S]*?```|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g;

/** A query with spaces in place of its comments and texts. */
export const kqlCode = (query: string): string => query.replace(NOT_CODE, (text) => ' '.repeat(text.length));
