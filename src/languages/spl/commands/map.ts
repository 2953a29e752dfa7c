import { defineCommand } from '../define-command.ts';
import { expandMacros } from '../expansion.ts';
import { type LateEnvironment, lowerLateSearch, recording } from '../late-lowering.ts';
import { closingBracket } from '../pipeline.ts';
import { SplProblem } from '../problems.ts';
import { quoted, printOptions, unless, words } from '../printer/text.ts';

interface MapArguments {
  readonly search: string;
  readonly maximum: number;
  readonly nested: boolean;
  readonly start: number;
  readonly end: number;
}

export interface MapOptions {
  readonly search: string;
  readonly maximum: number;
  readonly nested: boolean;
  readonly late: LateEnvironment;
}

const DEFAULT_MAXIMUM = 10;

export const map = defineCommand<MapArguments>({
  name: 'map',
  kind: 'dataset',
  summary: 'Runs a search for each result, with the result’s fields in place of $field$.',
  syntax: 'map [maxsearches=<N>] search="<search>" | map [maxsearches=<N>] [<subsearch>]',
  reference: 'map',
  examples: [
    {
      title: 'A search for each result',
      query: '| map search="| makeresults | eval greeting=\\"hello $user$\\" | table greeting"',
      input: [{ user: 'alice' }, { user: 'bob' }],
      output: [{ greeting: 'hello alice' }, { greeting: 'hello bob' }],
    },
  ],
  parse: (args) => {
    const { cursor } = args;
    let search: string | undefined;
    let maximum = DEFAULT_MAXIMUM;
    let nested = false;
    cursor.skipSpace();
    const start = cursor.at;
    while (!args.done) {
      if (cursor.peek() === '[') {
        const end = closingBracket(cursor.text, cursor.at, cursor.end);
        search = cursor.text.slice(cursor.at + 1, end);
        nested = true;
        cursor.at = end + 1;
        continue;
      }
      const option = args.option('search', 'maxsearches');
      if (!option) cursor.fail('Expected search= or maxsearches=');
      else if (option.name === 'search') search = option.value;
      else maximum = args.number(new Map([[option.name, option.value]]), option.name) ?? maximum;
    }
    if (search === undefined) return cursor.fail('Expected search=');
    return { search, maximum, nested, start, end: cursor.at };
  },
  print: ({ search, maximum, nested }) =>
    words(
      printOptions({ maxsearches: unless(DEFAULT_MAXIMUM, maximum) }),
      nested ? `[${search}]` : `search=${quoted(search)}`,
    ),
  lower: ({ search, maximum, nested, start, end }, input, scope) => {
    const { environment, late } = recording(scope.environment);
    const expanded = expandMacros(search, environment);
    const [problem] = expanded.problems;
    if (problem) throw new SplProblem(problem.name, problem.message, start, end, problem.hint);
    try {
      // Parsed once with a value that stands for all, so that mistakes show before anything runs.
      lowerLateSearch(expanded.text.replace(TOKEN, '1'), environment, nested);
    } catch (error) {
      if (!(error instanceof SplProblem)) throw error;
      throw new SplProblem(error.problem, error.message, start, end, error.hint);
    }
    const options: MapOptions = { search: expanded.text, maximum, nested, late };
    return { op: 'Reshape', function: 'spl.map', input, options };
  },
});

/** `$field$` in a search of map. */
export const TOKEN = /\$([^$\s"|]+)\$/g;
