import type { SplEnvironment } from './environment.ts';
import { endOfQuoted, isEscapedQuote } from './expansion.ts';
import { parseSpl } from './index.ts';
import { printCommand, withoutPlaces } from './printer/index.ts';

/**
 * A search with one command a line, each as the printer writes it; a command that calls a macro or holds a comment keeps
 * its words. Undefined when the search cannot be parsed: then nobody can tell that it still says the same.
 */
export function formatSpl(text: string, environment: SplEnvironment): string | undefined {
  const before = parseSpl(text, environment);
  if (before.problems.length > 0 || before.commands.length === 0) return undefined;
  const segments = segmentsOf(text);
  const lines = segments.map((segment, at) => formatSegment(segment, at === 0, environment));
  const formatted = lines.filter((line, at) => at > 0 || line !== '').join('\n');
  return isSame(before.commands, formatted, environment) ? formatted : spaced(text, before.commands, environment);
}

type Commands = ReturnType<typeof parseSpl>['commands'];

/** The search with its lines alone put right, where the printer's form of a command does not read the same. */
function spaced(text: string, commands: Commands, environment: SplEnvironment): string | undefined {
  const formatted = segmentsOf(text)
    .map((segment, at) => `${at === 0 ? '' : '| '}${squeezed(segment)}`)
    .filter((line) => line !== '')
    .join('\n');
  return isSame(commands, formatted, environment) ? formatted : undefined;
}

function isSame(commands: Commands, formatted: string, environment: SplEnvironment): boolean {
  const after = parseSpl(formatted, environment);
  return after.problems.length === 0 && keyOf(after.commands) === keyOf(commands);
}

const keyOf = (commands: Commands): string =>
  JSON.stringify(withoutPlaces(commands), (_key, value: unknown) => {
    if (value instanceof Map) return [...value];
    if (typeof value === 'bigint') return String(value);
    return typeof value === 'function' ? value.name : value;
  });

function formatSegment(segment: string, isFirst: boolean, environment: SplEnvironment): string {
  const pipe = isFirst ? '' : '| ';
  const words = squeezed(segment);
  if (words === '' || segment.includes('`')) return `${pipe}${words}`;
  const { commands, problems } = parseSpl(isFirst ? segment : `| ${segment}`, environment);
  const [command, ...others] = commands;
  if (!command || others.length > 0 || problems.length > 0) return `${pipe}${words}`;
  const printed = printCommand(command);
  // A leading search needs no name, and has none where its author gave it none.
  const isImplicit = isFirst && command.command.name === 'search' && !/^\s*search\b/i.test(segment);
  return `${pipe}${isImplicit ? printed.replace(/^search\s+/, '') : printed}`;
}

/** The text between the pipes of the outer search; the first is empty when the search begins with a pipe. */
function segmentsOf(text: string): readonly string[] {
  const segments: string[] = [];
  let depth = 0;
  let from = 0;
  forEachPart(text, (at, character) => {
    if (character === '[') depth += 1;
    else if (character === ']') depth -= 1;
    else if (character === '|' && depth <= 0) {
      segments.push(text.slice(from, at));
      from = at + 1;
    }
  });
  segments.push(text.slice(from));
  return segments;
}

/** Blanks become one, but for those in quotes, comments and macro calls. */
function squeezed(text: string): string {
  let output = '';
  forEachPart(text, (_at, part) => {
    output += /^\s$/.test(part) ? (output === '' || output.endsWith(' ') ? '' : ' ') : part;
  });
  return output.trim();
}

/** Single characters, and whole what is quoted or between backticks. */
function forEachPart(text: string, see: (at: number, part: string) => void): void {
  let at = 0;
  while (at < text.length) {
    let end = at + 1;
    if (isEscapedQuote(text, at)) end = at + 2;
    else if (text[at] === '"') end = endOfQuoted(text, at);
    else if (text[at] === '`') {
      const mark = text.startsWith('```', at) ? '```' : '`';
      const close = text.indexOf(mark, at + mark.length);
      end = close < 0 ? text.length : close + mark.length;
    }
    see(at, text.slice(at, end));
    at = end;
  }
}
