import type { Plan } from '../../../plan/plan.ts';
import { defineCommand } from '../define-command.ts';
import { type LateEnvironment, lowerLateEval, lowerLatePipeline, recording } from '../late-lowering.ts';
import { closingBracket } from '../pipeline.ts';
import { SplProblem } from '../problems.ts';
import { printNames, printOptions, unless, words } from '../printer/text.ts';

interface ForeachArguments {
  readonly mode: string;
  readonly fields: readonly string[];
  readonly template: string;
  readonly tokens: ForeachTokens;
  readonly start: number;
  readonly end: number;
}

/** The words that stand for the field's name and for what the wildcards matched; they may be renamed. */
export interface ForeachTokens {
  readonly field: string;
  readonly match: string;
  readonly segments: readonly [string, string, string];
}

export interface ForeachOptions {
  readonly patterns: readonly string[];
  readonly template: string;
  readonly tokens: ForeachTokens;
  readonly late: LateEnvironment;
}

export interface ForeachItemsOptions {
  readonly mode: 'multivalue' | 'json_array' | 'auto_collections';
  readonly field: string;
  readonly assignments: readonly { readonly field: string; readonly expression: ReturnType<typeof lowerLateEval> }[];
}

/** Names of the columns that hold the element and its number while a collection is gone through. */
export const ITEM = '<<ITEM>>';
export const ITERATION = '<<ITER>>';

const OPTIONS = ['mode', 'fieldstr', 'matchstr', 'matchseg1', 'matchseg2', 'matchseg3', 'itemstr', 'iterstr'] as const;

const TOKENS: ForeachTokens = {
  field: '<<FIELD>>',
  match: '<<MATCHSTR>>',
  segments: ['<<MATCHSEG1>>', '<<MATCHSEG2>>', '<<MATCHSEG3>>'],
};

export const foreachCommand = defineCommand<ForeachArguments>({
  name: 'foreach',
  kind: 'streaming',
  summary: 'Runs a pipeline for each field that fits, or an eval for each element of a collection.',
  syntax: 'foreach [mode=multifield|multivalue|json_array|auto_collections] <field-list> [<subpipeline>]',
  reference: 'foreach',
  examples: [
    {
      title: 'A sum over fields',
      query: '| foreach a* [eval n = n + <<FIELD>>]',
      input: [{ n: '0', a1: '1', a2: '2' }],
      output: [{ n: '3', a1: '1', a2: '2' }],
    },
  ],
  parse: (args) => {
    const { cursor } = args;
    const options = new Map<string, string>();
    const fields: string[] = [];
    for (cursor.skipSpaceAndCommas(); !args.done && cursor.peek() !== '['; cursor.skipSpaceAndCommas()) {
      const option = args.option(...OPTIONS);
      if (option) options.set(option.name, option.value);
      else fields.push(args.field());
    }
    if (cursor.peek() !== '[') cursor.fail('Expected a subpipeline in brackets');
    const start = cursor.at;
    const end = closingBracket(cursor.text, start, cursor.end);
    const item = options.get('itemstr') ?? ITEM;
    const iteration = options.get('iterstr') ?? ITERATION;
    const template = cursor.text
      .slice(start + 1, end)
      .trim()
      .replaceAll(item, () => ITEM)
      .replaceAll(iteration, () => ITERATION);
    cursor.at = end + 1;
    if (fields.length === 0) throw new SplProblem('syntax-error', 'Expected a field.', start, start + 1);
    const mode = options.get('mode')?.toLowerCase() ?? 'multifield';
    const tokens: ForeachTokens = {
      field: options.get('fieldstr') ?? TOKENS.field,
      match: options.get('matchstr') ?? TOKENS.match,
      segments: [
        options.get('matchseg1') ?? TOKENS.segments[0],
        options.get('matchseg2') ?? TOKENS.segments[1],
        options.get('matchseg3') ?? TOKENS.segments[2],
      ],
    };
    return { mode, fields, template, tokens, start, end };
  },
  print: ({ mode, fields, template, tokens }) =>
    words(
      printOptions({
        mode: unless('multifield', mode),
        fieldstr: unless(TOKENS.field, tokens.field),
        matchstr: unless(TOKENS.match, tokens.match),
        ...Object.fromEntries(
          tokens.segments.map((token, at) => [`matchseg${at + 1}`, unless(TOKENS.segments[at], token)]),
        ),
      }),
      printNames(fields),
      `[${template}]`,
    ),
  lower: (args, input, scope): Plan => {
    const { mode, fields, template, tokens, start, end } = args;
    const placed = <T>(work: () => T): T => {
      try {
        return work();
      } catch (error) {
        if (!(error instanceof SplProblem)) throw error;
        throw new SplProblem(error.problem, error.message, start, end + 1, error.hint);
      }
    };
    if (mode === 'multifield') {
      const { environment, late } = recording(scope.environment);
      // Parsed once with a name that stands for all, so that mistakes show before anything runs.
      const sample = substitute(template, tokens, 'field', ['match', 'match', 'match']);
      placed(() => lowerLatePipeline(sample, input, environment));
      const options: ForeachOptions = { patterns: fields, template, tokens, late };
      return { op: 'Reshape', function: 'spl.foreach', input, options };
    }
    const [field = ''] = fields;
    if (mode !== 'multivalue' && mode !== 'json_array' && mode !== 'auto_collections') {
      throw new SplProblem('invalid-argument', `There is no mode "${mode}" of foreach.`, start, end + 1);
    }
    const options: ForeachItemsOptions = { mode, field, assignments: placed(() => assignmentsOf(template)) };
    return { op: 'Window', function: 'spl.foreach-items', input, options };
  },
  order: 'passes',
});

/** The template for one field. */
export function substitute(
  template: string,
  tokens: ForeachTokens,
  field: string,
  segments: readonly string[],
): string {
  return [
    [tokens.field, field],
    [tokens.match, segments.join('')],
    ...tokens.segments.map((token, at) => [token, segments[at] ?? '']),
  ].reduce((text, [token = '', value = '']) => text.replaceAll(token, () => value), template);
}

/** `eval a=…, b=…` over the element: text around `<<ITEM>>` inside quotes is joined to it. */
function assignmentsOf(template: string): ForeachItemsOptions['assignments'] {
  const body = /^\|?\s*eval\s+([\s\S]+)$/i.exec(template)?.[1];
  if (body === undefined) throw new SplProblem('syntax-error', 'Expected a single eval.', 0, 1);
  const text = body
    .replace(/"(?:[^"\\]|\\.)*"/gs, (quoted) => {
      const whole = /^"<<(ITEM|ITER)>>"$/.exec(quoted);
      if (whole) return `'<<${whole[1]}>>'`;
      const joined = quoted.replace(/<<(ITEM|ITER)>>/g, (_all, word: string) => `" . '<<${word}>>' . "`);
      return joined === quoted ? quoted : `(${joined})`;
    })
    .replace(/'?<<(ITEM|ITER)>>'?/g, "'<<$1>>'");
  return splitAssignments(text).map((assignment) => {
    const match = /^\s*(?:"([^"]+)"|'([^']+)'|([^\s=]+))\s*=\s*([\s\S]+)$/.exec(assignment);
    if (!match) throw new SplProblem('syntax-error', 'Expected field=expression.', 0, 1);
    return { field: match[1] ?? match[2] ?? match[3] ?? '', expression: lowerLateEval(match[4] ?? '') };
  });
}

/** Cut at commas outside of quotes and parentheses. */
function splitAssignments(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let quote = '';
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] as string;
    if (quote !== '') {
      if (character === '\\') at += 1;
      else if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '(') depth += 1;
    else if (character === ')') depth -= 1;
    else if (character === ',' && depth === 0) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, text.slice(from)];
}
