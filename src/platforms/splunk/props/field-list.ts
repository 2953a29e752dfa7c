/** The words of a setting: bare, or in double quotes with `\"` inside; commas count as blanks where `commas` is set. */
export function settingWords(text: string, commas = false): readonly string[] {
  const pattern = commas ? /"((?:[^"\\]|\\.)*)"|([^\s,]+)/g : /"((?:[^"\\]|\\.)*)"|(\S+)/g;
  return [...text.matchAll(pattern)].map(([, inside, bare]) =>
    inside === undefined ? (bare as string) : inside.replace(/\\(["\\])/g, '$1'),
  );
}
