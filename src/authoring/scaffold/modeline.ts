import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { CONFIG_FILE } from '../../config/index.ts';
import { detectKind } from '../../content/kind.ts';
import { schemaName } from '../../validate/index.ts';

const MODELINE = /^#\s*yaml-language-server:\s*\$schema=(\S+)\/firedrill\.schema\.json\s*$/m;

/**
 * The comment by which editors find the schema of a file: beside the schema that `firedrill.yml` names for itself. Empty
 * where it names none.
 *
 * @see https://github.com/redhat-developer/yaml-language-server#using-inlined-schema
 */
export function modeline(root: string, file: string, value: unknown): string {
  const kind = detectKind(value);
  const schema = kind === undefined ? undefined : schemaName(kind, value);
  const schemas = schemasOf(root);
  if (schema === undefined || schemas === undefined) return '';
  const path = /^https:/.test(schemas) ? schemas : relative(dirname(file), resolve(root, schemas));
  const ending = /^https:/.test(schemas) ? `${path}/${schema}` : join(path, schema);
  return `# yaml-language-server: $schema=${ending.split(sep).join('/')}.schema.json\n`;
}

function schemasOf(root: string): string | undefined {
  try {
    return MODELINE.exec(readFileSync(join(root, CONFIG_FILE), 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}
