import type { QueryProblem } from '../../../diagnostics/query-problem.ts';
import type { Lowering } from '../../../languages/front-end.ts';
import { parametersOf, printParameter, printParameters } from './function-file.ts';

type Mapping = Readonly<Record<string, unknown>>;

/** The key of a parser or function file that holds its body. */
const bodyKey = (mapping: Mapping): 'ParserQuery' | 'FunctionQuery' =>
  Object.hasOwn(mapping, 'ParserQuery') ? 'ParserQuery' : 'FunctionQuery';

/** What a parameter without a default stands for while its function is looked at by itself. */
const SOME_VALUE: Readonly<Record<string, string>> = {
  string: "''",
  dynamic: 'dynamic(null)',
  bool: 'bool(null)',
  int: 'int(null)',
  long: 'long(null)',
  real: 'real(null)',
  datetime: 'datetime(null)',
  timespan: 'timespan(null)',
  guid: 'guid(null)',
  decimal: 'decimal(null)',
};

/**
 * Checks the body of a parser or function by itself: its parameters become `let` statements before it, so that places
 * in the body stay places. A table of any shape has no value; such a body is bound as the function that it is.
 */
export function lowerBody(mapping: Mapping, lower: (text: string) => Lowering): readonly QueryProblem[] {
  const body = mapping[bodyKey(mapping)];
  if (typeof body !== 'string') return [];
  const parameters = parametersOf(mapping);
  const values = parameters.map(letOf);
  const isWhole = values.every((value) => value !== undefined);
  const before = isWhole ? values.join('') : `let _ = ${printParameters(parameters)} {`;
  const { problems } = lower(isWhole ? `${before}${body}` : `${before}${body}\n};print 1`);
  const declared = Object.hasOwn(mapping, 'ParserParams') ? 'ParserParams' : 'FunctionParams';
  return problems.map((problem): QueryProblem => {
    const place = {
      start: within(problem.start - before.length, body),
      end: within(problem.end - before.length, body),
    };
    const isInBody = problem.end > before.length || parameters.length === 0;
    return { ...problem, ...place, ...(!isInBody && { path: [declared], part: 'key' }) };
  });
}

const within = (offset: number, body: string): number => Math.max(0, Math.min(offset, body.length));

/** `let starttime = datetime(null);`; undefined for a table of any shape. */
function letOf(parameter: unknown): string | undefined {
  const printed = printParameter(parameter);
  if (printed === undefined) return '';
  const [, name = '', rest = ''] = /^(\w+):(.*)$/s.exec(printed) ?? [];
  if (rest.startsWith('(')) return /\*/.test(rest) ? undefined : `let ${name} = datatable${rest} [];`;
  const [, type = '', fallback] = /^(\w+)(?:=(.*))?$/s.exec(rest) ?? [];
  const value = fallback ?? SOME_VALUE[type];
  return value === undefined ? undefined : `let ${name} = ${value};`;
}
