import { existsSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import type { Workspace } from '../testing/workspace.ts';
import { inMacro } from './hover.ts';
import type { Place } from './place.ts';

const MOST_ARGUMENTS = 9;

/** The file that defines the macro, lookup or parser at a place; undefined when it has none of its own. */
export async function definitionOf(place: Place, workspace: Workspace, root: string): Promise<string | undefined> {
  const file = await fileOf(place, workspace);
  if (file === undefined) return undefined;
  const path = isAbsolute(file) ? file : resolve(root, file);
  return existsSync(path) ? path : undefined;
}

async function fileOf({ language, before, word, after }: Place, workspace: Workspace): Promise<string | undefined> {
  if (word === '') return undefined;
  switch (language) {
    case 'spl': {
      const environment = await workspace.splEnvironment();
      if (!inMacro(before, after)) return environment.lookup(word)?.file;
      for (let count = 0; count <= MOST_ARGUMENTS; count += 1) {
        const macro = environment.macro(word, count);
        if (macro?.file !== undefined) return macro.file;
      }
      return undefined;
    }
    case 'kql':
      return (await workspace.kqlEnvironment()).function(word)?.file;
    case 'sigma':
      return undefined;
  }
}
