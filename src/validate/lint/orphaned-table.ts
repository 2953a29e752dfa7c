import { fileStem } from '../../content/detection.ts';
import type { ContentObject } from '../../content/model.ts';
import { FILE_START } from '../../diagnostics/diagnostic.ts';
import { defineRule } from './rule.ts';
import { valueAt } from './shared-lists.ts';

const lookup = (beside: Readonly<Record<string, string>>, rest = '') => ({
  content: `name: hosts\nlookup_type: csv\n${rest}`,
  file: 'lookups/hosts.yml',
  beside: { 'lookups/hosts.csv': 'host\n', ...beside },
});

const FOLDER = /(?:^|\/)lookups\/(?:(?:csv|kvstore)\/)?[^/]+$/;

/** contentctl builds every file of the folder into the app, and refuses what no lookup names. */
export default defineRule({
  name: 'orphaned-table',
  kinds: [],
  objectKinds: ['escu-lookup'],
  why: 'A table that no lookup names is shipped to everybody, and no search can read it.',
  fix: 'Describe it in a .yml file of its name, or remove it.',
  valid: [lookup({}), lookup({ 'lookups/old.csv': 'host\n' }, 'filename: old.csv')],
  invalid: [
    {
      content: 'name: hosts\nlookup_type: csv\n',
      file: 'lookups/csv/hosts.yml',
      beside: { 'lookups/csv/hosts.csv': 'host\n', 'lookups/csv/owners.csv': 'owner\n' },
      at: '1:1',
    },
    { ...lookup({ 'lookups/owners.csv': 'owner\n' }), at: '1:1' },
    { ...lookup({ 'lookups/__mlspl_owners.mlmodel': '' }), at: '1:1' },
    { ...lookup({ 'lookups/notes.txt': '' }), at: '1:1' },
  ],
  checkObject({ file }, report, { objects, neighbours }) {
    if (!FOLDER.test(file)) return;
    const folder = file.slice(0, file.lastIndexOf('/') + 1);
    const { first, named } = lookupsOf(objects, folder);
    // Once for a folder.
    if (first !== file) return;
    for (const name of neighbours()) {
      if (name.startsWith('.') || /\.ya?ml$/i.test(name) || named.has(name)) continue;
      const isTable = /\.(?:csv|mlmodel)$/i.test(name);
      const message = isTable ? `No lookup names "${name}".` : `"${name}" is neither a lookup nor the table of one.`;
      report(FILE_START, message, { file: folder + name, hint: isTable ? undefined : 'Keep it in another folder.' });
    }
  },
});

interface Folder {
  /** The file of its first lookup. */
  first: string | undefined;
  /** The files that its lookups name, or are called like. */
  readonly named: Set<string>;
}

const byObjects = new WeakMap<readonly ContentObject[], Map<string, Folder>>();

function lookupsOf(objects: readonly ContentObject[], folder: string): Folder {
  let folders = byObjects.get(objects);
  if (!folders) {
    folders = new Map();
    byObjects.set(objects, folders);
    for (const { kind, file, document } of objects) {
      if (kind !== 'escu-lookup') continue;
      const path = file.slice(0, file.lastIndexOf('/') + 1);
      const known = folders.get(path) ?? { first: file, named: new Set<string>() };
      folders.set(path, known);
      const filename = valueAt(document.value, ['filename']);
      for (const ending of ['csv', 'mlmodel']) known.named.add(`${fileStem(file)}.${ending}`);
      if (typeof filename === 'string') known.named.add(filename);
    }
  }
  return folders.get(folder) ?? { first: undefined, named: new Set() };
}
