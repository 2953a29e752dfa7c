import { suggest } from '../../diagnostics/suggest.ts';
import { CommandArguments } from './command-arguments.ts';
import { commandNamed, commandNames } from './command-registry.ts';
import { namesOf } from '../documented.ts';
import { DOCUMENTED_SPL } from './documented.ts';
import { Cursor } from './cursor.ts';
import type { SplCommand } from './define-command.ts';
import { endOfQuoted, isEscapedQuote } from './expansion.ts';
import { SplProblem } from './problems.ts';

/** One parsed command. Offsets count in the expanded text. */
export interface ParsedCommand {
  readonly command: SplCommand;
  readonly arguments: unknown;
  /** Options that were read and change nothing here. */
  readonly passed?: ReadonlyMap<string, string>;
  readonly start: number;
  readonly end: number;
}

/** A search inside another: `[search … | fields x]`. */
export interface Subsearch {
  readonly commands: readonly ParsedCommand[];
}

interface Segment {
  readonly start: number;
  readonly end: number;
}

const MOST_COMMANDS = 1000;
const DEEPEST_SUBSEARCH = 32;

/**
 * Cuts a search at its pipes: not inside quotes, brackets or parentheses of subsearches.
 *
 * @throws SplProblem when a bracket is not closed, and for more commands and subsearches than anything sensible has.
 */
export function segmentsOf(text: string, start: number, end: number): readonly Segment[] {
  const segments: Segment[] = [];
  const open: number[] = [];
  let from = start;
  let at = start;
  while (at < end) {
    const character = text[at];
    if (isEscapedQuote(text, at)) {
      at += 2;
      continue;
    }
    if (character === '"') {
      at = Math.min(end, endOfQuoted(text, at));
      continue;
    }
    if (character === '[') {
      open.push(at);
      if (open.length > DEEPEST_SUBSEARCH) throw beyond('Subsearches that are nested so deeply', at);
    } else if (character === ']') open.pop();
    else if (character === '|' && open.length === 0) {
      segments.push({ start: from, end: at });
      if (segments.length > MOST_COMMANDS) throw beyond(`More than ${MOST_COMMANDS} commands in one search`, at);
      from = at + 1;
    }
    at += 1;
  }
  segments.push({ start: from, end });
  const [unclosed] = open;
  if (unclosed !== undefined) throw notClosed(unclosed);
  return segments;
}

const beyond = (what: string, at: number): SplProblem =>
  new SplProblem('unsupported-syntax', `${what} are not supported.`, at, at + 1);

/**
 * Parses a pipeline. A problem ends its command only; parsing goes on behind the next pipe.
 *
 * @param nested inside brackets the first word is a command even without a pipe before it.
 */
export function parsePipeline(
  text: string,
  start: number,
  end: number,
  nested: boolean,
  report: (problem: SplProblem) => void,
): readonly ParsedCommand[] {
  const commands: ParsedCommand[] = [];
  const attempt = (parse: () => ParsedCommand | undefined): void => {
    try {
      const parsed = parse();
      if (parsed) commands.push(parsed);
    } catch (error) {
      if (!(error instanceof SplProblem)) throw error;
      report(error);
    }
  };
  let segments: readonly Segment[] = [];
  try {
    segments = segmentsOf(text, start, end);
  } catch (error) {
    if (!(error instanceof SplProblem)) throw error;
    report(error);
  }
  segments.forEach((segment, index) => {
    const blank = text.slice(segment.start, segment.end).trim() === '';
    if (blank && index === 0 && segments.length > 1) return;
    if (blank) {
      if (segments.length > 1)
        report(
          new SplProblem(
            'syntax-error',
            'A command is missing here.',
            segment.start,
            segment.end,
            'Write a command between the pipes, or remove one of them.',
          ),
        );
      return;
    }
    attempt(() => parseSegment(text, segment, index === 0 && !nested, commands.length > 0 || index > 1));
  });
  return commands;
}

function parseSegment(text: string, { start, end }: Segment, implicitSearch: boolean, follows: boolean): ParsedCommand {
  const cursor = new Cursor(text, start, end);
  cursor.skipSpace();
  const from = cursor.at;
  const word = cursor.match(/[A-Za-z_]\w*/y)?.[0];
  if (implicitSearch && !(word?.toLowerCase() === 'search' && /^\s/.test(text[from + 6] ?? ' '))) {
    return parseCommand('search', cursor, from, end);
  }
  if (word === undefined) return cursor.fail('Expected a command', 'Behind a pipe stands the name of a command.');
  cursor.at += word.length;
  const parsed = parseCommand(word, cursor, from, end);
  const { command, arguments: args } = parsed;
  if (follows && command.leads(args)) {
    throw new SplProblem(
      'invalid-argument',
      `"${command.name}" must be the first command of a search.`,
      from,
      from + word.length,
      `Begin the search with it, or put it into a subsearch: append [| ${command.name} …].`,
    );
  }
  return parsed;
}

function parseCommand(word: string, cursor: Cursor, start: number, end: number): ParsedCommand {
  const name = word.toLowerCase();
  const command = commandNamed(name);
  const at = { start, end: start + word.length };
  if (!command) {
    if (UNSUPPORTED.has(name))
      throw new SplProblem('unsupported-command', `The command "${name}" is not supported.`, at.start, at.end);
    const close = suggest(name, [...commandNames(), ...UNSUPPORTED]);
    throw new SplProblem(
      'unknown-command',
      `There is no command "${word}".`,
      at.start,
      at.end,
      close && `Did you mean "${close}"?`,
    );
  }
  const args = new CommandArguments(cursor, name, start, command.passingOptions);
  const parsed = withSyntax(command, () => {
    const result = command.parse(args);
    if (!cursor.done && cursor.peek() === ')') cursor.fail('Expected a pipe', 'This ")" closes nothing; remove it.');
    if (!cursor.done) cursor.fail(`Expected the end of "${name}" or a pipe`);
    return result;
  });
  const passed = args.passed.size > 0 ? { passed: args.passed } : {};
  return { command, arguments: parsed, ...passed, start, end: endOfText(cursor.text, start, end) };
}

/** A syntax error without a hint of its own shows how the command is written. */
function withSyntax<T>(command: SplCommand, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof SplProblem) || error.problem !== 'syntax-error' || error.hint !== undefined) throw error;
    const hint = `It is written: ${command.syntax}`;
    throw new SplProblem(error.problem, error.message, error.start, error.end, hint);
  }
}

function endOfText(text: string, start: number, end: number): number {
  return start + text.slice(start, end).trimEnd().length;
}

/** Parses `[ … ]` at the cursor. */
export function parseSubsearch(cursor: Cursor): Subsearch {
  cursor.skipSpace();
  const start = cursor.at;
  const end = closingBracket(cursor.text, start, cursor.end);
  const commands = parsePipeline(cursor.text, start + 1, end, true, (problem) => {
    throw problem;
  });
  if (commands.length === 0)
    throw new SplProblem('syntax-error', 'The subsearch is empty.', start, end + 1, 'Write a search inside.');
  cursor.at = end + 1;
  return { commands };
}

/** The offset of the bracket that closes the one at `start`. */
export function closingBracket(text: string, start: number, limit: number): number {
  let depth = 0;
  let at = start;
  while (at < limit) {
    if (isEscapedQuote(text, at)) {
      at += 2;
      continue;
    }
    if (text[at] === '"') {
      at = endOfQuoted(text, at);
      continue;
    }
    if (text[at] === '[') depth += 1;
    else if (text[at] === ']') {
      depth -= 1;
      if (depth === 0) return at;
    }
    at += 1;
  }
  throw notClosed(start);
}

const notClosed = (at: number): SplProblem =>
  new SplProblem('syntax-error', 'A "[" is not closed.', at, at + 1, 'Add a "]" at the end of the subsearch.');

/** Commands that nobody documents any more, or that ship with apps, and short names of documented ones. */
const FURTHER_COMMANDS = [
  'af',
  'audit',
  'counttable',
  'crawl',
  'cyberchef',
  'dbxlookup',
  'dbxquery',
  'dnstwist',
  'dump',
  'entitymerge',
  'excerpt',
  'file',
  'haversine',
  'input',
  'inputintelligence',
  'internalinputcsv',
  'ldapfetch',
  'ldapfilter',
  'ldapgroup',
  'ldapsearch',
  'ldaptestconnection',
  'mcatalog',
  'msearch',
  'noop',
  'outputtelemetry',
  'rawstats',
  'relevancy',
  'runshellscript',
  'slc',
  'snowincident',
  'xsfindbestconcept',
  'xswhere',
];

/** Commands that firedrill knows by name; those that have a definition are found before this is asked. */
export const UNSUPPORTED: ReadonlySet<string> = new Set([...namesOf(DOCUMENTED_SPL.command), ...FURTHER_COMMANDS]);
