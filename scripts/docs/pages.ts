import type { Command } from 'commander';
import type { CommandIo } from '../../src/cli/io.ts';
import { createProgram, main } from '../../src/cli/main.ts';
import { CODES } from '../../src/diagnostics/codes.ts';
import { referenceEntries, referencePage, supportOf } from '../../src/reference/index.ts';
import { codePage } from '../../src/validate/code-page.ts';
import { readFigures } from '../conformance/data-source-figures.ts';
import { dataSourcesPage } from './data-sources-page.ts';
import { formatsPage } from './formats-page.ts';
import { schemasPage } from './schemas-page.ts';

/** Every generated page: its file name and its text. */
export async function referencePages(): Promise<readonly (readonly [name: string, text: string])[]> {
  const languages = (['spl', 'kql', 'sigma'] as const).map((language) => {
    const entries = referenceEntries(language);
    return [`${language}.md`, referencePage(language, entries, supportOf(language, entries))] as const;
  });
  return [
    ...languages,
    ['differences.md', differencesPage()],
    ['diagnostics.md', diagnosticsPage()],
    ['command-line.md', await commandLinePage()],
    ['data-sources.md', dataSourcesPage(readFigures())],
    ['formats.md', formatsPage(NOTE)],
    ['schemas.md', schemasPage(NOTE)],
  ];
}

const NOTE = '<!-- Made by "npm run docs" from the definitions. Do not edit. -->';

const LANGUAGE_NAMES = { spl: 'SPL', kql: 'KQL', sigma: 'Sigma' } as const;

/** Where something is known to be other than the vendor has it: what a careful reader of a result wants to know. */
function differencesPage(): string {
  const sections = (['spl', 'kql', 'sigma'] as const).map((language) => {
    const lines = referenceEntries(language)
      .filter(({ differences }) => differences.length > 0)
      .map(({ name, kind, differences }) => `- **${name}** (${kind}): ${differences.join(' ')}`);
    return [`## ${LANGUAGE_NAMES[language]}`, lines.length > 0 ? lines.join('\n') : 'None are known.'].join('\n\n');
  });
  const intro =
    'What is not supported is refused by name and is not listed here; see the support matrices of the language pages.';
  return `${['# Known differences from Splunk, Kusto and the Sigma specification', NOTE, intro, ...sections].join('\n\n')}\n`;
}

/** Headings two levels down; what begins like one inside a fence is none. */
const lowered = (page: string): string =>
  page
    .split(/^(```[\s\S]*?^```)/m)
    .map((part) => (part.startsWith('```') ? part : part.replace(/^(#+) /gm, '##$1 ')))
    .join('');

function diagnosticsPage(): string {
  const codes = Object.entries(CODES);
  const rows = codes.map(
    ([name, { code, severity, summary }]) =>
      `| [${code}](#${code.toLowerCase()}) | ${name} | ${severity} | ${summary} |`,
  );
  const table = ['| code | name | severity | meaning |', '| --- | --- | --- | --- |', ...rows].join('\n');
  const pages = codes.map(([name, { code }]) => {
    const page = lowered((codePage(name) ?? '').trim()).replace(/^#{3} /, '## ');
    return `<a id="${code.toLowerCase()}"></a>\n\n${page}`;
  });
  return `${['# Diagnostics', NOTE, table, ...pages].join('\n\n')}\n`;
}

/** Every command, subcommands by their full name; a group of commands only has a list of them. */
function commandNames(): readonly string[] {
  const names = (command: Command, prefix: string): readonly string[] =>
    command.commands.flatMap((inner) => {
      const name = `${prefix}${inner.name()}`;
      return inner.commands.length === 0 ? [name] : names(inner, `${name} `);
    });
  return names(
    createProgram(SILENT, () => undefined),
    '',
  );
}

const SILENT: CommandIo = {
  cwd: process.cwd(),
  stdout: () => undefined,
  stderr: () => undefined,
  stdoutIsTerminal: false,
  stderrIsTerminal: false,
};

async function commandLinePage(): Promise<string> {
  const sections = await Promise.all(
    commandNames().map(async (command) => {
      const text = (await printed(['help', ...command.split(' ')]))
        .trimEnd()
        .replace(/\(default: \d+\)/g, '(default: one per core)');
      return `## ${command}\n\n\`\`\`text\n${text}\n\`\`\``;
    }),
  );
  const exit =
    'Exit codes: 0 good, 1 findings or failed tests, 2 wrong usage or configuration, 3 a fault of firedrill itself.';
  return `${['# Command line', NOTE, exit, ...sections].join('\n\n')}\n`;
}

async function printed(args: readonly string[]): Promise<string> {
  let text = '';
  await main(args, {
    ...SILENT,
    stdout: (part) => {
      text += part;
    },
  });
  return text;
}
