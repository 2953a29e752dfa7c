import { QueryFailure } from '../../../plan/failure.ts';
import { call, column, literal } from '../../../plan/expression.ts';
import { defineCommand } from '../define-command.ts';
import { printOptions, quoted, unless, words } from '../printer/text.ts';
import { parseXpath } from '../runtime/xpath.ts';

export interface XpathArguments {
  readonly path: string;
  readonly field: string;
  readonly output: string;
  readonly otherwise: string | undefined;
}

const DEFAULT_OUTPUT = 'xpath';

export const xpath = defineCommand<XpathArguments>({
  name: 'xpath',
  kind: 'streaming',
  summary: 'The values that an XPath expression finds in XML text.',
  syntax: 'xpath [outfield=<field>] "<xpath>" [field=<field>] [default=<text>]',
  reference: 'xpath',
  differences: [
    'Paths of elements, *, ., .., //, @attribute, text() and predicates by number, attribute or child; functions and axes by name are unsupported.',
    'Text that begins with an XML declaration or DOCTYPE has no result, as documented.',
  ],
  examples: [
    {
      title: 'An attribute',
      query: '| xpath outfield=name "//bar/@nickname" | table name',
      input: [{ _raw: '<foo><bar nickname="spock"></bar></foo>' }],
      output: [{ name: 'spock' }],
    },
  ],
  parse: (args) => {
    const options = new Map<string, string>();
    let path: string | undefined;
    while (!args.done) {
      const option = args.option('outfield', 'field', 'default');
      if (option) {
        options.set(option.name, option.value);
        continue;
      }
      args.cursor.skipSpace();
      const start = args.cursor.at;
      path = args.cursor.takeQuoted() ?? args.cursor.takeMatch(/[^\s|]+/y)?.[0] ?? args.cursor.fail('Expected a path');
      try {
        parseXpath(path);
      } catch (error) {
        if (error instanceof QueryFailure) args.unsupported(error.message, start);
        throw error;
      }
    }
    if (path === undefined) return args.cursor.fail('Expected an XPath expression in quotes');
    return {
      path,
      field: options.get('field') ?? '_raw',
      output: options.get('outfield') ?? DEFAULT_OUTPUT,
      otherwise: options.get('default'),
    };
  },
  print: ({ path, field, output, otherwise }) =>
    words(
      printOptions({ outfield: unless(DEFAULT_OUTPUT, output) }),
      quoted(path),
      printOptions({ field: unless('_raw', field), default: otherwise }),
    ),
  lower: ({ path, field, output, otherwise }, input) => ({
    op: 'Extend',
    input,
    columns: [
      {
        name: output,
        expression: call('spl.coalesce', [
          call('spl.xpath', [column(field)], undefined, { path }),
          literal(otherwise ?? null),
        ]),
      },
    ],
  }),
  order: 'passes',
});
