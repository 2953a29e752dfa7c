import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { BUILT_IN_KNOWLEDGE, CONFIG_FILE, loadConfig } from '../config/index.ts';
import { type Import, type ImportedFile, importObjects, type LiveObject, makePlan, readLive } from '../deploy/index.ts';
import { overridesText, withOverrides } from '../deploy/overrides-text.ts';
import type { DeploySettings } from '../deploy/settings.ts';
import { neutralLine } from '../diagnostics/neutral-text.ts';
import type { DeployImportOptions } from './commands/deploy.ts';
import type { Printer } from './common.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { CommandIo } from './io.ts';
import { openContent, openDeployment } from './open-deploy.ts';

/** Writes live objects as files, and says which of them the files do not say in full. */
export async function runDeployImport(
  what: readonly string[],
  options: DeployImportOptions,
  io: CommandIo,
  printer: Printer,
): Promise<ExitCode> {
  const { target, desired, settings } = await openDeployment(options, io.cwd, { all: true });
  const live = await readLive(target);
  const folders = foldersOf(options, io.cwd);
  const print = await printerOf(options.target, live, settings);
  const { files, skipped } = importObjects(live, desired, {
    names: what,
    print,
    isTaken: ({ folder }, path) => existsSync(join(folders[folder], path)),
  });
  for (const { folder, path, text, beside } of files) {
    const full = join(folders[folder], path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, text, { flag: 'wx' });
    if (beside && !existsSync(join(folders[folder], beside.path))) {
      writeFileSync(join(folders[folder], beside.path), beside.text);
    }
  }
  const unwritten = options.target === 'splunk' ? await writeOverrides(files, settings, options, io.cwd) : undefined;
  const differing = await differences(files, options, io.cwd, async (found) =>
    makePlan(target, found, live, { deployment: settings.deployment }),
  );
  const shownPath = ({ folder, path }: Import['files'][number]): string =>
    relative(io.cwd, join(folders[folder], path)).split(sep).join('/');
  if (options.format === 'json') {
    const brief = ({ object: { type, key, title } }: { readonly object: Import['files'][number]['object'] }) => ({
      type,
      key,
      title,
    });
    const body = {
      written: files.map((file) => ({ ...brief(file), file: shownPath(file) })),
      skipped: skipped.map((one) => ({ ...brief(one), reason: one.reason })),
      differing,
    };
    printer.result(`${JSON.stringify(body, null, 2)}\n`);
  } else {
    for (const file of files) {
      printer.result(`wrote  ${file.object.type} ${neutralLine(file.object.title)}  ${shownPath(file)}\n`);
    }
    for (const { object, reason } of skipped) {
      printer.result(`left   ${object.type} ${neutralLine(object.title)}: ${reason}\n`);
    }
    if (unwritten !== undefined) printer.aside(`Put this into "deploy" of firedrill.yml:\n${unwritten}`);
    for (const line of differing) printer.complaint(`${neutralLine(line)}\n`);
    printer.result(`${files.length} written, ${skipped.length} left\n`);
  }
  return differing.length > 0 ? EXIT.findings : EXIT.good;
}

async function printerOf(
  platform: 'splunk' | 'sentinel',
  live: readonly LiveObject[],
  settings: DeploySettings,
): Promise<(object: LiveObject) => ImportedFile | string> {
  if (platform === 'sentinel') return (await import('../deploy/sentinel/import.ts')).importedFile;
  return (await import('../deploy/splunk/import.ts')).splunkImporter(live, settings);
}

/** Schedules and the like that differ from the settings go into the configuration; what could not be put there comes back. */
async function writeOverrides(
  files: Import['files'],
  settings: DeploySettings,
  { config: file }: DeployImportOptions,
  cwd: string,
): Promise<string | undefined> {
  const { detectionName, searchOverride } = await import('../deploy/splunk/import.ts');
  const overrides = files
    .filter(({ object }) => object.type === 'saved-search')
    .map(({ object }) => [detectionName(object.key, settings) ?? object.key, searchOverride(object, settings)] as const)
    .filter(([, said]) => Object.keys(said).length > 0);
  if (overrides.length === 0) return undefined;
  const path = resolve(cwd, file ?? join(loadConfig({ cwd }).config.root, CONFIG_FILE));
  const changed = withOverrides(existsSync(path) ? readFileSync(path, 'utf8') : '', overrides);
  if (changed === undefined) return overridesText(overrides, '');
  writeFileSync(path, changed);
  return undefined;
}

/** Reads the repository again: a plan over what was imported must be empty. */
async function differences(
  files: Import['files'],
  options: DeployImportOptions,
  cwd: string,
  planOf: (desired: Awaited<ReturnType<typeof openContent>>['desired']) => Promise<ReturnType<typeof makePlan>>,
): Promise<readonly string[]> {
  const imported = new Set(files.map(({ object }) => `${object.type}/${object.key.toLowerCase()}`));
  const { desired } = await openContent(options.target, options, cwd);
  const found = desired.filter(({ type, key }) => imported.has(`${type}/${key.toLowerCase()}`));
  const { steps, refusals } = await planOf(found);
  const lost = files.filter(
    ({ object }) =>
      !found.some(({ type, key }) => type === object.type && key.toLowerCase() === object.key.toLowerCase()),
  );
  return [
    ...lost.map(
      ({ object, path }) => `"${object.title}" (${object.type}) in ${path} is not among the content of firedrill.yml.`,
    ),
    ...steps.map(
      ({ title, type, changes }) =>
        `"${title}" (${type}) is not said in full: ${changes.map(({ property }) => property).join(', ')}.`,
    ),
    ...refusals.map(({ title, type, reason }) => `"${title}" (${type}) is not said in full. ${reason}`),
  ];
}

function foldersOf(options: DeployImportOptions, cwd: string): Readonly<Record<ImportedFile['folder'], string>> {
  const { config } = loadConfig({ cwd, file: options.config });
  const own = config.knowledge[options.target].find((root) => root !== join(BUILT_IN_KNOWLEDGE, options.target));
  return {
    content:
      options.content === undefined
        ? join(config.content[0] ?? join(config.root, 'detections'), options.target)
        : resolve(cwd, options.content),
    knowledge:
      options.knowledge === undefined
        ? (own ?? join(config.root, 'knowledge', options.target))
        : resolve(cwd, options.knowledge),
  };
}
