import type { Plan } from '../../../plan/plan.ts';
import type { CommandArguments } from '../command-arguments.ts';
import { modelReference, modelScan } from '../data-model.ts';
import { defineCommand } from '../define-command.ts';
import type { Subsearch } from '../pipeline.ts';
import type { LowerScope } from '../scope.ts';
import { maximumRows } from './append.ts';
import { lookupScan } from './inputlookup.ts';
import { printSubsearch } from '../printer/pipeline.ts';
import { printName, printOptions, words } from '../printer/text.ts';

export type Dataset =
  | { readonly subsearch: Subsearch }
  | { readonly kind: 'datamodel' | 'lookup'; readonly name: string; readonly start: number; readonly end: number };

export interface UnionArguments {
  /** `maxout`: the most rows that each subsearch gives. */
  readonly maximum?: number;
  readonly datasets: readonly Dataset[];
}

export const union = defineCommand<UnionArguments>({
  name: 'union',
  kind: 'dataset',
  summary: 'The results, and those of other searches or datasets behind them.',
  syntax: 'union [maxtime=<N>] [maxout=<N>] [timeout=<N>] [<subsearch> | datamodel:<model> | lookup:<lookup>]...',
  reference: 'union',
  examples: [
    {
      title: 'Results and those of a search',
      query: '| union [| makeresults | eval n=2 | table n]',
      input: [{ n: '1' }],
      output: [{ n: '1' }, { n: '2' }],
    },
  ],
  passingOptions: ['maxtime', 'timeout'],
  parse: (args) => {
    const start = args.start;
    const options = args.options('maxtime', 'maxout', 'timeout');
    const maximum = maximumRows(args, options.get('maxout'), start);
    const datasets: Dataset[] = [];
    args.cursor.skipSpaceAndCommas();
    while (!args.done) {
      datasets.push(parseDataset(args));
      args.cursor.skipSpaceAndCommas();
    }
    if (datasets.length === 0) args.cursor.fail('Expected a dataset');
    return { ...maximum, datasets };
  },
  print: ({ maximum, datasets }) =>
    words(
      printOptions({ maxout: maximum }),
      ...datasets.map((one) =>
        'subsearch' in one ? printSubsearch(one.subsearch) : `${one.kind}:${printName(one.name)}`,
      ),
    ),
  lower: ({ maximum, datasets }, input, scope) => ({
    op: 'Union',
    inputs: [
      ...(isNothing(input) ? [] : [input]),
      ...datasets.map((dataset): Plan => {
        const rows = lowerDataset(dataset, scope);
        return maximum === undefined || !('subsearch' in dataset) ? rows : { op: 'Limit', count: maximum, input: rows };
      }),
    ],
  }),
});

export const multisearch = defineCommand<readonly Subsearch[]>({
  name: 'multisearch',
  kind: 'generating',
  summary: 'The results of several streaming searches.',
  syntax: 'multisearch <subsearch> <subsearch>...',
  reference: 'multisearch',
  examples: [
    {
      title: 'Two searches',
      query: '| multisearch [search user=alice | eval from=1] [search user=bob | eval from=2] | table user from',
      input: [{ user: 'alice' }, { user: 'bob' }],
      output: [
        { user: 'alice', from: '1' },
        { user: 'bob', from: '2' },
      ],
    },
  ],
  parse: subsearches,
  print: (searches) => searches.map(printSubsearch).join(' '),
  lower: (searches, _input, scope) => ({ op: 'Union', inputs: searches.map((one) => scope.lowerSubsearch(one)) }),
});

interface SetArguments {
  readonly operation: 'union' | 'diff' | 'intersect';
  readonly left: Subsearch;
  readonly right: Subsearch;
}

export const set = defineCommand<SetArguments>({
  name: 'set',
  kind: 'generating',
  summary: 'What two searches have together (union), in common (intersect), or one of them alone (diff).',
  syntax: 'set (union|diff|intersect) <subsearch> <subsearch>',
  reference: 'set',
  examples: [
    {
      title: 'What both have',
      query:
        '| set intersect [| makeresults format=csv data="a\n1\n2" | table a] [| makeresults format=csv data="a\n2\n3" | table a]',
      input: [],
      output: [{ a: '2' }],
    },
  ],
  parse: (args) => {
    const operation = args.cursor.takeMatch(/union|diff|intersect/iy)?.[0]?.toLowerCase();
    if (operation === undefined) return args.cursor.fail('Expected union, diff or intersect');
    return { operation: operation as SetArguments['operation'], left: args.subsearch(), right: args.subsearch() };
  },
  print: ({ operation, left, right }) => words(operation, printSubsearch(left), printSubsearch(right)),
  lower: ({ operation, left, right }, _input, scope) => ({
    op: 'Reshape',
    function: 'spl.set',
    input: scope.lowerSubsearch(left),
    options: { operation, plan: scope.lowerSubsearch(right) },
  }),
});

function subsearches(args: CommandArguments): readonly Subsearch[] {
  const found: Subsearch[] = [];
  while (!args.done) found.push(args.subsearch());
  return found.length > 0 ? found : args.cursor.fail('Expected a subsearch in brackets');
}

function parseDataset(args: CommandArguments): Dataset {
  const { cursor } = args;
  cursor.skipSpace();
  if (cursor.peek() === '[') return { subsearch: args.subsearch() };
  const kind = cursor.takeMatch(/(datamodel|lookup)\s*:\s*/iy)?.[1]?.toLowerCase();
  if (kind === undefined) return args.unsupported('Only subsearches, datamodel: and lookup: are supported.', cursor.at);
  const start = cursor.at;
  return { kind: kind as 'lookup', name: args.field(), start, end: cursor.at };
}

function lowerDataset(dataset: Dataset, scope: LowerScope): Plan {
  if ('subsearch' in dataset) return scope.lowerSubsearch(dataset.subsearch);
  const { kind, name, start, end } = dataset;
  return kind === 'lookup'
    ? lookupScan(name, scope, start)
    : modelScan(modelReference(name, start, end), { names: 'bare', summariesOnly: false }, scope);
}

/** The input of a first command: no rows, no columns. */
const isNothing = (plan: Plan): boolean => plan.op === 'Values' && plan.rows.length === 0;
