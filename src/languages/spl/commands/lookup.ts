import { defineCommand } from '../define-command.ts';
import type { SplLookup } from '../environment.ts';
import { printName, printAlias, words } from '../printer/text.ts';
import { resolveLookup } from '../resolve-lookup.ts';

export interface FieldPair {
  /** In the lookup table. */
  readonly lookup: string;
  /** In the events. */
  readonly event: string;
}

export interface LookupArguments {
  readonly name: string;
  readonly at: number;
  readonly match: readonly FieldPair[];
  /** Undefined: every other field of the table. */
  readonly output: readonly FieldPair[] | undefined;
  readonly onlyNew: boolean;
}

export interface LookupOptions extends Omit<LookupArguments, 'at'> {
  readonly definition: SplLookup;
}

/** A lookup that goes by time is unsupported whatever the field; for the others the last says nothing. */
const OPTIONS = ['local', 'update', 'event_time_field'] as const;

export const lookup = defineCommand<LookupArguments>({
  name: 'lookup',
  kind: 'streaming',
  summary: 'Adds fields from the rows of a lookup table whose fields match.',
  syntax:
    'lookup <lookup> (<lookup-field> [AS <event-field>])... [OUTPUT|OUTPUTNEW (<lookup-field> [AS <event-field>])...]',
  reference: 'lookup',
  examples: [
    {
      title: 'A field of the table under another name',
      query: '| lookup input user OUTPUT team AS of',
      input: [{ user: 'alice', team: 'red' }],
      output: [{ user: 'alice', team: 'red', of: 'red' }],
    },
  ],
  passingOptions: [...OPTIONS],
  parse: (args) => {
    args.options(...OPTIONS);
    args.cursor.skipSpace();
    const at = args.cursor.at;
    const name = args.field();
    const match: FieldPair[] = [];
    while (!args.done && !args.cursor.peekKeyword('output') && !args.cursor.peekKeyword('outputnew')) {
      const late = args.options(...OPTIONS);
      if (late.size === 0) match.push(pair(args.field(), () => (args.keyword('as') ? args.field() : undefined)));
      args.cursor.skipSpaceAndCommas();
    }
    if (match.length === 0) args.cursor.fail('Expected a field to match');
    const onlyNew = args.keyword('outputnew');
    if (!onlyNew && !args.keyword('output')) {
      return { name, at, match, output: undefined, onlyNew: false };
    }
    const output: FieldPair[] = [];
    while (!args.done) {
      output.push(pair(args.field(), () => (args.keyword('as') ? args.field() : undefined)));
      args.cursor.skipSpaceAndCommas();
    }
    return { name, at, match, output, onlyNew };
  },
  print: ({ name, match, output, onlyNew }) =>
    words(printName(name), printPairs(match), output && words(onlyNew ? 'OUTPUTNEW' : 'OUTPUT', printPairs(output))),
  lower: ({ at, ...options }, input, scope) => {
    return {
      op: 'Window',
      function: 'spl.lookup',
      input,
      options: { ...options, definition: resolveLookup(options.name, at, scope) } satisfies LookupOptions,
    };
  },
  order: 'passes',
});

const printPairs = (pairs: readonly FieldPair[]): string =>
  pairs.map(({ lookup: name, event }) => printAlias(name, event)).join(', ');

function pair(field: string, alias: () => string | undefined): FieldPair {
  return { lookup: field, event: alias() ?? field };
}
