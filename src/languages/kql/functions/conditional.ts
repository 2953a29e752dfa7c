import { QueryFailure } from '../../../plan/failure.ts';
import { isAbsentColumn } from '../../../plan/frame.ts';
import type { Evaluator } from '../../../plan/library.ts';
import type { Value } from '../../../table/value.ts';
import { compareValues } from '../comparators.ts';
import { convert, toBool } from '../convert.ts';
import { defineFunction, type KqlFunction, nullOf, type Signature, valuesOf } from './define.ts';
import { carriesOneOf } from './mention.ts';

/** Branches of another static type than the result's (int beside real, string beside dynamic) take on the result's. */
function branch(evaluate: Evaluator, type: string | undefined, result: string): Evaluator {
  const numeric = ['int', 'long', 'real', 'decimal'];
  if (type === undefined || type === result || !numeric.includes(type) || result !== 'decimal') return evaluate;
  return (row) => convert(evaluate(row), type, result);
}

const branches = (evaluators: readonly Evaluator[], { types, result }: Signature): readonly Evaluator[] =>
  evaluators.map((evaluate, index) => branch(evaluate, types[index], result));

/** Absent: null, or for texts the empty string. */
const isAbsent = (value: Value): boolean => value === null || value === '';

function extreme(name: string, summary: string, sign: 1 | -1, examples: KqlFunction['examples']): KqlFunction {
  return defineFunction({
    name,
    category: 'Conditional functions',
    summary,
    syntax: `${name}(value, value [, …])`,
    examples,
    compile: (site, signature) => {
      const values = branches(valuesOf(site, signature), signature);
      return (row) => {
        let best: Value = null;
        for (const evaluate of values) {
          const value = evaluate(row);
          if (value !== null && (best === null || compareValues(value, best) * sign > 0)) best = value;
        }
        return best;
      };
    },
  });
}

const presence = (
  name: string,
  aliases: readonly string[],
  summary: string,
  holds: (value: Value) => boolean,
  examples: KqlFunction['examples'],
): KqlFunction =>
  defineFunction({
    name,
    aliases,
    category: 'String functions',
    summary,
    syntax: `${name}(value)`,
    examples,
    nulls: 'seen',
    evaluate: (value: Value): Value => holds(value),
  });

export const conditionalFunctions: readonly KqlFunction[] = [
  defineFunction({
    name: 'iff',
    aliases: ['iif'],
    category: 'Conditional functions',
    summary: 'One of two values: the first when the condition is true, the second when it is false or null.',
    syntax: 'iff(if, then, else)',
    examples: [
      { expression: 'iff(1 < 2, "yes", "no")', result: 'yes' },
      { expression: 'iff(bool(null), 1, 2)', result: 2 },
    ],
    compile: (site, signature) => {
      const [condition, yes, no] = branches(valuesOf(site, signature), signature);
      if (!condition || !yes || !no) throw new Error('Internal error: iff takes three arguments.');
      return (row) => (toBool(condition(row)) === true ? yes(row) : no(row));
    },
    carries: carriesOneOf(() => [1, 2]),
  }),
  defineFunction({
    name: 'case',
    category: 'Conditional functions',
    summary: 'The value after the first condition that is true; the last one when none is.',
    syntax: 'case(predicate, then [, predicate, then …], else)',
    examples: [
      { expression: 'case(5 <= 3, "small", 5 <= 10, "medium", "large")', result: 'medium' },
      { expression: 'case(false, 1, 2)', result: 2 },
    ],
    compile: (site, signature) => {
      const values = branches(valuesOf(site, signature), signature);
      const last = values.length - 1;
      return (row) => {
        for (let at = 0; at + 1 < values.length; at += 2) {
          if (toBool((values[at] as Evaluator)(row)) === true) return (values[at + 1] as Evaluator)(row);
        }
        return (values[last] as Evaluator)(row);
      };
    },
    carries: carriesOneOf((args) => args.flatMap((_, at) => (at % 2 === 1 || at === args.length - 1 ? [at] : []))),
  }),
  defineFunction({
    name: 'assert',
    category: 'Scalar functions',
    summary: 'True when a condition holds; otherwise the query fails with a message.',
    syntax: 'assert(condition, message)',
    examples: [{ expression: 'assert(1 < 2, "one is less")', result: true }],
    differences: 'The condition is checked for each row, not before the query runs.',
    evaluate: (condition: Value, message: Value): Value => {
      if (condition === true) return true;
      throw new QueryFailure('run-failure', `assert() failed: ${String(message)}`);
    },
  }),
  defineFunction({
    name: 'column_ifexists',
    aliases: ['columnifexists'],
    category: 'Metadata functions',
    summary: 'The column of that name, or the other value where there is none.',
    syntax: 'column_ifexists(name, otherwise)',
    examples: [{ expression: 'column_ifexists("none", 3)', result: 3 }],
    deterministic: false,
    compile: ({ arguments: [wanted, otherwise] }) => {
      const columnOf = wanted?.column;
      if (!columnOf || !otherwise) throw new Error('Internal error: column_ifexists takes a column and a value.');
      return (row) => (isAbsentColumn(columnOf()) ? otherwise : wanted).evaluate(row);
    },
  }),
  defineFunction({
    name: 'coalesce',
    category: 'Conditional functions',
    summary: 'The first value that is not null (for texts: not empty).',
    syntax: 'coalesce(value, value [, …])',
    examples: [
      { expression: 'coalesce(int(null), 42)', result: 42 },
      { expression: 'coalesce("", "b", "c")', result: 'b' },
      { expression: 'coalesce(tolong("not a number"), tolong("42"), 33)', result: 42 },
    ],
    compile: (site, signature) => {
      const values = branches(valuesOf(site, signature), signature);
      const absent = signature.result === 'string' ? isAbsent : (value: Value) => value === null;
      const missing = nullOf(signature.result);
      return (row) => {
        for (const evaluate of values) {
          const value = evaluate(row);
          if (!absent(value)) return value;
        }
        return missing;
      };
    },
    carries: carriesOneOf((args) => [...args.keys()]),
  }),
  extreme('max_of', 'The greatest of the values that are not null.', 1, [
    { expression: 'max_of(10, 1, -3, 17)', result: 17 },
    { expression: 'max_of(int(null), 2)', result: 2 },
  ]),
  extreme('min_of', 'The least of the values that are not null.', -1, [
    { expression: 'min_of(10, 1, -3, 17)', result: -3 },
    { expression: 'min_of(10, long(null), 20)', result: 10 },
  ]),
  presence('isnull', [], 'Whether a value is null; never true of a string.', (value) => value === null, [
    { expression: 'isnull(int(null))', result: true },
    { expression: 'isnull("")', result: false },
    { expression: 'isnull(0)', result: false },
  ]),
  presence('isnotnull', ['notnull'], 'Whether a value is not null.', (value) => value !== null, [
    { expression: 'isnotnull(42)', result: true },
    { expression: 'isnotnull(long(null))', result: false },
  ]),
  presence('isempty', [], 'Whether a value is null or the empty string.', isAbsent, [
    { expression: 'isempty("")', result: true },
    { expression: 'isempty(" ")', result: false },
    { expression: 'isempty(parse_json("[]"))', result: false },
    { expression: 'isempty(long(null))', result: true },
  ]),
  presence(
    'isnotempty',
    ['notempty'],
    'Whether a value is neither null nor the empty string.',
    (value) => !isAbsent(value),
    [
      { expression: 'isnotempty("a")', result: true },
      { expression: 'isnotempty("")', result: false },
    ],
  ),
];
