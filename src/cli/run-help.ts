import type { Command } from 'commander';
import { suggest } from '../diagnostics/suggest.ts';
import { entryText, namesText, type ReferenceLanguage, referenceEntries } from '../reference/index.ts';
import { UsageError } from '../util/usage-error.ts';
import type { Printer } from './common.ts';
import { printCodePages } from './print-code-pages.ts';

const LANGUAGES: readonly string[] = ['spl', 'kql', 'sigma'] satisfies readonly ReferenceLanguage[];
const NARROWEST = 40;
const WIDEST = 100;

export function runHelp(
  topic: string | undefined,
  name: string | undefined,
  format: string,
  program: Command,
  printer: Printer,
): void {
  if (topic === undefined) {
    printer.result(program.helpInformation());
    printer.result('\nNames of a language: firedrill help spl|kql|sigma [NAME]. A code: firedrill help FD404.\n');
    return;
  }
  const language = topic.toLowerCase();
  if (LANGUAGES.includes(language)) return printLanguage(language as ReferenceLanguage, name, format, printer);
  if (/^fd\d{3}$/i.test(topic)) return printCodePages([topic], printer);
  const command = program.commands.find((known) => known.name() === topic);
  if (command) return printer.result(partOf(command, name).helpInformation());
  const topics = [...program.commands.map((known) => known.name()), ...LANGUAGES];
  throw new UsageError(`There is no help on "${topic}".${didYouMean(topic, topics)}`);
}

/** A command of a group (`help data inspect`), or the command itself. */
function partOf(command: Command, name: string | undefined): Command {
  if (name === undefined || command.commands.length === 0) return command;
  const part = command.commands.find((known) => known.name() === name);
  if (part) return part;
  const names = command.commands.map((known) => known.name());
  throw new UsageError(`"${command.name()}" has no command "${name}".${didYouMean(name, names)}`);
}

function printLanguage(language: ReferenceLanguage, name: string | undefined, format: string, printer: Printer): void {
  const entries = referenceEntries(language);
  const wanted = name?.toLowerCase();
  const found =
    wanted === undefined
      ? entries
      : entries.filter((entry) => [entry.name, ...entry.aliases].some((known) => known.toLowerCase() === wanted));
  if (found.length === 0) {
    const names = entries.flatMap((entry) => [entry.name, ...entry.aliases]);
    throw new UsageError(`${language.toUpperCase()} has no "${name}" here.${didYouMean(name ?? '', names)}`);
  }
  if (format === 'json') printer.result(`${JSON.stringify(found, null, 2)}\n`);
  else if (wanted === undefined) printer.result(namesText(found, printer.colors, width()));
  else printer.result(found.map((entry) => entryText(entry, printer.colors, width())).join('\n'));
}

function didYouMean(word: string, candidates: Iterable<string>): string {
  const close = suggest(word, candidates);
  return close === undefined ? '' : ` Did you mean "${close}"?`;
}

const width = (): number => Math.min(Math.max(process.stdout.columns ?? WIDEST, NARROWEST), WIDEST);
