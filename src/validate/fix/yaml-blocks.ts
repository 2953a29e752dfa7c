/** A key of a mapping with its lines: the comments right above it, its own line, and all that is nested in it. */
export interface YamlBlock {
  /** Undefined for what stands before the first key. */
  readonly key: string | undefined;
  readonly lines: readonly string[];
}

/**
 * The lines of a mapping in block style, cut at its keys, `indent` columns in. Joined again they are the same text:
 * comments, quotes and folding stay as they were written.
 */
export function yamlBlocks(lines: readonly string[], indent: number): readonly YamlBlock[] {
  const start = new RegExp(`^ {${indent}}(?:"([^"]+)"|'([^']+)'|([A-Za-z_][\\w.-]*))[ \\t]*:(?:\\s|$)`);
  const comment = new RegExp(`^ {${indent}}#`);
  const blocks: { key: string | undefined; lines: string[] }[] = [];
  let current: { key: string | undefined; lines: string[] } = { key: undefined, lines: [] };
  for (const line of lines) {
    const match = start.exec(line);
    if (match) {
      if (current.lines.length > 0 || current.key !== undefined) blocks.push(current);
      let own = current.lines.length;
      while (own > 0 && comment.test(current.lines[own - 1] as string)) own -= 1;
      const above = current.key === undefined ? [] : current.lines.splice(own);
      current = { key: match[1] ?? match[2] ?? match[3], lines: [...above, line] };
    } else current.lines.push(line);
  }
  blocks.push(current);
  return blocks;
}

/** The comments above the key of a block. */
export const commentsAbove = ({ lines }: YamlBlock): readonly string[] =>
  lines.slice(
    0,
    lines.findIndex((line) => !line.trimStart().startsWith('#')),
  );

/** A block without the comments above its key. */
export const withoutComments = (block: YamlBlock): YamlBlock => ({
  key: block.key,
  lines: block.lines.slice(commentsAbove(block).length),
});

/** The text behind the colon of a block's key, its comment included. */
export const inlineValue = (block: YamlBlock): string =>
  (withoutComments(block).lines[0] ?? '').replace(/^[^:]*:/, '').trim();

/** Whether the value of a block is nested in the lines below it. */
export const isNested = (block: YamlBlock): boolean => /^(?:#.*)?$/.test(inlineValue(block));

/** Lines moved to the left. */
export const outdented = (lines: readonly string[], by: number): readonly string[] =>
  lines.map((line) => (line.slice(0, by).trim() === '' ? line.slice(by) : line));

/** The indentation of the first line below a key; undefined when nothing is nested there. */
export function nestedIndent(block: YamlBlock): number | undefined {
  const first = withoutComments(block)
    .lines.slice(1)
    .find((line) => line.trim() !== '' && !line.trim().startsWith('#'));
  return first === undefined ? undefined : first.length - first.trimStart().length;
}

/** A text as a YAML scalar of one line. */
export const yamlText = (text: string): string =>
  /^[A-Za-z][\w ()/.$-]*$/.test(text) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text) && text.trim() === text
    ? text
    : `'${text.replace(/\s*\n\s*/g, ' ').replace(/'/g, "''")}'`;
