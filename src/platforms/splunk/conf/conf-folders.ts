import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mergeConf, parseConf, type Stanzas } from './conf-file.ts';

/** A folder that holds .conf files, with the app it belongs to. */
export interface ConfFolder {
  /** The app's folder: `lookups/` and `default/data/models/` stand in it. */
  readonly app: string;
  readonly path: string;
}

/**
 * Folders of .conf files by precedence, the strongest first: roots in the order given; in a root the `local` folders
 * before the `default` ones, and among apps the later in the alphabet first, as in the context of an app or user.
 *
 * @see https://help.splunk.com/en/splunk-enterprise/administer/admin-manual — Configuration file precedence
 */
export function confFolders(roots: readonly string[]): readonly ConfFolder[] {
  return roots.flatMap((root) => {
    const apps = appFolders(root);
    return ['local', 'default'].flatMap((layer) =>
      apps.map((app) => ({ app, path: join(app, layer) })).filter(({ path }) => existsSync(path)),
    );
  });
}

/** Apps under `<root>/apps`, and the root itself when it is an app. */
export function appFolders(root: string): readonly string[] {
  const apps = join(root, 'apps');
  const names = existsSync(apps) ? readdirSync(apps, { withFileTypes: true }) : [];
  const folders = names
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort((left, right) => (left < right ? 1 : -1))
    .map((name) => join(apps, name));
  return [root, ...folders];
}

/** One kind of .conf over all folders. */
export function loadConf(folders: readonly ConfFolder[], name: string): Stanzas {
  const files = folders.map(({ path }) => join(path, name)).filter((path) => existsSync(path));
  return mergeConf(files.map((path) => parseConf(readFileSync(path, 'utf8'))));
}
