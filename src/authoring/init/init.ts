import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { toolVersion, Workspace } from '../../testing/workspace.ts';
import { type Scaffold, type ScaffoldPlatform, scaffold } from '../scaffold/scaffold.ts';
import { initFiles } from './files.ts';
import { STARTER_STEM, type Survey } from './survey.ts';

export interface InitOptions {
  readonly root: string;
  readonly survey: Survey;
  readonly layout: string;
  /** What the first test is for. */
  readonly platform: ScaffoldPlatform;
  readonly workflow: boolean;
  readonly today: string;
}

export interface InitOutcome {
  /** Relative to the root. */
  readonly written: readonly string[];
  /** Files that were there already, and stay as they are. */
  readonly kept: readonly string[];
  /** The first test; absent when it was there already. */
  readonly starter?: Scaffold;
  readonly notes: readonly string[];
}

/** Beside content of other tools the starter has a folder of its own, which they do not read. */
const STARTER_FOLDER = 'firedrill';

/** `Firedrill Starter`: whose file has that stem. */
const titleOf = (stem: string): string => stem.replace(/_/g, ' ').replace(/\b[a-z]/g, (letter) => letter.toUpperCase());

export const platformOf = (layout: string): ScaffoldPlatform =>
  layout === 'azure-sentinel' ? 'sentinel' : layout === 'sigmahq' ? 'sigma' : 'splunk';

/** Writes what a repository of firedrill needs; what is there already stays as it is. */
export async function init(options: InitOptions): Promise<InitOutcome> {
  const { root, survey, layout, platform } = options;
  const isOwn = survey.content.length === 0;
  const content = isOwn ? ['detections'] : [...new Set([...survey.content, STARTER_FOLDER])];
  const written: string[] = [];
  const kept: string[] = [];
  const notes: string[] = [];
  for (const { path, text } of initFiles({
    survey,
    content,
    layout,
    workflow: options.workflow,
    version: toolVersion(),
  })) {
    const file = join(root, path);
    if (existsSync(file)) {
      kept.push(path);
      if (path === '.gitignore' && !/^\/?\.firedrill\/?\s*$/m.test(readFileSync(file, 'utf8'))) {
        notes.push('Add ".firedrill/" to .gitignore: the cache lies there.');
      }
      continue;
    }
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { flag: 'wx' });
    written.push(path);
  }
  if (survey.starter !== undefined) return { written, kept: [...kept, survey.starter], notes };
  const workspace = Workspace.open({ cwd: root });
  const [first = join(root, 'detections')] = workspace.config.content;
  const starter = await scaffold({
    platform,
    name: titleOf(STARTER_STEM),
    cwd: root,
    workspace,
    folder: isOwn ? join(first, platform) : join(root, STARTER_FOLDER),
    sideFile: !isOwn,
    today: options.today,
  });
  return { written: [...written, ...starter.files], kept, starter, notes };
}
