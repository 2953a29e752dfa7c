import { call, column, literal } from '../../../plan/expression.ts';
import { isTrue } from '../command-arguments.ts';
import { defineCommand } from '../define-command.ts';
import { printName, printOptions, unless, words } from '../printer/text.ts';

interface SpathArguments {
  readonly input: string;
  readonly path: string | undefined;
  readonly output: string | undefined;
}

export const spath = defineCommand<SpathArguments>({
  name: 'spath',
  kind: 'streaming',
  summary: 'Extracts what stands at a path of JSON or XML text; without a path every leaf becomes a field.',
  syntax: 'spath [input=<field>] [output=<field>] [path=<path> | <path>]',
  reference: 'spath',
  differences: ['Without a path the first 5,000 characters are read, as limits.conf has it by default.'],
  examples: [
    {
      title: 'One path',
      query: '| spath input=j path=a{}.b output=b | fields b',
      input: [{ j: '{"a":[{"b":1},{"b":2}]}' }],
      output: [{ b: ['1', '2'] }],
    },
    {
      title: 'Every leaf',
      query: '| spath input=j | fields - j',
      input: [{ j: '{"a":{"b":1},"c":["x","y"]}' }],
      output: [{ 'a.b': '1', 'c{}': ['x', 'y'] }],
    },
  ],
  parse: (args) => {
    const options = new Map<string, string>();
    while (!args.done) {
      const option = args.option('input', 'output', 'path');
      if (option) options.set(option.name, option.value);
      else options.set('path', args.cursor.takeQuoted() ?? args.cursor.takeMatch(/[^\s|[\]]+/y)?.[0] ?? args.field());
    }
    return { input: options.get('input') ?? '_raw', path: options.get('path'), output: options.get('output') };
  },
  print: ({ input, path, output }) => printOptions({ input: unless('_raw', input), output, path }),
  lower: ({ input: field, path, output }, input) => {
    if (path === undefined) {
      return { op: 'Reshape', function: 'spl.extract-fields', input, options: { how: 'spath', input: field } };
    }
    const name = output ?? path;
    const found = call('spl.spath', [column(field), literal(path)]);
    return {
      op: 'Extend',
      input,
      columns: [{ name, expression: call('spl.coalesce', [found, column(name)]) }],
    };
  },
  order: 'passes',
});

interface FieldArguments {
  readonly field: string;
  readonly prefix: string;
}

export const xmlkv = defineCommand<FieldArguments>({
  name: 'xmlkv',
  kind: 'streaming',
  summary: 'Makes a field of each element that holds text alone.',
  syntax: 'xmlkv [<field>] [maxinputs=<N>]',
  reference: 'xmlkv',
  passingOptions: ['maxinputs'],
  examples: [
    {
      title: 'Two elements',
      query: '| xmlkv m | fields - m',
      input: [{ m: '<a><user>alice</user><host>h1</host></a>' }],
      output: [{ user: 'alice', host: 'h1' }],
    },
  ],
  parse: (args) => {
    args.options('maxinputs');
    const field = args.done ? '_raw' : args.field();
    args.options('maxinputs');
    return { field, prefix: '' };
  },
  print: ({ field }) => (field === '_raw' ? '' : printName(field)),
  lower: ({ field }, input) => ({
    op: 'Reshape',
    function: 'spl.extract-fields',
    input,
    options: { how: 'xmlkv', input: field },
  }),
  order: 'passes',
});

export const fromjson = defineCommand<FieldArguments>({
  name: 'fromjson',
  kind: 'streaming',
  summary: 'Makes a field of each member of a JSON object.',
  syntax: 'fromjson <field> [prefix=<text>]',
  reference: 'fromjson',
  examples: [
    {
      title: 'With a prefix',
      query: '| fromjson j prefix=p_ | fields - j',
      input: [{ j: '{"a":1,"b":["x","y"]}' }],
      output: [{ p_a: '1', p_b: ['x', 'y'] }],
    },
  ],
  parse: (args) => {
    const before = args.options('prefix');
    const field = args.field();
    return { field, prefix: args.options('prefix').get('prefix') ?? before.get('prefix') ?? '' };
  },
  print: ({ field, prefix }) => words(printName(field), printOptions({ prefix: unless('', prefix) })),
  lower: ({ field, prefix }, input) => ({
    op: 'Reshape',
    function: 'spl.extract-fields',
    input,
    options: { how: 'fromjson', input: field, prefix },
  }),
  order: 'passes',
});

/** limits.conf and the command's page: pairs and characters that are read. */
const DEFAULT_PAIRS = 50;
const DEFAULT_CHARACTERS = 10_240;

interface ExtractArguments {
  readonly pairDelimiters: string | undefined;
  readonly keyDelimiters: string | undefined;
  readonly several: boolean;
  readonly cleanKeys: boolean;
  readonly limit: number;
  readonly characters: number;
}

export const extract = defineCommand<ExtractArguments>({
  name: 'extract',
  aliases: ['kv'],
  kind: 'streaming',
  summary: 'Makes fields of the pairs of keys and values in _raw.',
  syntax:
    'extract [pairdelim=<characters>] [kvdelim=<characters>] [limit=<N>] [maxchars=<N>] [mv_add=<bool>] [clean_keys=<bool>]',
  reference: 'extract',
  passingOptions: ['reload', 'segment', 'auto'],
  differences: ['Stanzas of transforms.conf cannot be named.'],
  examples: [
    {
      title: 'Own delimiters',
      query: '| extract pairdelim=";" kvdelim=":" | fields - _raw',
      input: [{ _raw: 'a:1;b:2' }],
      output: [{ a: '1', b: '2' }],
    },
  ],
  parse: (args) => {
    const options = args.options(
      'pairdelim',
      'kvdelim',
      'limit',
      'maxchars',
      'mv_add',
      'clean_keys',
      'reload',
      'segment',
      'auto',
    );
    if (!args.done) args.unsupported('Stanzas of transforms.conf are not supported in extract.', args.cursor.at);
    return {
      pairDelimiters: options.get('pairdelim'),
      keyDelimiters: options.get('kvdelim'),
      several: isTrue(options.get('mv_add'), false),
      cleanKeys: isTrue(options.get('clean_keys'), true),
      limit: Number(options.get('limit') ?? DEFAULT_PAIRS),
      characters: Number(options.get('maxchars') ?? DEFAULT_CHARACTERS),
    };
  },
  print: ({ pairDelimiters, keyDelimiters, several, cleanKeys, limit, characters }) =>
    printOptions({
      pairdelim: pairDelimiters,
      kvdelim: keyDelimiters,
      mv_add: unless(false, several),
      clean_keys: unless(true, cleanKeys),
      limit: unless(DEFAULT_PAIRS, limit),
      maxchars: unless(DEFAULT_CHARACTERS, characters),
    }),
  lower: ({ pairDelimiters, keyDelimiters, ...rest }, input) => ({
    op: 'Reshape',
    function: 'spl.extract-fields',
    input,
    options: {
      how: 'pairs',
      input: '_raw',
      ...rest,
      ...(pairDelimiters !== undefined && { pairDelimiters }),
      ...(keyDelimiters !== undefined && { keyDelimiters }),
    },
  }),
  order: 'passes',
});
