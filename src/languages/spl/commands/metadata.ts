import type { Plan } from '../../../plan/plan.ts';
import { isTrue } from '../command-arguments.ts';
import { defineCommand } from '../define-command.ts';
import { printOptions, printValue, unless, words } from '../printer/text.ts';
import { EVENTS } from './search.ts';

const TYPES: Readonly<Record<string, string>> = { hosts: 'host', sources: 'source', sourcetypes: 'sourcetype' };

export interface MetadataOptions {
  /** `hosts`, `sources` or `sourcetypes`. */
  readonly type: string;
  readonly field: string;
  /** Patterns of index names; none for every index whose name does not begin with an underscore. */
  readonly indexes: readonly string[];
}

export const metadata = defineCommand<MetadataOptions>({
  name: 'metadata',
  kind: 'generating',
  summary:
    'The hosts, sources or sourcetypes of the events, each with its number of events and their first and last time.',
  syntax: 'metadata type=hosts|sources|sourcetypes [index=<index>]... [splunk_server=<text>]',
  reference: 'metadata',
  examples: [
    {
      title: 'Two hosts',
      query: '| metadata type=hosts index=* | table host totalCount',
      input: [
        { host: 'h1', index: 'main' },
        { host: 'h2', index: 'main' },
        { host: 'h1', index: 'main' },
      ],
      output: [
        { host: 'h1', totalCount: '2' },
        { host: 'h2', totalCount: '1' },
      ],
    },
  ],
  passingOptions: ['splunk_server', 'splunk_server_group', 'datatype'],
  differences: [
    'A replay has no time of arrival: recentTime is the time of the last event.',
    'Without index= the indexes that begin with an underscore are left out.',
  ],
  parse: (args) => {
    const { cursor } = args;
    const indexes: string[] = [];
    let type: string | undefined;
    const start = cursor.at;
    while (!args.done) {
      const option = args.option('type', 'index');
      if (!option) return cursor.fail('Expected type= or index=');
      if (option.name === 'index') indexes.push(option.value);
      else if (option.name === 'type') type = option.value.toLowerCase();
      cursor.skipSpaceAndCommas();
    }
    const field = type === undefined ? undefined : TYPES[type];
    if (type === undefined || field === undefined)
      return args.invalid('metadata needs type=hosts, type=sources or type=sourcetypes.', start);
    return { type, field, indexes };
  },
  print: ({ type, indexes }) => words(printOptions({ type }), ...indexes.map((index) => `index=${printValue(index)}`)),
  lower: (options): Plan => ({ op: 'Reshape', function: 'spl.metadata', input: EVENTS, options }),
  order: 'ignores',
  columns: ({ field }) => ['firstTime', field, 'lastTime', 'recentTime', 'totalCount', 'type'],
});

export interface EventcountOptions {
  readonly indexes: readonly string[];
  readonly summarize: boolean;
}

export const eventcount = defineCommand<EventcountOptions>({
  name: 'eventcount',
  kind: 'generating',
  summary: 'How many events there are, in all or for each index.',
  syntax: 'eventcount [index=<index>]... [summarize=<bool>] [list_vix=<bool>]',
  reference: 'eventcount',
  examples: [
    {
      title: 'All events',
      query: '| eventcount index=*',
      input: [{ index: 'main' }, { index: 'main' }],
      output: [{ count: '2' }],
    },
  ],
  passingOptions: ['list_vix', 'list_federated_remote'],
  differences: [
    'A replay has no size on disk: report_size=true is unsupported.',
    'Without index= the indexes that begin with an underscore are left out.',
  ],
  parse: (args) => {
    const { cursor } = args;
    const indexes: string[] = [];
    let summarize = true;
    while (!args.done) {
      const start = cursor.at;
      const option = args.option('index', 'summarize', 'report_size', 'list_vix', 'list_federated_remote');
      if (!option) return cursor.fail('Expected index= or summarize=');
      if (option.name === 'index') indexes.push(option.value);
      else if (option.name === 'summarize') summarize = isTrue(option.value, true);
      else if (option.name === 'report_size' && isTrue(option.value, false))
        args.unsupported('"report_size=true" is not supported: a replay has no size on disk.', start);
      cursor.skipSpaceAndCommas();
    }
    return { indexes, summarize };
  },
  print: ({ indexes, summarize }) =>
    words(
      printOptions({ summarize: unless(true, summarize) }),
      ...indexes.map((index) => `index=${printValue(index)}`),
    ),
  lower: (options): Plan => ({ op: 'Reshape', function: 'spl.eventcount', input: EVENTS, options }),
  order: 'ignores',
  columns: ({ summarize }) => (summarize ? ['count'] : ['count', 'index', 'provider', 'server']),
});
