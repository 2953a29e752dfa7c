import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { ErrorObject, SchemaObject, ValidateFunction } from 'ajv';
import { escuShape } from '../content/kind.ts';
import type { ContentKind, YamlDocument } from '../content/model.ts';
import { createDiagnostic } from '../diagnostics/create.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
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
  'escu-removed': 'escu-removed',
  'asim-parser': 'asim-parser',
  'sentinel-connector': 'sentinel-connector',
  'test-file': 'test-block',
};

/** The schema for content of a kind, by the name of its file in `schemas/`; undefined where there is none. */
export function schemaName(kind: ContentKind, value: unknown): string | undefined {
  return kind === 'escu-detection' ? `escu-detection-${escuShape(value)}` : SCHEMAS[kind];
}

interface Compiler {
  addSchema(schema: SchemaObject, name: string): unknown;
  addKeyword(name: string): unknown;
  compile(schema: SchemaObject): ValidateFunction;
}

let compiler: Compiler | undefined;
const validators = new Map<string, ValidateFunction>();

/** Compiled when content of its kind comes along for the first time. */
function validatorOf(name: string): ValidateFunction {
  let validator = validators.get(name);
  if (!validator) {
    compiler ??= createCompiler();
    validator = compiler.compile(readSchema(name));
    validators.set(name, validator);
  }
  return validator;
}

function createCompiler(): Compiler {
  const { Ajv2020 } = require('ajv/dist/2020.js') as { Ajv2020: new (options: object) => Compiler };
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    allowUnionTypes: true,
    strictTypes: false,
    validateSchema: false,
  });
  for (const keyword of ['x-unknown', 'x-shape', 'x-case']) ajv.addKeyword(keyword);
  ajv.addSchema(readSchema('test-block'), 'test-block.schema.json');
  return ajv;
}

/** Our schemas are checked against the meta-schema by a test, not on every start. */
function readSchema(name: string): SchemaObject {
  const { $schema: _, ...schema } = JSON.parse(
    readFileSync(new URL(`../../schemas/${name}.schema.json`, import.meta.url), 'utf8'),
  ) as SchemaObject;
  return name === 'test-block' && compiler ? { $ref: 'test-block.schema.json' } : schema;
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
