import type { KqlFunction } from '../../../languages/kql/environment.ts';
import { bodyKey } from './body-query.ts';
import { parametersOf, printParameters } from './function-file.ts';

const NAME_KEYS = [
  'ParserName',
  'EquivalentBuiltInParser',
  'FunctionName',
  'FunctionAlias',
  'EquivalentBuiltInFunction',
];

/** The function that the mapping of a parser or function file makes, by each of its names. */
export function functionsOf(mapping: Readonly<Record<string, unknown>>, file: string): readonly KqlFunction[] {
  const body = mapping[bodyKey(mapping)];
  if (typeof body !== 'string') return [];
  const parameters = printParameters(parametersOf(mapping));
  const names = NAME_KEYS.map((key) => (Object.hasOwn(mapping, key) ? mapping[key] : undefined));
  return [...new Set(names)].flatMap((name) =>
    typeof name === 'string' && /^[A-Za-z_]\w*$/.test(name) ? [{ name, parameters, body, file }] : [],
  );
}
