import { isMapping } from '../../content/kind.ts';
import { suggest } from '../../diagnostics/suggest.ts';
import { csvRows } from '../../util/csv.ts';
import { fileStem } from '../../content/detection.ts';
import type { YamlDocument } from '../../content/model.ts';
import { defineRule, type Report } from './rule.ts';
import { valueAt } from './shared-lists.ts';

const lookup = (rest = ''): string => `name: hosts\nlookup_type: csv\n${rest}`;
const sample = (csv: string, rest = '') => ({ content: lookup(rest), file: 'hosts.yml', beside: { 'hosts.csv': csv } });

const MOST_TOLD = 3;
const MOST_SHOWN = 50;
const MOST_COMPARED = 1000;

export default defineRule({
  name: 'lookup-table',
  kinds: [],
  objectKinds: ['escu-lookup'],
  why: 'Splunk reads a crooked table without a word: cells move into the column beside, and searches match something else.',
  fix: 'Give every row as many cells as the header has names, and put cells with commas into double quotes.',
  valid: [
    sample('host,owner\ndc01,alice\n\n"web, 01",bob\n'),
    sample('host,owner\n10.0.0.0/8,alice\n', 'match_type: [CIDR(host)]'),
    'name: seen\nlookup_type: kvstore\nfields: [_key, host]',
  ],
  invalid: [
    { ...sample('host,owner\ndc01\n'), at: '1:7' },
    { content: lookup(), at: '1:7' },
    { ...sample(''), at: '1:7' },
    { ...sample('host,\ndc01,alice\n'), at: '1:7' },
    { ...sample('host,host\ndc01,alice\n'), at: '1:7' },
    { ...sample('host,owner\ndc01,alice\n', 'match_type: [WILDCARD(name)]'), at: '3:14' },
    { ...sample('host,owner\ndc01,alice\n', 'fields_list: host, team'), at: '3:14' },
    { ...sample('host,owner\ndc01,alice\n', 'match_type: [WILD(host)]'), at: '3:14' },
    { ...sample('host,owner\ndc01,alice\n', 'min_matches: 5\nmax_matches: 2'), at: '3:14' },
    { ...sample('\uFFFDhost,owner\ndc01,alice\n'), at: '1:7' },
    { content: 'name: seen\nlookup_type: kvstore\nfields: [host, _key]', at: '3:10' },
    { content: 'name: seen\nlookup_type: mlmodel\n', at: '1:7', file: 'seen.yml' },
    { content: 'name: seen\nlookup_type: kvstore\n', at: '1:7' },
    { ...sample('host,owner\n', 'filename: hosts.csv'), at: '3:1' },
  ],
  checkObject({ document, file }, report, { beside }) {
    const value = isMapping(document.value) ? document.value : {};
    const { filename, lookup_type: type } = value;
    tellSettings(document, value, report);
    if (type !== undefined && type !== 'csv') return;
    if (type === undefined && !(typeof filename === 'string' && /\.csv$/i.test(filename))) return;
    const stem = file.slice(file.lastIndexOf('/') + 1).replace(/\.ya?ml$/i, '');
    const names = [...(typeof filename === 'string' ? [filename] : []), `${stem}.csv`];
    const [name, text] =
      names.map((candidate) => [candidate, beside(candidate)] as const).find(([, found]) => found !== undefined) ?? [];
    const place = document.at([typeof filename === 'string' && (name ?? filename) === filename ? 'filename' : 'name']);
    const tell = (message: string, hint?: string): void => report(place, message, { hint });
    if (name === undefined || text === undefined) {
      return tell(`There is no table "${names[0]}" beside the lookup.`, 'Put the CSV file there.');
    }
    if (text.includes('\uFFFD')) return tell(`"${name}" is not UTF-8 text.`, 'Save it as UTF-8.');
    const [header = [], ...rows] = csvRows(text);
    const columns = header.map((column) => column.trim());
    if (columns.every((column) => column === ''))
      return tell(`"${name}" has no header.`, 'Name the fields in its first line.');
    const unnamed = columns.indexOf('');
    if (unnamed >= 0)
      tell(`Column ${unnamed + 1} of "${name}" has no name.`, 'Name it in the first line, or remove it.');
    const known = new Set<string>();
    const twice = columns.find((column) => column !== '' && (known.has(column) || !known.add(column)));
    if (twice !== undefined) tell(`Two columns of "${name}" are called "${twice}".`);
    const crooked = rows.filter((row) => row.length !== columns.length);
    for (const row of crooked.slice(0, MOST_TOLD)) {
      const shown = row.join(',').slice(0, 60);
      tell(
        `"${name}" has ${columns.length} columns, and ${row.length} in the row "${shown}".`,
        'Put cells with commas into double quotes.',
      );
    }
    for (const { field, path } of declaredFields(value)) {
      if (known.has(field)) continue;
      report(document.at(path), `"${name}" has no column "${field}".`, { hint: hintOf(field, columns) });
    }
  },
});

/** What the column may have meant to be: all of them when they are few. */
function hintOf(field: string, columns: readonly string[]): string {
  if (columns.length <= MOST_SHOWN) return `It has: ${columns.join(', ')}.`;
  const close = columns.length > MOST_COMPARED ? undefined : suggest(field, columns);
  return close === undefined
    ? `It has: ${columns.slice(0, MOST_SHOWN).join(', ')} and ${columns.length - MOST_SHOWN} more.`
    : `Did you mean "${close}"?`;
}

/** What is wrong with the settings, whatever the table holds. */
function tellSettings(document: YamlDocument, value: Readonly<Record<string, unknown>>, report: Report): void {
  const stem = fileStem(document.file);
  if (value['lookup_type'] === 'mlmodel' && !stem.startsWith('__mlspl_')) {
    report(document.at(['name']), 'The name of the model does not begin with "__mlspl_".', {
      hint: `Call it and its file "__mlspl_${stem}": the Machine Learning Toolkit looks for that.`,
    });
  }
  const { fields, min_matches: least, max_matches: most } = value;
  if (value['lookup_type'] === 'kvstore' && fields === undefined && value['fields_list'] === undefined) {
    report(document.at(['name']), 'The collection has no fields.', { hint: 'List them under "fields", "_key" first.' });
  }
  if (value['lookup_type'] !== undefined && value['filename'] !== undefined) {
    report(document.at(['filename'], 'key'), 'A lookup with a "lookup_type" has no "filename".', {
      hint: `Its table is called "${stem}.${value['lookup_type'] === 'mlmodel' ? 'mlmodel' : 'csv'}".`,
    });
  }
  if (value['lookup_type'] === 'kvstore' && Array.isArray(fields) && fields[0] !== '_key') {
    report(document.at(['fields', 0]), 'The first field of a collection is "_key".', {
      hint: 'Begin the fields with "_key".',
    });
  }
  if (typeof least === 'number' && typeof most === 'number' && least > most) {
    report(document.at(['min_matches']), `"min_matches" (${least}) is more than "max_matches" (${most}).`);
  }
  for (const { text, path } of listed(value, 'match_type')) {
    if (text === '' || MATCH_TYPE.test(text)) continue;
    report(document.at(path), `Splunk knows no match type "${text}".`, {
      hint: 'Write WILDCARD(field) or CIDR(field).',
    });
  }
}

const MATCH_TYPE = /^(?:WILDCARD|CIDR|EXACT)\(\s*[^()]+\)$/i;

/** The fields that `fields_list`, `fields` and `match_type` name. */
function declaredFields(value: Readonly<Record<string, unknown>>): readonly {
  readonly field: string;
  readonly path: readonly (string | number)[];
}[] {
  const fields = [...listed(value, 'fields_list'), ...listed(value, 'fields')].map(({ text, path }) => ({
    field: text,
    path,
  }));
  const matched = listed(value, 'match_type').flatMap(({ text, path }) => {
    const field = /^(?:WILDCARD|CIDR|EXACT)\(\s*([^)]*?)\s*\)$/i.exec(text)?.[1];
    return field === undefined ? [] : [{ field, path }];
  });
  return [...fields, ...matched].filter(({ field }) => field !== '' && field !== '_key');
}

/** The entries of a list, or of a text with commas. */
function listed(
  value: Readonly<Record<string, unknown>>,
  key: string,
): readonly { readonly text: string; readonly path: readonly (string | number)[] }[] {
  const list = valueAt(value, [key]);
  if (typeof list === 'string') return list.split(/,(?![^(]*\))/).map((text) => ({ text: text.trim(), path: [key] }));
  return Array.isArray(list) ? list.map((text, index) => ({ text: String(text), path: [key, index] })) : [];
}
