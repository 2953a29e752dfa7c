import type { Expression } from '../../../plan/expression.ts';
import { type CommandArguments, isTrue } from '../command-arguments.ts';
import { Cursor } from '../cursor.ts';
import { defineCommand } from '../define-command.ts';
import { lowerEval } from '../eval/lower.ts';
import type { EvalNode } from '../eval/nodes.ts';
import { parseEvalExpression } from '../eval/parse.ts';
import { timeSpan } from '../runtime/bucket.ts';
import type { LowerScope } from '../scope.ts';
import { lowerSearch } from '../search/lower.ts';
import type { SearchNode } from '../search/nodes.ts';
import { parseSearchExpression } from '../search/parse.ts';
import { printEval } from '../printer/eval.ts';
import { printSearchExpression } from '../printer/search.ts';
import { printNames, printOptions, words } from '../printer/text.ts';

export type Condition = { readonly search: SearchNode } | { readonly eval: EvalNode };

export interface TransactionArguments {
  readonly fields: readonly string[];
  readonly options: ReadonlyMap<string, string>;
  readonly startsWith: Condition | undefined;
  readonly endsWith: Condition | undefined;
}

export interface TransactionOptions {
  readonly fields: readonly string[];
  /** Seconds; null for no bound. */
  readonly maxSpan: number | null;
  readonly maxPause: number | null;
  /** null: as by default; endless for none. */
  readonly maxEvents: number | null;
  readonly connected: boolean;
  readonly keepEvicted: boolean;
  readonly lists: boolean | readonly string[];
  readonly delim: string;
  /** What stands in a list for an event without the field. */
  readonly nullText: string;
  readonly rawAsList: boolean;
  /** Events of no transaction go through, marked by `_txn_orphan`. */
  readonly keepOrphans: boolean;
  readonly startsWith: Expression | null;
  readonly endsWith: Expression | null;
}

const OPTIONS = [
  'maxspan',
  'maxpause',
  'maxevents',
  'connected',
  'keepevicted',
  'keeporphans',
  'mvlist',
  'delim',
  'nullstr',
  'mvraw',
  'unifyends',
  'maxopentxn',
  'maxopenevents',
  'name',
] as const;

export const transaction = defineCommand<TransactionArguments>({
  name: 'transaction',
  aliases: ['transam'],
  kind: 'dataset',
  summary: 'Puts events together that share field values, and adds duration and eventcount.',
  syntax:
    'transaction [<field-list>] [maxspan=<span>] [maxpause=<span>] [maxevents=<N>] [startswith=<filter>] [endswith=<filter>] [connected=<bool>] [keepevicted=<bool>] [keeporphans=<bool>] [mvraw=<bool>] [nullstr=<text>] [mvlist=<bool>|<field-list>]',
  reference: 'transaction',
  examples: [
    {
      title: 'Two events of one session',
      query: '| transaction session | table session eventcount duration',
      input: [
        { _time: '20', session: 's1' },
        { _time: '10', session: 's1' },
      ],
      output: [{ session: 's1', eventcount: '2', duration: '10' }],
    },
  ],
  parse: (args) => {
    const options = new Map<string, string>();
    const fields: string[] = [];
    let startsWith: Condition | undefined;
    let endsWith: Condition | undefined;
    while (!args.done) {
      const bound = args.cursor.takeMatch(/(startswith|endswith)\s*=/iy)?.[1]?.toLowerCase();
      if (bound === 'startswith') startsWith = parseCondition(args);
      else if (bound === 'endswith') endsWith = parseCondition(args);
      else {
        const start = args.cursor.at;
        const option = args.option(...OPTIONS);
        if (option?.name === 'name') args.unsupported('Transaction types are not supported.', start);
        if (option) options.set(option.name, option.value + (option.name === 'mvlist' ? furtherFields(args) : ''));
        else fields.push(args.field());
      }
      args.cursor.skipSpaceAndCommas();
    }
    return { fields, options, startsWith, endsWith };
  },
  print: ({ fields, options, startsWith, endsWith }) =>
    words(
      printNames(fields),
      printOptions(options),
      startsWith && `startswith=${printCondition(startsWith)}`,
      endsWith && `endswith=${printCondition(endsWith)}`,
    ),
  lower: ({ fields, options, startsWith, endsWith }, input, scope) => {
    const seconds = (name: string): number | null => {
      const text = options.get(name);
      if (text === undefined || text.startsWith('-')) return null;
      const span = timeSpan(text);
      return span.next(0);
    };
    const mvlist = options.get('mvlist');
    const lowered: TransactionOptions = {
      fields,
      maxSpan: seconds('maxspan'),
      maxPause: seconds('maxpause'),
      maxEvents: maximumOf(options.get('maxevents')),
      connected: isTrue(options.get('connected'), true),
      keepEvicted: isTrue(options.get('keepevicted'), false),
      lists:
        mvlist === undefined || /^(t|f|true|false|0|1)$/i.test(mvlist) ? isTrue(mvlist, false) : mvlist.split(/[\s,]+/),
      delim: options.get('delim') ?? ' ',
      nullText: options.get('nullstr') ?? 'NULL',
      rawAsList: isTrue(options.get('mvraw'), false),
      keepOrphans: isTrue(options.get('keeporphans'), false),
      startsWith: startsWith ? lowerCondition(startsWith, scope) : null,
      endsWith: endsWith ? lowerCondition(endsWith, scope) : null,
    };
    return { op: 'Reshape', function: 'spl.transaction', input, options: lowered };
  },
});

/** What follows in `mvlist=a,b`, without a blank behind the comma. */
const furtherFields = (args: CommandArguments): string => {
  const { cursor } = args;
  return cursor.peek() === ',' ? (cursor.takeMatch(/(?:,[^\s,"'()[\]|=<>]+)+/y)?.[0] ?? '') : '';
};

/** `"text"`, `eval(expression)`, `(search)` or a bare search term. */
function parseCondition(args: CommandArguments): Condition {
  const { cursor } = args;
  if (cursor.takeMatch(/eval\s*\(/iy)) {
    const node = parseEvalExpression(cursor);
    cursor.expect(')');
    return { eval: node };
  }
  if (cursor.match(/\(/y)) {
    cursor.expect('(');
    const node = parseSearchExpression(cursor);
    cursor.expect(')');
    return { search: node };
  }
  const quoted = cursor.takeQuoted();
  if (quoted !== undefined) {
    const inner = new Cursor(quoted);
    const node = /[=<>]/.test(quoted) ? parseSearchExpression(inner) : undefined;
    return { search: node ?? { kind: 'text', text: quoted, mode: 'word', start: cursor.at - 1, end: cursor.at } };
  }
  return { search: { kind: 'text', text: args.value(), mode: 'word', start: cursor.at - 1, end: cursor.at } };
}

const printCondition = (condition: Condition): string =>
  'eval' in condition ? `eval(${printEval(condition.eval)})` : `(${printSearchExpression(condition.search)})`;

const lowerCondition = (condition: Condition, scope: LowerScope): Expression =>
  'eval' in condition ? lowerEval(condition.eval, scope) : lowerSearch(condition.search, scope);

/** A negative number is no bound. */
function maximumOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const number = Number(text);
  return number < 0 ? Number.MAX_SAFE_INTEGER : number;
}
