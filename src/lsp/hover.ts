import type { LoweredQuery } from '../plan/plan.ts';
import { type ReferenceEntry, referenceEntries } from '../reference/index.ts';
import type { Workspace } from '../testing/workspace.ts';
import type { Place } from './place.ts';
import { provenance } from './provenance.ts';
import { append } from '../util/append.ts';

/** What a reader should know about the word at a place, as Markdown; undefined when nothing is known. */
export async function hoverText(
  place: Place,
  workspace: Workspace,
  lowered: () => Promise<LoweredQuery | undefined>,
): Promise<string | undefined> {
  const { language, word } = place;
  if (word === '') return undefined;
  const entries = entriesAt(place);
  if (entries.length > 0) return entries.map(entryMarkdown).join('\n\n---\n\n');
  if (language === 'sigma') return undefined;
  const named = language === 'spl' ? await splunkName(place, workspace) : await sentinelName(place, workspace);
  if (named !== undefined) return named;
  const query = await lowered();
  return query && fieldMarkdown(word, query, language === 'kql' ? await tablesWith(word, query, workspace) : []);
}

/** The definitions that a word can mean where it stands. */
export function entriesAt({ language, before, word, after }: Place): readonly ReferenceEntry[] {
  const behindPipe = /\|\s*$/.test(before);
  const called = /^\s*\(/.test(after);
  const isStep = ({ kind }: ReferenceEntry): boolean => /command|operator|plugin/.test(kind);
  return referenceEntries(language)
    .filter(({ name, aliases }) => [name, ...aliases].some((each) => each.toLowerCase() === word.toLowerCase()))
    .filter((entry) => (language === 'sigma' ? behindPipe : isStep(entry) ? behindPipe : called));
}

function entryMarkdown({
  name,
  kind,
  summary,
  syntax,
  examples,
  differences,
  reference,
  partial,
}: ReferenceEntry): string {
  const lines = [`**${name}** (${kind})`, '', summary, '', '```', syntax, '```'];
  const [example] = examples;
  if (example) lines.push('', `Example: \`${example.query}\` gives \`${example.result}\``);
  if (differences.length > 0)
    append(lines, ['', partial ? 'Partly supported:' : 'Differences:', ...differences.map((each) => `- ${each}`)]);
  lines.push('', `[Reference](${reference})`);
  return lines.join('\n');
}

async function splunkName({ before, word, after }: Place, workspace: Workspace): Promise<string | undefined> {
  const environment = await workspace.splEnvironment();
  if (inMacro(before, after)) {
    const macro = [0, 1, 2, 3, 4, 5].flatMap((count) => environment.macro(word, count) ?? [])[0];
    if (!macro) return undefined;
    const head = macro.arguments.length > 0 ? `${word}(${macro.arguments.join(', ')})` : word;
    return [`**${head}** (macro)`, '', '```', macro.definition, '```'].join('\n');
  }
  if (/\b(?:input|output)?lookup\s+(?:\w+=\S+\s+)*$/i.test(before)) {
    const lookup = environment.lookup(word);
    return (
      lookup &&
      [`**${word}** (lookup)`, '', `Fields: ${lookup.fields?.join(', ') ?? 'not known before the run'}`].join('\n')
    );
  }
  return undefined;
}

/** Whether a word stands in a macro call: between backticks on its line, before any argument. */
export const inMacro = (before: string, after: string): boolean =>
  /`$/.test(before) && ((before.match(/`/g) ?? []).length % 2 === 1 || after.includes('`'));

async function sentinelName({ word }: Place, workspace: Workspace): Promise<string | undefined> {
  const environment = await workspace.kqlEnvironment();
  const table = environment.table(word);
  if (table) {
    const columns = table.map(({ name, type }) => `\`${name}\`: ${type}`);
    return [`**${word}** (table, ${table.length} columns)`, '', columns.join(', ')].join('\n');
  }
  const defined = environment.function(word);
  if (!defined) return undefined;
  return [`**${word}**${defined.parameters} (workspace function)`, '', '```kql', clipped(defined.body), '```'].join(
    '\n',
  );
}

const LONGEST_BODY = 1200;

const clipped = (text: string): string => (text.length > LONGEST_BODY ? `${text.slice(0, LONGEST_BODY)}\n…` : text);

/** The tables of a query that have a column of that name, with its type. */
async function tablesWith(name: string, { plan }: LoweredQuery, workspace: Workspace): Promise<readonly string[]> {
  const environment = await workspace.kqlEnvironment();
  const { sources } = provenance({ language: 'kql', plan, stages: [] }, name);
  return sources.flatMap((source) => {
    const table = source.startsWith('table:') ? source.slice('table:'.length) : undefined;
    const column = table === undefined ? undefined : environment.table(table)?.find((each) => each.name === name);
    return column ? [`\`${table}\` (${column.type})`] : [];
  });
}

function fieldMarkdown(name: string, query: LoweredQuery, tables: readonly string[]): string | undefined {
  const { madeBy } = provenance(query, name);
  const type = query.columns?.find((column) => column.name === name)?.type;
  const lines = [
    ...madeBy.map((stage) => `- made by \`| ${stage.replace(/^\|\s*/, '').replace(/\s+/g, ' ')}\``),
    ...tables.map((table) => `- a column of ${table}`),
  ];
  if (lines.length === 0) {
    if (query.language !== 'spl' || !isRead(name, query)) return undefined;
    lines.push('- a field of the events: extracted, or shaped by the add-ons of the workspace');
  }
  return [`**${name}**${type === undefined ? '' : `: ${type}`} (field)`, '', ...lines].join('\n');
}

const isRead = (name: string, { plan }: LoweredQuery): boolean =>
  JSON.stringify(plan, bigints).includes(`"name":${JSON.stringify(name)}`);

const bigints = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);
