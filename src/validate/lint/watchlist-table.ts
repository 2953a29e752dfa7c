import { isMapping } from '../../content/kind.ts';
import { limitsOf } from '../../content/limits.ts';
import type { ContentObject, SourcedText } from '../../content/model.ts';
import type { Range, Severity } from '../../diagnostics/diagnostic.ts';
import { suggest } from '../../diagnostics/suggest.ts';
import { csvPlaces } from '../../util/csv-places.ts';
import { defineRule, type ObjectContext } from './rule.ts';

const described = (rest = ''): string =>
  `{"watchlistAlias": "Hosts", "displayName": "Hosts", "provider": "Custom", "itemsSearchKey": "Host"${rest}}\n`;
const inTemplate = (rawContent: string, rest = ''): string =>
  described(`, "rawContent": ${JSON.stringify(rawContent)}${rest}`);
const sample = (content: string) => ({ content, file: 'watchlist.json' });
const beside = (csv: string) => ({ content: described(), file: 'watchlist.json', beside: { 'data.csv': csv } });

const MOST_TOLD = 3;
/** @see https://learn.microsoft.com/azure/sentinel/sentinel-service-limits#watchlist-limits */
const LONGEST_ROW = 10_240;
/** @see https://learn.microsoft.com/kusto/query/schema-entities/entity-names */
const COLUMN_NAME = /^[\p{L}\p{N}_ .-]{1,1024}$/u;

/** The rows of a watchlist, and how a place in them is told. */
interface Table {
  readonly text: string;
  readonly name: string;
  readonly place: (start: number, end: number) => Range;
  /** Where it stands in the file of the table, when that is another one. */
  readonly where: (start: number) => string;
}

export default defineRule({
  name: 'watchlist-table',
  kinds: [],
  objectKinds: ['sentinel-watchlist'],
  why: 'A watchlist without its key, or with crooked rows, matches nothing or the wrong thing: a rule that excludes by it excludes nothing, and no error tells.',
  fix: 'Name a column of the table as its key, give every row as many cells as the header has names, and put cells with commas into double quotes.',
  valid: [
    beside('Owner,Host\nalice,dc01\n'),
    sample(inTemplate('Host,Owner\r\ndc01,alice\r\n"web, 01",bob\r\n')),
    sample(inTemplate('made by hand\nHost,Owner\ndc01,alice\n', ', "numberOfLinesToSkip": 1')),
    sample(inTemplate('Host\r\n')),
    sample(described(', "sasUri": "https://example.com/hosts"')),
  ],
  invalid: [
    { ...beside('Hst,Owner\ndc01,alice\n'), at: '1:93' },
    { ...sample(described()), at: '1:93' },
    { ...sample(inTemplate('')), at: '1:93' },
    { ...sample(inTemplate('Hst,Owner\ndc01,alice\n')), at: '1:93' },
    { ...sample(inTemplate('Host,Owner,Owner\ndc01,alice,x\n')), at: '1:127' },
    { ...sample(inTemplate('Host,\ndc01,alice\n')), at: '1:121' },
    { ...sample(inTemplate('Host,Own/er\ndc01,alice\n')), at: '1:121' },
    { ...sample(inTemplate('Host,Owner\ndc01,alice\ndc02\n')), at: '1:140' },
    { ...sample(inTemplate('Host,Owner\ndc01,"alice\n')), at: '1:133' },
    { ...beside('Owner,Host\nalice\n'), at: '1:93' },
  ],
  checkObject(object, report, context) {
    const { document } = object;
    const value = isMapping(document.value) ? document.value : {};
    const key = document.at(['itemsSearchKey']);
    tellTwin(object, context, (message, related) => report(document.at(['watchlistAlias']), message, { related }));
    const { itemsSearchKey, rawContent, sasUri, numberOfLinesToSkip: skipped } = value;
    if (typeof rawContent === 'string' && rawContent.startsWith('[')) return;
    const table = tableOf(object, context);
    if (!table) {
      if (sasUri !== undefined || rawContent !== undefined) return;
      return report(key, 'There is no table of the watchlist.', { hint: 'Put a file "data.csv" beside it.' });
    }
    const tell = (start: number, end: number, message: string, hint?: string, severity?: Severity): void =>
      report(table.place(start, end), `${table.where(start)}${message}`, { hint, severity });
    const size = Buffer.byteLength(table.text);
    const most = limitsOf('sentinel').find(({ name }) => name === 'watchlist-upload')?.most ?? size;
    if (size > most) {
      report(key, `"${table.name}" has ${size} bytes; at most ${most} can be sent as they are.`, {
        hint: 'Put the file into Azure Storage, or ingest it as a table of your own.',
      });
    }
    const { rows, open } = csvPlaces(table.text, typeof skipped === 'number' ? skipped : 0);
    const [header, ...items] = rows;
    if (open !== undefined) tell(open, open + 1, 'A quote is never closed.', 'Close it, or double it.', 'error');
    if (!header) {
      return report(key, `"${table.name}" has no header.`, { hint: 'Name the columns in its first line.' });
    }
    const names = header.cells.map(({ text }) => text.trim());
    if (typeof itemsSearchKey === 'string' && !itemsSearchKey.startsWith('[') && !names.includes(itemsSearchKey)) {
      const close = suggest(itemsSearchKey, names);
      report(key, `"${table.name}" has no column "${itemsSearchKey}", so "SearchKey" is empty.`, {
        severity: 'error',
        hint: close === undefined ? `It has: ${names.join(', ')}.` : `Did you mean "${close}"?`,
      });
    }
    header.cells.forEach(({ start, end }, index) => {
      const name = names[index] as string;
      if (name === '') tell(start, end, `Column ${index + 1} has no name.`, 'Name it in the first line, or remove it.');
      else if (names.indexOf(name) < index) tell(start, end, `Two columns are called "${name}".`, undefined, 'error');
      else if (!COLUMN_NAME.test(name)) {
        tell(start, end, `"${name}" cannot be the name of a column.`, 'Use letters, digits, underscores and hyphens.');
      }
    });
    if (open !== undefined) return;
    const isCrooked = ({ cells }: (typeof items)[number]): boolean => cells.length !== header.cells.length;
    for (const { cells, start, end } of items.filter(isCrooked).slice(0, MOST_TOLD)) {
      const counts = `There are ${names.length} columns, and ${cells.length} in this row.`;
      tell(start, end, counts, 'Put cells with commas into double quotes.');
    }
    const isLong = ({ start, end }: (typeof items)[number]): boolean => end - start > LONGEST_ROW;
    for (const { start, end } of items.filter(isLong).slice(0, MOST_TOLD)) {
      tell(start, end, `The row has ${end - start} characters; at most ${LONGEST_ROW} are taken.`);
    }
  },
});

/** The table in the file itself, or the one beside it. */
function tableOf({ document, file }: ContentObject, { beside: read }: ObjectContext): Table | undefined {
  const inside: SourcedText | undefined = document.text(['rawContent']);
  if (inside) {
    const name = /\.csv$/i.test(file) ? file.slice(file.lastIndexOf('/') + 1) : 'rawContent';
    return { text: inside.text, name, place: inside.locate, where: () => '' };
  }
  const value = isMapping(document.value) ? document.value : {};
  const stem = file.slice(file.lastIndexOf('/') + 1).replace(/\.json$/i, '');
  for (const name of ['data.csv', `${stem}.csv`, `${String(value['watchlistAlias'])}.csv`]) {
    const text = read(name);
    if (text === undefined) continue;
    const line = (offset: number) => text.slice(0, offset).split('\n').length;
    return { text, name, place: () => document.at(['itemsSearchKey']), where: (at) => `${name}:${line(at)}: ` };
  }
  return undefined;
}

type Related = { readonly message: string; readonly file: string; readonly range: Range };

/** Aliases are told apart without case. */
function tellTwin(
  object: ContentObject,
  { objects }: ObjectContext,
  tell: (message: string, related: Related) => void,
): void {
  const isSame = ({ kind, name }: ContentObject) =>
    kind === object.kind && name.toLowerCase() === object.name.toLowerCase();
  const first = objects.find(isSame);
  if (!first || first === object || first.file === object.file) return;
  tell(`Another watchlist has the alias "${object.name}" too.`, {
    message: 'It stands here.',
    file: first.file,
    range: first.document.at(['watchlistAlias']),
  });
}
