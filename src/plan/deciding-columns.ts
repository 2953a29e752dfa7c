import type { Expression } from './expression.ts';
import type { Library } from './library.ts';

/** The columns that an expression reads; undefined when its value is not decided by them alone. */
export function decidingColumns(expression: Expression, library: Library): ReadonlySet<string> | undefined {
  const columns = new Set<string>();
  const visit = (part: Expression): boolean => {
    switch (part.kind) {
      case 'column':
        columns.add(part.name);
        return true;
      case 'call':
        return library.scalar(part.function)?.deterministic !== false && part.arguments.every(visit);
      case 'table':
        return false;
      default:
        return true;
    }
  };
  return visit(expression) ? columns : undefined;
}
