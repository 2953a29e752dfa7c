import { call, column } from '../../../plan/expression.ts';
import type { NamedExpression, Plan } from '../../../plan/plan.ts';
import { defineCommand } from '../define-command.ts';
import { SplProblem } from '../problems.ts';
import { printName, printOptions, unless, printAs, words } from '../printer/text.ts';

interface Conversion {
  readonly function: string;
  readonly field: string;
  readonly output: string;
}

interface ConvertArguments {
  readonly format: string;
  readonly conversions: readonly Conversion[];
}

const DEFAULT_FORMAT = '%m/%d/%Y %H:%M:%S';
const FUNCTIONS: ReadonlySet<string> = new Set([
  'auto',
  'ctime',
  'dur2sec',
  'memk',
  'mktime',
  'mstime',
  'none',
  'num',
  'rmcomma',
  'rmunit',
]);

export const convert = defineCommand<ConvertArguments>({
  name: 'convert',
  kind: 'streaming',
  summary: 'Converts field values: times to text and back, durations to seconds, text to numbers.',
  syntax: 'convert [timeformat=<format>] (<function>(<field>) [AS <field>])...',
  reference: 'convert',
  examples: [
    {
      title: 'Epoch seconds as text',
      query: '| convert timeformat="%Y-%m-%dT%H:%M:%S" ctime(t)',
      input: [{ t: '0' }],
      output: [{ t: '1970-01-01T00:00:00' }],
    },
  ],
  parse: (args) => {
    let format = DEFAULT_FORMAT;
    const conversions: Conversion[] = [];
    while (!args.done) {
      const option = args.option('timeformat');
      if (option) {
        format = option.value;
        args.cursor.skipSpaceAndCommas();
        continue;
      }
      args.cursor.skipSpace();
      const start = args.cursor.at;
      const name = args.cursor.takeMatch(/[A-Za-z_]\w*/y)?.[0]?.toLowerCase();
      if (name === undefined || !FUNCTIONS.has(name)) {
        throw new SplProblem(
          'unknown-function',
          `There is no conversion "${name ?? ''}".`,
          start,
          Math.max(start + 1, args.cursor.at),
          `There are ${[...FUNCTIONS].join(', ')}.`,
        );
      }
      args.cursor.expect('(');
      const field = args.field();
      args.cursor.expect(')');
      conversions.push({ function: name, field, output: args.keyword('as') ? args.field() : field });
      args.cursor.skipSpaceAndCommas();
    }
    return { format, conversions };
  },
  print: ({ format, conversions }) =>
    words(
      printOptions({ timeformat: unless(DEFAULT_FORMAT, format) }),
      ...conversions.map(({ function: name, field, output }) =>
        words(`${name}(${printName(field)})`, printAs(field, output)),
      ),
    ),
  lower: ({ format, conversions }, input) => {
    const untouched = conversions.filter((conversion) => conversion.function === 'none').map(({ field }) => field);
    return conversions.reduce((plan, conversion) => lowerOne(plan, conversion, format, untouched), input);
  },
  order: 'passes',
});

function lowerOne(input: Plan, conversion: Conversion, format: string, untouched: readonly string[]): Plan {
  if (conversion.function === 'none') return input;
  if (conversion.field.includes('*')) {
    return { op: 'Reshape', function: 'spl.convert-wildcard', input, options: { ...conversion, format, untouched } };
  }
  const { field, output } = conversion;
  const columns: NamedExpression[] = [{ name: output, expression: convertCall(conversion.function, field, format) }];
  return { op: 'Extend', input, columns };
}

export const convertCall = (name: string, field: string, format: string) =>
  call(`spl.convert-${name}`, [column(field)], undefined, { format });
