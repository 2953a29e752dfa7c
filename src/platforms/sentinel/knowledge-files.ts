import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { load, YAMLException } from 'js-yaml';
import { CODES, type DiagnosticName } from '../../diagnostics/codes.ts';
import { type Diagnostic, FILE_START } from '../../diagnostics/diagnostic.ts';
import { readBlockYaml } from '../../util/block-yaml.ts';

export type Report = (diagnostic: Diagnostic) => void;

/** A knowledge file as it was read: `file` is the path shown to people. */
export interface KnowledgeFile {
  readonly file: string;
  readonly text: string;
}

/** Schemas of a whole workspace are 1 MB; nothing that people write by hand comes near. */
const LARGEST_FILE = 16 * 1024 * 1024;
const FOLDER_DEPTH = 8;

/** Files of a folder and its subfolders whose name ends in one of `endings`, in order of their names. */
export function readKnowledge(folder: string, endings: readonly string[], report: Report): readonly KnowledgeFile[] {
  const files: KnowledgeFile[] = [];
  for (const file of filesIn(folder, FOLDER_DEPTH)) {
    if (!endings.some((ending) => file.toLowerCase().endsWith(ending))) continue;
    if (statSync(file).size > LARGEST_FILE) {
      report(knowledgeDiagnostic('unreadable-file', file, 'The file is larger than any knowledge file may be.'));
      continue;
    }
    files.push({ file, text: withoutMark(readFileSync(file, 'utf8')) });
  }
  return files;
}

const withoutMark = (text: string): string => (text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);

function filesIn(folder: string, depth: number): readonly string[] {
  const entries = entriesOf(folder);
  const sorted = [...entries].sort((left, right) => (left.name < right.name ? -1 : 1));
  return sorted.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return depth > 0 ? filesIn(path, depth - 1) : [];
    return entry.isFile() ? [path] : [];
  });
}

/** A root need not have every folder. */
function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** The mapping that a YAML or JSON file holds; undefined, and reported, when it holds none. */
export function parseMapping(
  { file, text }: KnowledgeFile,
  report: Report,
): Readonly<Record<string, unknown>> | undefined {
  let value: unknown;
  try {
    value = readBlockYaml(text)?.value ?? load(text, { filename: file });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    report(knowledgeDiagnostic('yaml-syntax', file, `The file is not well-formed YAML: ${error.reason}.`));
    return undefined;
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  report(knowledgeDiagnostic('schema-type', file, 'The file does not hold a mapping.'));
  return undefined;
}

/** The text under a key; undefined when there is none. Own keys only: the file is not ours. */
export function textAt(mapping: Readonly<Record<string, unknown>>, key: string): string | undefined {
  const value = Object.hasOwn(mapping, key) ? mapping[key] : undefined;
  return typeof value === 'string' ? value : undefined;
}

export function knowledgeDiagnostic(name: DiagnosticName, file: string, message: string): Diagnostic {
  const { code, severity } = CODES[name];
  return { code, name, severity, message, file, range: FILE_START };
}
