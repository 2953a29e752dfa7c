import type { Accumulator, AggregateFunction, Argument, CallSite, Evaluator } from '../../../plan/library.ts';
import type { JsonValue } from '../../front-end.ts';
import { toBool } from '../convert.ts';
import { argumentValue, type Signature, signatureOf, vendorPage } from '../functions/define.ts';

/** A whole query and the rows it gives. */
export interface AggregationExample {
  readonly query: string;
  readonly rows: readonly (readonly JsonValue[])[];
}

interface AggregationDocumentation {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly summary: string;
  readonly syntax: string;
  readonly examples: readonly AggregationExample[];
  /** Last part of the vendor page's address; by default `<name>-aggregation-function`. */
  readonly page?: string;
  readonly differences?: string;
  readonly status?: 'full' | 'partial';
}

/** The arguments of an aggregate call, ready to evaluate. */
export interface AggregateCallSite {
  readonly site: CallSite;
  readonly signature: Signature;
  readonly values: readonly Evaluator[];
}

interface AggregationSpecification extends AggregationDocumentation {
  /** Prepares one call; the result makes an accumulator per group. */
  create(call: AggregateCallSite): () => Accumulator;
}

export interface KqlAggregation extends AggregationDocumentation {
  readonly reference: string;
  readonly status: 'full' | 'partial';
  readonly aggregate: AggregateFunction;
}

export function defineAggregation(specification: AggregationSpecification): KqlAggregation {
  const { create, ...documentation } = specification;
  return {
    ...documentation,
    reference: vendorPage(documentation.page ?? `${documentation.name.replaceAll('_', '-')}-aggregation-function`),
    status: documentation.status ?? 'full',
    aggregate: { name: `kql.${documentation.name}`, compile: (site) => create(aggregateCall(site)) },
  };
}

function aggregateCall(site: CallSite): AggregateCallSite {
  const signature = signatureOf(site);
  const values = site.arguments.map((argument, index) => argumentValue(argument, signature.types[index]));
  return { site, signature, values };
}

/** A call without its argument at `index`: what the conditional forms leave to the plain ones. */
function without({ site, signature, values }: AggregateCallSite, index: number): AggregateCallSite {
  const others = <T>(list: readonly T[]): readonly T[] => list.filter((_, at) => at !== index);
  return {
    site: { ...site, arguments: others<Argument>(site.arguments) },
    signature: { ...signature, types: others(signature.types) },
    values: others(values),
  };
}

/** The conditional form of an aggregation: only rows for which the argument at `index` is true are taken. */
export function conditional(
  plain: AggregationSpecification,
  documentation: Omit<AggregationDocumentation, 'summary'> & { readonly summary?: string },
  index = 1,
): KqlAggregation {
  return defineAggregation({
    summary: `${plain.summary} Takes only rows for which the predicate is true.`,
    ...documentation,
    create: (call) => {
      const predicate = call.values[index];
      if (!predicate) throw new Error(`Internal error: "${documentation.name}" without its predicate.`);
      const make = plain.create(without(call, index));
      return () => {
        const accumulator = make();
        return {
          add: (row) => {
            if (toBool(predicate(row)) === true) accumulator.add(row);
          },
          result: () => accumulator.result(),
        };
      };
    },
  });
}

export type { AggregationSpecification };

/** An accumulator over the values of one argument that are not null. */
export function overValues<State>(
  evaluate: Evaluator | undefined,
  initial: () => State,
  add: (state: State, value: Exclude<ReturnType<Evaluator>, null>) => State,
  result: (state: State) => ReturnType<Evaluator>,
): () => Accumulator {
  if (!evaluate) throw new Error('Internal error: an aggregation without its argument.');
  return () => {
    let state = initial();
    return {
      add: (row) => {
        const value = evaluate(row);
        if (value !== null) state = add(state, value);
      },
      result: () => result(state),
    };
  };
}
