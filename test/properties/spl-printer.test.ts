import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fuzzEnvironment } from '../../scripts/fuzz/languages.ts';
import type { BinaryOperator, EvalNode } from '../../src/languages/spl/eval/nodes.ts';
import { parseSpl } from '../../src/languages/spl/index.ts';
import type { ParsedCommand } from '../../src/languages/spl/pipeline.ts';
import {
  aggregation,
  all,
  any,
  binary,
  call,
  compare,
  field,
  isIn,
  negation,
  not,
  printPipeline,
  rawText,
  steps,
  text,
  withoutPlaces,
} from '../../src/languages/spl/printer/index.ts';
import type { SearchNode } from '../../src/languages/spl/search/nodes.ts';

const PIECES = [
  'a',
  'B',
  '7',
  '_',
  '.',
  '-',
  ' ',
  '\\',
  '"',
  "'",
  '*',
  '|',
  '[',
  ']',
  '(',
  ')',
  ',',
  '=',
  '<',
  '`',
  '$',
  '\n',
  'é',
  '%',
  '{',
  '}',
  ':',
  '/',
  '!',
];
const WORDS = [
  'and',
  'OR',
  'not',
  'in',
  'by',
  'as',
  'where',
  'd',
  'desc',
  'over',
  'output',
  'null',
  'true',
  'span',
  'limit',
  'count',
];

/** Texts of every kind that values may hold. */
const anyText = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 6 }).map((parts) => parts.join('')),
  fc.constantFrom(...WORDS),
);
const someText = anyText.filter((value) => value !== '');
/** Names without what single quotes cannot hold: pipes, brackets, quotation marks and backticks end them early. */
const evalName = someText.filter((name) => !/["`|[\]\\]/.test(name));

const evalNode: fc.Arbitrary<EvalNode> = fc.letrec<{ node: EvalNode }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    evalName.map(field),
    anyText.map(text),
    fc
      .constantFrom('0', '12', '1.50', '.5', '1e3')
      .map((digits): EvalNode => ({ kind: 'number', text: digits, start: 0, end: 0 })),
    fc
      .tuple(
        fc.constantFrom<BinaryOperator>(
          '+',
          '-',
          '*',
          '/',
          '%',
          '.',
          '=',
          '!=',
          '<',
          '<=',
          '>',
          '>=',
          'LIKE',
          'AND',
          'OR',
          'XOR',
        ),
        tie('node'),
        tie('node'),
      )
      .map(([operator, left, right]) => binary(operator, left, right)),
    tie('node').map(negation),
    fc
      .tuple(fc.constantFrom<'-' | '+'>('-', '+'), tie('node'))
      .map(([operator, operand]): EvalNode => ({ kind: 'unary', operator, operand, start: 0, end: 0 })),
    fc
      .tuple(tie('node'), fc.array(tie('node'), { minLength: 1, maxLength: 3 }))
      .map(([operand, values]) => isIn(operand, values)),
    fc
      .tuple(fc.constantFrom('if', 'coalesce', 'Lower', 'in', 'like'), fc.array(tie('node'), { maxLength: 3 }))
      .map(([name, args]) => call(name, ...args)),
  ),
})).node;

/** As the parser would have it: a lone `*` is every event, and values of an index are not empty. */
const word = fc.tuple(
  someText.filter((value) => value !== '*'),
  fc.constantFrom<'word' | 'term' | 'case'>('word', 'term', 'case'),
);
const operator = fc.constantFrom<'=' | '!=' | '<' | '<=' | '>' | '>='>('=', '!=', '<', '<=', '>', '>=');
const searchNode: fc.Arbitrary<SearchNode> = fc.letrec<{ node: SearchNode }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.tuple(anyText, operator, anyText).map(([name, comparison, value]) => compare(name, comparison, value)),
    word.map(([value, mode]) => rawText(value, mode)),
    tie('node').map(not),
    fc.tuple(tie('node'), tie('node')).map(([left, right]) => all(left, right)),
    fc.tuple(tie('node'), tie('node'), tie('node')).map(([first, ...others]) => any(first, ...others)),
    fc
      .tuple(someText, fc.array(anyText, { minLength: 2, maxLength: 3 }))
      .map(([name, values]) =>
        any(...(values.map((value) => compare(name, '=', value)) as [SearchNode, ...SearchNode[]])),
      ),
  ),
})).node;

const names = fc.array(someText, { minLength: 1, maxLength: 3 });
/** What stats groups by has no wildcards. */
const groups = fc.array(
  someText.filter((name) => !name.includes('*')),
  { minLength: 1, maxLength: 3 },
);
const subsearch = fc
  .tuple(searchNode, names)
  .map(([node, list]) => ({ commands: [steps.search.build(node), steps.table.build(list)] }));

const step: fc.Arbitrary<ParsedCommand> = fc.oneof(
  searchNode.map(steps.search.build),
  evalNode.map(steps.where.build),
  names.map(steps.table.build),
  fc.tuple(names, fc.boolean()).map(([list, drop]) => steps.fields.build({ drop, names: list })),
  fc.array(fc.record({ from: someText, to: someText }), { minLength: 1, maxLength: 3 }).map(steps.rename.build),
  fc
    .tuple(
      fc.integer({ min: 0, max: 20 }),
      someText,
      fc.boolean(),
      fc.boolean(),
      fc.constantFrom<'auto' | 'num'>('auto', 'num'),
    )
    .map(([limit, name, descending, reverse, type]) =>
      steps.sort.build({
        limit,
        fields: [
          { field: 'x', descending: !descending, type: 'auto' },
          { field: name, descending, type },
        ],
        reverse,
      }),
    ),
  fc
    .record({
      count: fc.integer({ min: 1, max: 9 }),
      fields: names,
      keepEvents: fc.boolean(),
      keepEmpty: fc.boolean(),
      consecutive: fc.boolean(),
      sortBy: fc.array(
        fc.record({
          field: someText,
          descending: fc.boolean(),
          type: fc.constantFrom<'auto' | 'num' | 'ip'>('auto', 'num', 'ip'),
        }),
        { maxLength: 2 },
      ),
    })
    .map(steps.dedup.build),
  fc
    .tuple(
      someText,
      anyText.map((output) => (output === '' ? undefined : output)),
      fc.option(groups, { nil: [] }),
      evalNode,
      fc.boolean(),
    )
    .map(([name, output, by, node, once]) =>
      steps.stats.build({
        aggregations: [aggregation('count'), aggregation('perc95', name, output), aggregation('dc', node, output)],
        by,
        once,
      }),
    ),
  fc.tuple(fc.boolean(), fc.option(evalNode, { nil: undefined }), names, someText).map(([flag, condition, by, name]) =>
    steps.streamstats.build({
      aggregations: [aggregation('last', name)],
      by,
      current: flag,
      window: flag ? 0 : 3,
      timeWindow: flag ? '5m' : undefined,
      allnum: flag,
      global: flag,
      resetOnChange: flag,
      resetBefore: condition,
      resetAfter: flag ? condition : undefined,
    }),
  ),
  fc
    .tuple(names, fc.option(anyText, { nil: undefined }))
    .map(([fields, value]) => steps.fillnull.build({ fields, value: value ?? '0' })),
  fc
    .record({
      field: someText,
      pattern: anyText.map((value) => `(?<n>${value.replace(/[^\w -]/g, '\\$&')})`),
      groups: fc.constant(['n']),
      maxMatch: fc.constantFrom(0, 1),
      offsetField: fc.option(someText, { nil: undefined }),
      sed: fc.constant(false),
    })
    .map(steps.rex.build),
  fc
    .record({
      type: fc.constantFrom<'inner' | 'left'>('inner', 'left'),
      overwrite: fc.boolean(),
      max: fc.constantFrom(0, 1),
      fields: names,
      sides: fc.constant(undefined),
      subsearch,
    })
    .map(steps.join.build),
);

describe('what is built, printed and parsed is what was built', () => {
  it('pipelines', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 3 }), (commands) => {
        const printed = printPipeline(commands);
        const { commands: parsed, problems } = parseSpl(printed, fuzzEnvironment);
        expect(
          problems.map(({ message }) => message),
          printed,
        ).toEqual([]);
        expect(
          withoutPlaces(parsed).map(({ command, arguments: args }) => [command.name, args]),
          printed,
        ).toEqual(commands.map(({ command, arguments: args }) => [command.name, args]));
      }),
      { numRuns: 1500 },
    );
  });
});
