import { defineCommand } from '../define-command.ts';
import { printName, printValue, words } from '../printer/text.ts';
import { lowerSavedSearch, type SavedSearchCall } from '../saved-search.ts';

export const savedsearch = defineCommand<SavedSearchCall>({
  name: 'savedsearch',
  kind: 'generating',
  summary: 'Runs another detection of the repository over the same data.',
  syntax: 'savedsearch <name> [<token>=<text>]...',
  reference: 'savedsearch',
  examples: [
    {
      title: 'A detection that counts two results',
      query: '| savedsearch "Two results"',
      input: [],
      output: [{ count: '2' }],
    },
  ],
  differences: ['Saved searches are the detections of the repository, by name or as "ESCU - <name> - Rule".'],
  parse: (args) => {
    const { cursor } = args;
    cursor.skipSpace();
    const start = cursor.at;
    const name = args.field();
    const end = cursor.at;
    const tokens = new Map<string, string>();
    while (!args.done) {
      const token = cursor.takeMatch(/([\w.]+)\s*=/y)?.[1] ?? cursor.fail('Expected a token and its value');
      tokens.set(token, args.value());
    }
    return { name, tokens, start, end };
  },
  print: ({ name, tokens }) =>
    words(printName(name), ...[...tokens].map(([token, value]) => `${token}=${printValue(value)}`)),
  lower: (call, _input, scope) => lowerSavedSearch(call, scope),
});

const LOADJOB_OPTIONS = ['job_delegate', 'events', 'artifact_offset', 'ignore_running'] as const;

export const loadjob = defineCommand<SavedSearchCall>({
  name: 'loadjob',
  kind: 'generating',
  summary: 'The results of another detection of the repository, run over the same data.',
  syntax: 'loadjob savedsearch="<user>:<app>:<name>"',
  reference: 'loadjob',
  examples: [
    {
      title: 'A detection that counts two results',
      query: '| loadjob savedsearch="nobody:search:Two results"',
      input: [],
      output: [{ count: '2' }],
    },
  ],
  passingOptions: LOADJOB_OPTIONS,
  differences: ['The saved search is run anew. Jobs by their search id are unsupported.'],
  parse: (args) => {
    const { cursor } = args;
    let call: SavedSearchCall | undefined;
    while (!args.done) {
      cursor.skipSpace();
      const start = cursor.at;
      const option = args.option('savedsearch', ...LOADJOB_OPTIONS);
      if (!option) return args.unsupported('Jobs by their search id are not supported.', start);
      if (option.name !== 'savedsearch') continue;
      const parts = option.value.split(':');
      const name = parts.length > 2 ? parts.slice(2).join(':') : option.value;
      call = { name, tokens: new Map(), start, end: cursor.at };
    }
    return call ?? cursor.fail('Expected savedsearch=');
  },
  print: ({ name }) => `savedsearch=${printValue(`nobody:search:${name}`)}`,
  lower: (call, _input, scope) => lowerSavedSearch(call, scope),
});
