import { type Expression, literal } from '../../../plan/expression.ts';
import type { NamedExpression } from '../../../plan/plan.ts';
import type { KustoNode } from '../binding/kusto.ts';
import { columnsOf, elementsOfList, kindOf, part, simpleName, symbolKind, typeOf } from '../binding/nodes.ts';
import type { KqlColumn } from '../environment.ts';
import type { Context } from '../lowering/context.ts';
import { lowerExpression, typedCall } from '../lowering/expressions.ts';

/** How many columns an expression of `project` or `extend` makes, and what they are. */
export interface Outputs {
  /** Undefined where the binder names the column; results of a function that the author gave no name, say. */
  readonly names: readonly (string | undefined)[];
  readonly expressions: (context: Context) => readonly NamedExpression['expression'][];
}

/** `a = x`, `(a, b) = f(x)`, or an expression that is named after itself. */
export function outputsOf(node: KustoNode): Outputs {
  switch (kindOf(node)) {
    case 'SimpleNamedExpression': {
      const value = part(node, 'Expression');
      const name = simpleName(part(node, 'Name'));
      if (typeOf(value) === 'tuple') return outputsOfTuple([name], value);
      return { names: [name], expressions: (context) => [lowerExpression(value, context)] };
    }
    case 'CompoundNamedExpression': {
      const value = part(node, 'Expression');
      const list = part(part(node, 'Names'), 'Names');
      const names = elementsOfList(list).map(simpleName);
      if (typeOf(value) !== 'tuple') {
        return { names, expressions: (context) => names.map(() => lowerExpression(value, context)) };
      }
      return outputsOfTuple(names, value);
    }
    default: {
      if (symbolKind(node.ResultType) !== 'Tuple') {
        return { names: [declaredName(node)], expressions: (context) => [lowerExpression(node, context)] };
      }
      return outputsOfTuple(
        columnsOf(node.ResultType).map(({ name }) => name),
        node,
      );
    }
  }
}

/** All results of a function with several; the author named the first ones. */
function outputsOfTuple(names: readonly string[], node: KustoNode): Outputs {
  return {
    names: columnsOf(node.ResultType).map((_, at) => names[at]),
    expressions: (context) => elementsOfTuple(node, lowerExpression(node, context)),
  };
}

/** A function with several results gives an array of them. */
export function elementsOfTuple(node: KustoNode, whole: Expression): readonly Expression[] {
  const tuple = { expression: whole, type: 'dynamic' };
  return columnsOf(node.ResultType).map(({ type }, at) =>
    typedCall('index', [tuple, { expression: literal(at), type: 'long' }], type),
  );
}

/** The name of a column reference; other expressions get theirs from the binder. */
function declaredName(node: KustoNode): string | undefined {
  if (kindOf(node) !== 'NameReference') return undefined;
  return node.ReferencedSymbol?.Name ?? simpleName(node);
}

/** The columns with the engine's types, where an expression has another than the binder says. */
export function withEngineTypes(columns: readonly KqlColumn[], nodes: readonly KustoNode[]): readonly KqlColumn[] {
  const types = new Map<string, string>();
  for (const node of nodes) {
    const [name, another] = outputsOf(node).names;
    if (name !== undefined && another === undefined && symbolKind(node.ResultType) !== 'Tuple')
      types.set(name, typeOf(node));
  }
  return columns.map((column) => {
    const type = types.get(column.name);
    const corrected = (column.type === 'int' && type === 'long') || (column.type === 'dynamic' && type === 'real');
    return corrected && type !== undefined ? { ...column, type } : column;
  });
}

/** The binder's result columns in turn, for expressions that make new columns only. */
export function inOrder(
  nodes: readonly KustoNode[],
  columns: readonly KqlColumn[],
  context: Context,
): readonly NamedExpression[] {
  const made: NamedExpression[] = [];
  for (const node of nodes) {
    for (const expression of outputsOf(node).expressions(context)) {
      const column = columns[made.length];
      if (column) made.push({ name: column.name, expression });
    }
  }
  return made;
}
