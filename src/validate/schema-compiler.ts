import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { SchemaObject, ValidateFunction } from 'ajv';

const require = createRequire(import.meta.url);

const FOLDER = new URL('../../schemas/', import.meta.url);
const ENDING = '.schema.json';

interface Compiler {
  addSchema(schema: SchemaObject, name: string): unknown;
  addKeyword(name: string): unknown;
  compile(schema: SchemaObject): ValidateFunction;
}

let compiler: Compiler | undefined;

/** Schemas compiled so far: a compiler refuses the id of a schema a second time. */
const compiled = new Map<string, ValidateFunction>();

/** The names of the schemas in `schemas/`. */
export const schemaNames = (): readonly string[] =>
  readdirSync(FOLDER)
    .filter((file) => file.endsWith(ENDING))
    .map((file) => file.slice(0, -ENDING.length))
    .sort();

/** Compiles a schema: what runs from the sources do. The build does it once for all later starts. */
export function compileSchema(name: string): ValidateFunction {
  let validate = compiled.get(name);
  if (!validate) {
    compiler ??= createCompiler({});
    validate = compile(compiler, name);
    compiled.set(name, validate);
  }
  return validate;
}

/** The text of a CommonJS module that exports the validator of a schema. */
export function standaloneValidator(name: string): string {
  const source = createCompiler({ code: { source: true } });
  const { default: standaloneCode } = require('ajv/dist/standalone') as {
    default: (compiler: Compiler, validate: ValidateFunction) => string;
  };
  return standaloneCode(source, compile(source, name));
}

function createCompiler(options: object): Compiler {
  const { Ajv2020 } = require('ajv/dist/2020.js') as { Ajv2020: new (options: object) => Compiler };
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    allowUnionTypes: true,
    strictTypes: false,
    validateSchema: false,
    ...options,
  });
  for (const keyword of ['x-unknown', 'x-shape', 'x-case', 'x-empty', 'x-severity', 'x-foreign'])
    ajv.addKeyword(keyword);
  ajv.addSchema(readSchema('test-block'), `test-block${ENDING}`);
  return ajv;
}

const compile = (ajv: Compiler, name: string): ValidateFunction =>
  ajv.compile(name === 'test-block' ? { $ref: `test-block${ENDING}` } : readSchema(name));

/** Our schemas are checked against the meta-schema by a test, not on every start. */
function readSchema(name: string): SchemaObject {
  const { $schema: _, ...schema } = JSON.parse(
    readFileSync(new URL(`${name}${ENDING}`, FOLDER), 'utf8'),
  ) as SchemaObject;
  return schema;
}
