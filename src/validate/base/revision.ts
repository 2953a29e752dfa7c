import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Content, loadTexts } from '../../content/load.ts';
import { findInWorkingTree, revisionTexts } from '../../content/revision.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { compareWithBase } from './compare.ts';
import { type Item, itemsOf } from './item.ts';

/** Compares the working tree with the content of a revision, which `base` was loaded from. */
export function compareWithRevision(
  base: Content,
  current: Content,
  { revision, root, now }: { readonly revision: string; readonly root: string; readonly now: Date },
): readonly Diagnostic[] {
  return compareWithBase(base, current, {
    now,
    elsewhere: (missing) =>
      itemsOf(
        findInWorkingTree(
          missing.map(({ id, name, upkeep }) => (id === '' || upkeep.removal === 'unused' ? name : id)),
          root,
        ) ?? loadTexts(new Map()),
      ),
    tables: (pairs) => {
      const texts = revisionTexts(
        revision,
        pairs.flatMap(([before]) => tableOf(before) ?? []),
        root,
      );
      const at = (item: Item, read: (file: string) => string | undefined): string | undefined => {
        const file = tableOf(item);
        return file === undefined ? undefined : read(file);
      };
      return {
        before: (lookup) => at(lookup, (file) => texts.get(file)),
        now: (lookup) => at(lookup, (file) => textOf(resolve(root, file))),
      };
    },
  });
}

/** The CSV beside a lookup: the one that it names, or the one called like its file. */
function tableOf({ file, value }: Item): string | undefined {
  const said = value['filename'];
  const name =
    typeof said === 'string' ? said.trim() : `${file.slice(file.lastIndexOf('/') + 1).replace(/\.ya?ml$/i, '')}.csv`;
  return /[\n\r/\\]/.test(name) ? undefined : file.slice(0, file.lastIndexOf('/') + 1) + name;
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
