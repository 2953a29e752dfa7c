import type { Argument, CallSite, Evaluator } from '../../../../plan/library.ts';
import { stringOf } from '../../print.ts';
import { defineFunction, type KqlFunction, type Signature } from '../define.ts';
import { listOf } from '../list-argument.ts';
import { mentionOfAll, mentionOfAny, mentionOfText } from '../mention.ts';
import { hasTerm, lowerCase, type TermEnds, WHOLE } from '../term.ts';
import { textOf } from '../text-argument.ts';

type Test = (text: string, needle: string) => boolean;

const PREFIX: TermEnds = { start: true, end: false };
const SUFFIX: TermEnds = { start: false, end: true };

const has: Test = (text, needle) => hasTerm(text, needle, WHOLE);

function compileMatch(site: CallSite, { types }: Signature, test: Test, cased: boolean, negated: boolean): Evaluator {
  const [left, right] = site.arguments as readonly [Argument, Argument];
  const text = textOf(left, types[0]);
  const needle = textOf(right, types[1]);
  if (right.constant) {
    let known: string | undefined;
    return (row) => {
      known ??= cased ? needle(row) : needle(row).toLowerCase();
      return test(cased ? text(row) : lowerCase(text(row)), known) !== negated;
    };
  }
  if (cased) return (row) => test(text(row), needle(row)) !== negated;
  return (row) => test(lowerCase(text(row)), needle(row).toLowerCase()) !== negated;
}

function compileList(site: CallSite, { types }: Signature, all: boolean): Evaluator {
  const text = textOf(site.arguments[0] as Argument, types[0]);
  const list = listOf(site, 1);
  const needlesOf = (row: number): readonly string[] =>
    list
      .values(row)
      .filter((value) => value !== null)
      .map((value) => stringOf(value).toLowerCase());
  let known: readonly string[] | undefined;
  return (row) => {
    if (list.constant) known ??= needlesOf(row);
    const needles = known ?? needlesOf(row);
    const lower = lowerCase(text(row));
    return all ? needles.every((needle) => has(lower, needle)) : needles.some((needle) => has(lower, needle));
  };
}

interface Family {
  readonly name: string;
  readonly what: string;
  readonly test: Test;
  /** Text, needle that holds with case, needle that holds without case only, needle that never holds. */
  readonly sample: readonly [string, string, string, string];
}

const FAMILIES: readonly Family[] = [
  {
    name: 'has',
    what: 'holds the other as a whole term',
    test: has,
    sample: ['North America', 'America', 'america', 'amer'],
  },
  {
    name: 'hasprefix',
    what: 'holds a term that begins with the other',
    test: (text, needle) => hasTerm(text, needle, PREFIX),
    sample: ['North America', 'Ame', 'ame', 'merica'],
  },
  {
    name: 'hassuffix',
    what: 'holds a term that ends with the other',
    test: (text, needle) => hasTerm(text, needle, SUFFIX),
    sample: ['North America', 'rica', 'RICA', 'Ameri'],
  },
  {
    name: 'contains',
    what: 'holds the other anywhere',
    test: (text, needle) => text.includes(needle),
    sample: ['FabriKam', 'Kam', 'BRik', 'xyz'],
  },
  {
    name: 'startswith',
    what: 'begins with the other',
    test: (text, needle) => text.startsWith(needle),
    sample: ['Fabrikam', 'Fab', 'fab', 'kam'],
  },
  {
    name: 'endswith',
    what: 'ends with the other',
    test: (text, needle) => text.endsWith(needle),
    sample: ['Fabrikam', 'kam', 'Kam', 'brik'],
  },
];

/** `has`, `has-cs`, `not-has`, `not-has-cs`. */
function familyOperators({ name, what, test, sample }: Family): readonly KqlFunction[] {
  const [text, cased, uncased, never] = sample;
  return [false, true].flatMap((isCased) =>
    [false, true].map((negated) => {
      const symbol = `${negated ? '!' : ''}${name}${isCased ? '_cs' : ''}`;
      return defineFunction({
        name: `${negated ? 'not-' : ''}${name}${isCased ? '-cs' : ''}`,
        category: 'String operators',
        page: `${negated ? 'not-' : ''}${name}${isCased ? '-cs' : ''}-operator`,
        summary: `Whether a text ${negated ? 'does not satisfy: it ' : ''}${what}, ${isCased ? 'with' : 'without'} regard to case.`,
        syntax: `text ${symbol} other`,
        examples: [
          { expression: `"${text}" ${symbol} "${cased}"`, result: !negated },
          { expression: `"${text}" ${symbol} "${uncased}"`, result: isCased === negated },
          { expression: `"${text}" ${symbol} "${never}"`, result: negated },
          { expression: `"${text}" ${symbol} ""`, result: !negated },
        ],
        compile: (site, signature) => compileMatch(site, signature, test, isCased, negated),
        ...(!negated && { mentions: mentionOfText }),
      });
    }),
  );
}

export const textMatchOperators: readonly KqlFunction[] = [
  ...FAMILIES.flatMap(familyOperators),
  defineFunction({
    name: 'has-any',
    category: 'String operators',
    page: 'has-any-operator',
    summary: 'Whether a text holds one of the others as a whole term, without regard to case.',
    syntax: 'text has_any (others)',
    examples: [
      { expression: '"North America" has_any ("south", "north")', result: true },
      { expression: '"North America" has_any (dynamic(["south", "west"]))', result: false },
      { expression: '"run cmd.exe" has_any ("cmd.exe")', result: true },
    ],
    compile: (site, signature) => compileList(site, signature, false),
    mentions: mentionOfAny,
  }),
  defineFunction({
    name: 'has-all',
    category: 'String operators',
    page: 'has-all-operator',
    summary: 'Whether a text holds all of the others as whole terms, without regard to case.',
    syntax: 'text has_all (others)',
    examples: [
      { expression: '"North and South America" has_all ("south", "north")', result: true },
      { expression: '"North America" has_all ("south", "north")', result: false },
    ],
    compile: (site, signature) => compileList(site, signature, true),
    mentions: mentionOfAll,
  }),
];
