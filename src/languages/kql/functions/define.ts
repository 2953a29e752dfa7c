import type { Expression } from '../../../plan/expression.ts';
import type { Argument, CallSite, Carried, Evaluator, ScalarFunction } from '../../../plan/library.ts';
import type { Mention } from '../../../plan/plan.ts';
import type { Value } from '../../../table/value.ts';
import type { JsonValue } from '../../front-end.ts';

/** `print x = <expression>` gives one row with this cell. */
export interface FunctionExample {
  readonly expression: string;
  readonly result: JsonValue;
}

interface FunctionDocumentation {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly category: string;
  readonly summary: string;
  readonly syntax: string;
  readonly examples: readonly FunctionExample[];
  /** Last part of the vendor page's address; by default `<name>-function`. */
  readonly page?: string;
  readonly differences?: string;
  readonly status?: 'full' | 'partial';
}

/** The static types that the binder found, as the call's options carry them. */
export interface Signature {
  readonly types: readonly string[];
  readonly result: string;
}

export interface FunctionSpecification extends FunctionDocumentation {
  /**
   * The value out of the arguments' values. Unless `nulls` is 'seen', it is asked only when no argument is null: the
   * result is then null (the empty string for a function that gives strings).
   */
  readonly evaluate?: (...values: readonly never[]) => Value;
  readonly nulls?: 'seen';
  /** In place of `evaluate`: prepares one call. */
  compile?(site: CallSite, signature: Signature): Evaluator;
  readonly deterministic?: boolean;
  readonly conjunction?: boolean;
  mentions?(
    args: readonly Expression[],
    mentionsOf: (expression: Expression) => Mention | undefined,
    options: unknown,
  ): Mention | undefined;
  readonly bounds?: ScalarFunction['bounds'];
  /** See {@link ScalarFunction.carries}. */
  carries?(
    text: string,
    args: readonly Expression[],
    carried: (expression: Expression, text: string, numeric?: true) => Carried,
    options: unknown,
  ): Carried;
}

/** A KQL function (or scalar operator): its documentation, and `scalar`, its meaning, named `kql.<name>`. */
export interface KqlFunction extends FunctionDocumentation {
  readonly reference: string;
  readonly status: 'full' | 'partial';
  readonly scalar: ScalarFunction;
}

export const vendorPage = (page: string): string => `https://learn.microsoft.com/kusto/query/${page}`;

export function defineFunction(specification: FunctionSpecification): KqlFunction {
  const { evaluate, nulls, compile, deterministic, conjunction, mentions, bounds, carries, ...documentation } =
    specification;
  const prepare =
    compile ??
    ((site: CallSite, signature: Signature): Evaluator =>
      applied(evaluate as (...values: readonly Value[]) => Value, site, signature, nulls === 'seen'));
  return {
    ...documentation,
    reference: vendorPage(documentation.page ?? `${documentation.name.replaceAll('_', '-')}-function`),
    status: documentation.status ?? 'full',
    scalar: {
      name: `kql.${documentation.name}`,
      compile: (site) => prepare(site, signatureOf(site)),
      ...(deterministic === false && { deterministic }),
      ...(conjunction && { conjunction }),
      ...(mentions && { mentions }),
      ...(bounds && { bounds }),
      ...(carries && { carries }),
    },
  };
}

export function signatureOf(site: { readonly options: unknown }): Signature {
  const options = (site.options ?? {}) as Partial<Signature>;
  return { types: options.types ?? [], result: options.result ?? 'dynamic' };
}

/** What a function gives in place of null. */
export const nullOf = (type: string): Value => (type === 'string' ? '' : null);

/** The evaluator of an argument; a string is never null. */
export function argumentValue(argument: Argument, type: string | undefined): Evaluator {
  const { evaluate } = argument;
  return type === 'string' ? (row) => evaluate(row) ?? '' : evaluate;
}

/** Evaluators of all arguments. */
export const valuesOf = (site: CallSite, signature: Signature): readonly Evaluator[] =>
  site.arguments.map((argument, index) => argumentValue(argument, signature.types[index]));

function applied(
  evaluate: (...values: readonly Value[]) => Value,
  site: CallSite,
  signature: Signature,
  seesNulls: boolean,
): Evaluator {
  const evaluators = valuesOf(site, signature);
  const missing = nullOf(signature.result);
  const [first, second] = evaluators;
  if (seesNulls) return (row) => evaluate(...evaluators.map((argument) => argument(row))) ?? missing;
  if (evaluators.length === 1 && first) {
    return (row) => {
      const value = first(row);
      return value === null ? missing : (evaluate(value) ?? missing);
    };
  }
  if (evaluators.length === 2 && first && second) {
    return (row) => {
      const left = first(row);
      if (left === null) return missing;
      const right = second(row);
      return right === null ? missing : (evaluate(left, right) ?? missing);
    };
  }
  return (row) => {
    const values = evaluators.map((argument) => argument(row));
    return values.includes(null) ? missing : (evaluate(...values) ?? missing);
  };
}
