import type { Detection } from '../../content/model.ts';
import { SourceText } from '../../diagnostics/source-text.ts';
import { parseYaml } from '../../content/index.ts';
import { formatKql } from '../../languages/kql/index.ts';
import { formatSpl } from '../../languages/spl/index.ts';
import type { Workspace } from '../../testing/workspace.ts';

/** What became of the query of a detection. */
export type Formatted =
  | { readonly kind: 'same' }
  | { readonly kind: 'changed'; readonly text: string }
  /** It cannot be formatted, and stays as it is. */
  | { readonly kind: 'left'; readonly reason: string };

/**
 * The file of a detection with its query formatted. Nothing but the query changes, and the query says the same: what
 * cannot be shown to is left.
 */
export async function formatContent(detection: Detection, source: string, workspace: Workspace): Promise<Formatted> {
  const { language, query, document } = detection;
  if (!query) return { kind: 'left', reason: 'It has no query.' };
  const formatted =
    language === 'spl' ? formatSpl(query.text, await workspace.splEnvironment()) : formatKql(query.text);
  if (formatted === undefined)
    return { kind: 'left', reason: 'The query cannot be parsed, or not be printed the same.' };
  if (formatted === query.text.trimEnd()) return { kind: 'same' };
  const key = language === 'spl' ? 'search' : 'query';
  const text = replaceScalar(source, document.at([key], 'key').start.line, document.at([key]).end, formatted);
  const [after, ...others] = text === undefined ? [] : parseYaml(text, detection.file).documents;
  const isSafe = after && others.length === 0 && isOnlyQuery(document.value, after.value, key, formatted);
  return isSafe
    ? { kind: 'changed', text: text as string }
    : { kind: 'left', reason: 'Its place in the file is not plain.' };
}

/** The file with a block of lines as the value of a key of the top level. */
function replaceScalar(
  source: string,
  keyLine: number,
  end: { readonly line: number; readonly column: number },
  value: string,
): string | undefined {
  const lines = new SourceText(source);
  const head =
    /^(\w+:)[ \t]*(\||\|-|\|\+)?[ \t]*(?:#.*)?\r?$/.exec(lines.line(keyLine)) ?? /^(\w+:)/.exec(lines.line(keyLine));
  if (!head) return undefined;
  const all = source.split('\n');
  let last = end.column === 1 ? end.line - 1 : end.line;
  while (last > keyLine && (all[last - 1] as string).trim() === '') last -= 1;
  const block = value.split('\n').map((line) => (line === '' ? '' : `  ${line}`));
  return [...all.slice(0, keyLine - 1), `${head[1]} ${head[2] ?? '|-'}`, ...block, ...all.slice(last)].join('\n');
}

/** Whether two documents differ in one value alone, and that one says what it should. */
function isOnlyQuery(before: unknown, after: unknown, key: string, value: string): boolean {
  const rest = (document: unknown) => JSON.stringify({ ...(document as object), [key]: '' });
  const written = (after as Readonly<Record<string, unknown>> | null)?.[key];
  return typeof written === 'string' && written.trimEnd() === value && rest(before) === rest(after);
}
