import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { BUILT_IN_KNOWLEDGE, CONFIG_FILE, loadConfig } from '../config/index.ts';
import { knowledgeAbove } from '../content/index.ts';
import type { Detection } from '../content/model.ts';
import { DeployError } from '../deploy/index.ts';
import { deploySettings } from '../deploy/settings.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { openSession } from '../testing/open-session.ts';

/** Content of another repository that is deployed beside ours. */
export interface Upstream {
  readonly detections: readonly Detection[];
  readonly errors: ReadonlyMap<Detection, readonly Diagnostic[]>;
  readonly knowledge: { readonly splunk: readonly string[]; readonly sentinel: readonly string[] };
  readonly filters: { readonly splunk: Filters; readonly sentinel: Filters };
}

type Filters = Readonly<Record<string, string>>;

/**
 * Reads the repository in a folder by its own `firedrill.yml` where it has one, else everything under the folder.
 * Nothing is written there, no cache either.
 *
 * @throws DeployError when there is no such folder.
 */
export async function openUpstream(name: string, root: string, cwd: string): Promise<Upstream> {
  const folder = resolve(root, name);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new DeployError(`The upstream folder "${name}" does not exist.`, 'Fetch it first; it may be a submodule.');
  }
  const file = join(folder, CONFIG_FILE);
  const own = existsSync(file) ? loadConfig({ cwd: folder, file }).config : undefined;
  const what = own ? own.content.filter((path) => existsSync(path)) : [folder];
  const session = await openSession({ cwd, what, cache: false, ...(own && { config: file }) });
  try {
    const { detections, findings } = session;
    const errors = detections.map((detection) => {
      const found = (findings.get(detection) ?? []).filter(({ severity }) => severity === 'error');
      return [detection, found] as const;
    });
    const { splunk, sentinel } = deploySettings(own?.deploy, undefined);
    return {
      detections,
      errors: new Map(errors),
      knowledge: {
        splunk: [
          ...new Set([...knowledgeAbove(detections, cwd), ...withoutBuiltIn(own?.knowledge.splunk ?? [], 'splunk')]),
        ],
        sentinel: own ? withoutBuiltIn(own.knowledge.sentinel, 'sentinel') : foldersOfSentinel(folder),
      },
      filters: { splunk: splunk.filters, sentinel: sentinel.filters },
    };
  } finally {
    await session.close();
  }
}

const withoutBuiltIn = (roots: readonly string[], platform: string): readonly string[] =>
  roots.filter((root) => root !== join(BUILT_IN_KNOWLEDGE, platform));

/** Where a repository without a configuration keeps what its rules lean on. */
const foldersOfSentinel = (folder: string): readonly string[] =>
  [join(folder, 'knowledge', 'sentinel'), folder].filter((root) =>
    ['parsers', 'watchlists'].some((name) => existsSync(join(root, name))),
  );
