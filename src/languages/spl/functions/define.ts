import type { Context } from '../../../plan/context.ts';
import type { Evaluator, ScalarFunction } from '../../../plan/library.ts';
import type { Value } from '../../../table/value.ts';

/** A documented case; runs as a test. `result` is what the search's REST result says, null for a missing field. */
export interface FunctionExample {
  /** Fields of the event. */
  readonly fields?: Readonly<Record<string, string | readonly string[]>>;
  readonly eval: string;
  /** The rows of the lookup table "input". */
  readonly lookup?: readonly Readonly<Record<string, string>>[];
  readonly result: string | readonly string[] | null;
}

/** Everything about one eval function. */
export interface SplFunction {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly summary: string;
  readonly syntax: string;
  readonly minimum: number;
  /** Absent: any number. */
  readonly maximum?: number;
  readonly examples: readonly FunctionExample[];
  readonly reference: string;
  readonly scalar: ScalarFunction;
}

const REFERENCE = 'https://help.splunk.com/en/splunk-enterprise/search/spl-search-reference/10.0/evaluation-functions/';

/** Pages of the Search Reference by category. */
export const PAGES = {
  comparison: `${REFERENCE}comparison-and-conditional-functions`,
  conversion: `${REFERENCE}conversion-functions`,
  cryptographic: `${REFERENCE}cryptographic-functions`,
  time: `${REFERENCE}date-and-time-functions`,
  informational: `${REFERENCE}informational-functions`,
  json: `${REFERENCE}json-functions`,
  mathematical: `${REFERENCE}mathematical-functions`,
  multivalue: `${REFERENCE}multivalue-eval-functions`,
  statistical: `${REFERENCE}statistical-eval-functions`,
  text: `${REFERENCE}text-functions`,
  trigonometric: `${REFERENCE}trig-and-hyperbolic-functions`,
  bitwise: `${REFERENCE}bitwise-functions`,
} as const;

type Description = Omit<SplFunction, 'scalar' | 'reference'> & { readonly page: keyof typeof PAGES };

/** A function whose arguments are all evaluated first. */
export function defineFunction(
  description: Description & {
    evaluate(args: readonly Value[], context: Context): Value;
    readonly deterministic?: boolean;
  },
): SplFunction {
  const { evaluate, deterministic, page, ...rest } = description;
  return {
    ...rest,
    reference: PAGES[page],
    scalar: {
      name: `spl.${rest.name}`,
      ...(deterministic === false && { deterministic }),
      compile: ({ arguments: args, context }) => {
        const evaluators = args.map((argument) => argument.evaluate);
        return evaluatorOf(evaluators, (values) => evaluate(values, context));
      },
    },
  };
}

/** Spares small calls the work of mapping. */
function evaluatorOf(evaluators: readonly Evaluator[], evaluate: (values: readonly Value[]) => Value): Evaluator {
  const [first, second] = evaluators;
  if (evaluators.length === 1 && first) return (row) => evaluate([first(row)]);
  if (evaluators.length === 2 && first && second) return (row) => evaluate([first(row), second(row)]);
  return (row) => evaluate(evaluators.map((one) => one(row)));
}

/** A function that decides itself which arguments it evaluates. */
export function defineSpecialFunction(
  description: Description & Pick<ScalarFunction, 'compile' | 'passes' | 'givesFirst'>,
): SplFunction {
  const { compile, passes, givesFirst, page, ...rest } = description;
  const scalar = { name: `spl.${rest.name}`, compile, ...(passes && { passes }), ...(givesFirst && { givesFirst }) };
  return { ...rest, reference: PAGES[page], scalar };
}
