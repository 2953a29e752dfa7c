import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { isMapping } from '../content/kind.ts';
import { parseYaml } from '../content/yaml.ts';
import { createDiagnostic } from '../diagnostics/create.ts';
import { type Diagnostic, FILE_START } from '../diagnostics/diagnostic.ts';
import { checkSchema } from '../validate/schema.ts';
import { BUILT_IN_KNOWLEDGE, CONFIG_FILE, type Config, DEFAULT_HOSTS, type SeveritySetting } from './config.ts';
import { readWorkspaces } from './workspaces.ts';

interface Where {
  readonly cwd: string;
  /** Default: the nearest `firedrill.yml` of the working folder and those above it. */
  readonly file?: string | undefined;
}

/** Reads the configuration; without a file, or for what the file leaves out or has wrong, the defaults hold. */
export function loadConfig({ cwd, file }: Where): { config: Config; diagnostics: readonly Diagnostic[] } {
  const path = file === undefined ? findUpwards(cwd) : resolve(cwd, file);
  if (path === undefined) return { config: readConfig({}, cwd), diagnostics: [] };
  const name = relative(cwd, path).split(sep).join('/');
  const content = readText(path);
  if (content === undefined) {
    const message = `The configuration "${name}" cannot be read.`;
    return {
      config: readConfig({}, cwd),
      diagnostics: [createDiagnostic('unreadable-file', name, FILE_START, message)],
    };
  }
  const { documents, diagnostics } = parseYaml(content, name);
  const document = documents[0];
  const isEmpty = document === undefined || document.value === null || document.value === undefined;
  const complaints = isEmpty ? diagnostics : [...diagnostics, ...checkSchema('firedrill', document)];
  return {
    config: readConfig(isMapping(document?.value) ? document.value : {}, dirname(path)),
    diagnostics: complaints,
  };
}

function findUpwards(from: string): string | undefined {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    const candidate = join(folder, CONFIG_FILE);
    if (existsSync(candidate)) return candidate;
    if (dirname(folder) === folder || existsSync(join(folder, '.git'))) return undefined;
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

type Mapping = Readonly<Record<string, unknown>>;

function readConfig(value: Mapping, root: string): Config {
  const section = (name: string): Mapping => (isMapping(value[name]) ? value[name] : {});
  const folders = (names: readonly string[]) => names.map((name) => resolve(root, name));
  const knowledge = section('knowledge');
  const data = section('data');
  const test = section('test');
  return {
    root,
    content: folders(texts(value['content']) ?? ['detections']),
    knowledge: {
      splunk: roots(texts(knowledge['splunk']) ?? ['knowledge/splunk'], root, 'splunk'),
      sentinel: roots(texts(knowledge['sentinel']) ?? ['knowledge/sentinel'], root, 'sentinel'),
      ...(text(knowledge['geo_database']) !== undefined && {
        geoDatabase: resolve(root, text(knowledge['geo_database']) ?? ''),
      }),
      sigma: roots(texts(knowledge['sigma']) ?? ['knowledge/sigma'], root, 'sigma'),
    },
    data: {
      folders: folders(texts(data['folders']) ?? ['test/attack_data']),
      cache: resolve(root, text(data['cache']) ?? '.firedrill/cache'),
      lock: resolve(root, text(data['lock']) ?? 'attack-data.lock'),
      allowedHosts: texts(data['allowed_hosts']) ?? DEFAULT_HOSTS,
      external: files(data['external'], root),
      maxFileMb: positive(data['max_file_mb']) ?? 4096,
    },
    workspaces: readWorkspaces(value['workspaces']),
    test: {
      timeoutSeconds: positive(test['timeout_seconds']) ?? 60,
      memoryMb: positive(test['memory_mb']) ?? 1024,
    },
    severities: readSeverities(value['severities']),
    layout: text(value['layout']) ?? 'auto',
    ...(value['deploy'] !== undefined && { deploy: value['deploy'] }),
  };
}

/** The workspace's folders that exist, then the built-in one; in firedrill's own repository they are the same. */
function roots(names: readonly string[], root: string, platform: string): readonly string[] {
  const own = names.map((name) => resolve(root, name)).filter((folder) => existsSync(folder));
  return [...new Set([...own, join(BUILT_IN_KNOWLEDGE, platform)])];
}

/** Paths by name, made absolute. */
function files(value: unknown, root: string): Readonly<Record<string, string>> {
  if (!isMapping(value)) return {};
  const named = Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries(named.map(([name, path]) => [name, resolve(root, path)]));
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

const positive = (value: unknown): number | undefined => (typeof value === 'number' && value > 0 ? value : undefined);

function texts(value: unknown): readonly string[] | undefined {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : undefined;
}

function readSeverities(value: unknown): Config['severities'] {
  const severities: Record<string, SeveritySetting> = Object.create(null);
  if (!isMapping(value)) return severities;
  for (const [name, setting] of Object.entries(value)) {
    if (setting === 'error' || setting === 'warning' || setting === 'info' || setting === 'off') {
      severities[name] = setting;
    }
  }
  return severities;
}
