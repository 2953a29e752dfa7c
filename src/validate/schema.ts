import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { escuShape } from '../content/kind.ts';
import type { ContentKind, YamlDocument } from '../content/model.ts';
import { createDiagnostic } from '../diagnostics/create.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { compileSchema } from './schema-compiler.ts';
import { describeSchemaError, type SchemaNode } from './schema-error.ts';

const require = createRequire(import.meta.url);

const SCHEMAS: Partial<Record<ContentKind, string>> = {
  'sentinel-scheduled-rule': 'sentinel-scheduled-rule',
  'sentinel-nrt-rule': 'sentinel-nrt-rule',
  'sentinel-hunting-query': 'sentinel-hunting-query',
  'sigma-rule': 'sigma-rule',
  'sigma-correlation': 'sigma-correlation',
  'sigma-filter': 'sigma-filter',
  'sigma-pipeline': 'sigma-pipeline',
  'escu-macro': 'escu-macro',
  'escu-lookup': 'escu-lookup',
  'escu-story': 'escu-story',
  'escu-data-source': 'escu-data-source',
  'escu-baseline': 'escu-baseline',
  'escu-deployment': 'escu-deployment',
  'escu-schedule': 'escu-schedule',
  'escu-removed': 'escu-removed',
  'escu-deprecation-mapping': 'escu-deprecation-mapping',
  'asim-parser': 'asim-parser',
  'sentinel-connector': 'sentinel-connector',
  'sentinel-summary-rule': 'sentinel-summary-rule',
  'sentinel-watchlist': 'sentinel-watchlist',
  'test-file': 'test-block',
};

/** The schema for content of a kind, by the name of its file in `schemas/`; undefined where there is none. */
export function schemaName(kind: ContentKind, value: unknown): string | undefined {
  return kind === 'escu-detection' ? `escu-detection-${escuShape(value)}` : SCHEMAS[kind];
}

const validators = new Map<string, ValidateFunction>();

/** Read, or from the sources compiled, when content of its kind comes along for the first time. */
function validatorOf(name: string): ValidateFunction {
  let validator = validators.get(name);
  if (!validator) {
    validator = builtValidator(name) ?? compileSchema(name);
    validators.set(name, validator);
  }
  return validator;
}

/** The validator that the build has made; running from the sources there is none. */
function builtValidator(name: string): ValidateFunction | undefined {
  const file = fileURLToPath(new URL(`./schemas/${name}.cjs`, import.meta.url));
  return existsSync(file) ? (require(file) as ValidateFunction) : undefined;
}

/** What is wrong with a document by a schema of `schemas/`: one diagnostic for each mistake, where it stands. */
export function checkSchema(name: string, document: YamlDocument): readonly Diagnostic[] {
  const validate = validatorOf(name);
  if (validate(document.value)) return [];
  const descriptions = (validate.errors ?? [])
    .filter((error) => error.propertyName === undefined)
    .map((error) => describeSchemaError(pathOf(error), error as ErrorObject & { parentSchema: SchemaNode }));
  const meant = new Set(descriptions.map(({ meantKey }) => meantKey).filter((key) => key !== undefined));
  const diagnostics: Diagnostic[] = [];
  for (const { name: code, path, part, message, hint, severity, missingKey, fix } of descriptions) {
    if (missingKey !== undefined && meant.has(missingKey)) continue;
    diagnostics.push(createDiagnostic(code, document.file, document.at(path, part), message, { hint, severity, fix }));
  }
  return diagnostics;
}

function pathOf({ instancePath }: ErrorObject): readonly (string | number)[] {
  if (instancePath === '') return [];
  return instancePath
    .slice(1)
    .split('/')
    .map((step) => step.replace(/~1/g, '/').replace(/~0/g, '~'))
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}
