import type { KqlFunction } from '../../../languages/kql/environment.ts';
import { type KnowledgeFile, knowledgeDiagnostic, parseMapping, type Report, textAt } from '../knowledge-files.ts';

/** Keys under which Microsoft's parser and function files give names. */
const NAME_LINE =
  /^(?:ParserName|EquivalentBuiltInParser|FunctionName|FunctionAlias|EquivalentBuiltInFunction):[ \t]*(['"]?)([A-Za-z_]\w*)\1[ \t\r]*$/gm;

/**
 * The names that a file gives its function (`imDns` and `_Im_Dns`), read without parsing the YAML: a workspace has
 * hundreds of parsers and a query names a few.
 */
export function functionNamesIn({ text }: KnowledgeFile): readonly string[] {
  return [...new Set(Array.from(text.matchAll(NAME_LINE), (match) => match[2] as string))];
}

/**
 * Reads a parser (`ParserName`, `ParserParams`, `ParserQuery`) or a function (`FunctionName`, `FunctionParams`,
 * `FunctionQuery`) as Azure-Sentinel keeps them.
 *
 * @see https://learn.microsoft.com/azure/sentinel/normalization-develop-parsers
 */
export function parseFunctionFile(file: KnowledgeFile, name: string, report: Report): KqlFunction | undefined {
  const mapping = parseMapping(file, report);
  if (!mapping) return undefined;
  const body = textAt(mapping, 'ParserQuery') ?? textAt(mapping, 'FunctionQuery');
  if (body === undefined) {
    const message = `The function "${name}" has neither "ParserQuery" nor "FunctionQuery".`;
    report(knowledgeDiagnostic('schema-missing-key', file.file, message));
    return undefined;
  }
  return { name, parameters: printParameters(parametersOf(mapping)), body, file: file.file };
}

/** The list of parameters that a parser or function declares. */
export function parametersOf(mapping: Readonly<Record<string, unknown>>): readonly unknown[] {
  const parameters = Object.hasOwn(mapping, 'ParserParams') ? mapping['ParserParams'] : mapping['FunctionParams'];
  return Array.isArray(parameters) ? parameters : [];
}

/** `(starttime:datetime=datetime(null), eventresult:string='*')`. */
export function printParameters(parameters: readonly unknown[]): string {
  return `(${parameters
    .map(printParameter)
    .filter((text) => text !== undefined)
    .join(', ')})`;
}

/** `starttime:datetime=datetime(null)`; undefined for what is no parameter. */
export function printParameter(parameter: unknown): string | undefined {
  if (typeof parameter !== 'object' || parameter === null) return undefined;
  const mapping = parameter as Readonly<Record<string, unknown>>;
  const name = textAt(mapping, 'Name');
  const type = textAt(mapping, 'Type');
  if (name === undefined || type === undefined) return undefined;
  const fallback = Object.hasOwn(mapping, 'Default') ? mapping['Default'] : undefined;
  const head = type.startsWith('table:') ? `${name}:${type.slice('table:'.length)}` : `${name}:${type}`;
  return fallback === undefined || fallback === null ? head : `${head}=${printDefault(fallback, type)}`;
}

/** YAML has taken the quotes of a text away; other types are written as KQL literals. */
function printDefault(value: unknown, type: string): string {
  const text = String(value);
  if (type !== 'string') return text;
  return /^(['"]).*\1$/s.test(text) ? text : `'${text.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}'`;
}
