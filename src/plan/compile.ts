import type { Batch } from '../table/batch.ts';
import { concatenate } from '../table/concatenate.ts';
import type { Value } from '../table/value.ts';
import type { Context } from './context.ts';
import type { CallExpression, Expression } from './expression.ts';
import { QueryFailure } from './failure.ts';
import type { Frame } from './frame.ts';
import type { Accumulator, Argument, CallSite, Cell, Evaluator } from './library.ts';
import type { AggregateCall } from './plan.ts';

/** Cells of variables in scope, by name. */
type Variables = Map<string, Cell>;

/**
 * Turns an expression into a closure over `frame`. Calls whose arguments are all constant are computed once, when they
 * are first needed, so that a failure in a branch that never runs stays silent.
 */
export function compileExpression(expression: Expression, frame: Frame, context: Context): Evaluator {
  return compileArgument(expression, frame, context, new Map()).evaluate;
}

/** Compiles an aggregate call; the result makes one accumulator per group. */
export function compileAggregate(aggregate: AggregateCall, frame: Frame, context: Context): () => Accumulator {
  const definition = context.library.aggregate(aggregate.function);
  if (!definition) throw unknownFunction(aggregate.function, aggregate);
  const variables: Variables = new Map();
  const args = aggregate.arguments.map((argument) => compileArgument(argument, frame, context, variables));
  return definition.compile(callSite(args, aggregate.options, context, variables));
}

function compileArgument(expression: Expression, frame: Frame, context: Context, variables: Variables): Argument {
  switch (expression.kind) {
    case 'literal': {
      const { value } = expression;
      return { expression, evaluate: () => value, constant: { value } };
    }
    case 'column': {
      const slot = frame.slot(expression.name);
      return { expression, evaluate: (row) => frame.column(slot).at(row), column: () => frame.column(slot) };
    }
    case 'variable': {
      const cell = cellOf(variables, expression.name);
      return { expression, evaluate: () => cell.value };
    }
    case 'table':
      return {
        expression,
        evaluate: () => {
          throw new Error('Internal error: a table was evaluated as a scalar.');
        },
      };
    case 'call':
      return compileCall(expression, frame, context, variables);
  }
}

function compileCall(expression: CallExpression, frame: Frame, context: Context, variables: Variables): Argument {
  const definition = context.library.scalar(expression.function);
  if (!definition) throw unknownFunction(expression.function, expression);
  const args = expression.arguments.map((argument) => compileArgument(argument, frame, context, variables));
  const evaluate = definition.compile(callSite(args, expression.options, context, variables));
  if (definition.deterministic === false || !args.every((argument) => argument.constant)) {
    return { expression, evaluate, arguments: args };
  }
  let folded: { value: Value } | undefined;
  const constant = {
    get value(): Value {
      folded ??= { value: evaluate(0) };
      return folded.value;
    },
  };
  return { expression, evaluate: () => constant.value, constant };
}

function callSite(args: readonly Argument[], options: unknown, context: Context, variables: Variables): CallSite {
  const tables = new Map<Argument, Batch>();
  return {
    arguments: args,
    options,
    context,
    variable: (name) => cellOf(variables, name),
    table: (argument) => {
      const { expression } = argument;
      if (expression.kind !== 'table') throw new Error('Internal error: a scalar was taken for a table.');
      let batch = tables.get(argument);
      if (!batch) {
        batch = concatenate(context.execute(expression.plan));
        tables.set(argument, batch);
      }
      return batch;
    },
  };
}

function cellOf(variables: Variables, name: string): Cell {
  let cell = variables.get(name);
  if (!cell) {
    cell = { value: null };
    variables.set(name, cell);
  }
  return cell;
}

function unknownFunction(name: string, at: { readonly span?: CallExpression['span'] | undefined }): QueryFailure {
  return new QueryFailure('unsupported-function', `The function "${name}" is not implemented.`, at.span);
}
