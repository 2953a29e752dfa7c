import type { KustoSymbol } from './kusto.ts';

/** What of the binder brings together the columns of a union. */
export interface ColumnMapParts {
  readonly Symbols: { readonly ScalarTypes: { readonly Unknown: KustoSymbol } };
  readonly Binding: { readonly ColumnMap: { readonly prototype: ColumnMap } };
}

interface ColumnMap {
  readonly _nameMap: {
    tryGetValue(name: string, found: { v?: unknown }): boolean;
    setItem(name: string, value: unknown): void;
  };
  GetTypeKey(type: unknown): unknown;
  Add(column: KustoSymbol): void;
}

/**
 * The parser of this version forgets a column whose name two columns of another type have already: in
 * `union A, B, C` with `x` a string, a string and a long it gives `x` alone and not `x_string` and `x_long`. The two are
 * taken out, and put in again behind the one of the other type.
 *
 * A column whose type only a run tells (`bag_unpack`) has no type of its own beside one that has: they are one column.
 */
export function keepEveryType(
  { Symbols, Binding }: ColumnMapParts,
  list: <T>(sequence: unknown) => readonly T[],
): void {
  const { prototype } = Binding.ColumnMap;
  const add = prototype.Add;
  prototype.Add = function (this: ColumnMap, column) {
    const found: { v?: unknown } = {};
    const isKnown = this._nameMap.tryGetValue(column.Name, found);
    const isUntyped = (one: unknown): boolean => (one as KustoSymbol)['Type'] === Symbols.ScalarTypes.Unknown;
    if (isKnown && isUntyped(column)) return;
    if (isKnown && isUntyped(found.v)) {
      this._nameMap.setItem(column.Name, column);
      return;
    }
    const [first, ...others] = isKnown && isList(found.v) ? list<KustoSymbol>(found.v) : [];
    if (first && this.GetTypeKey(first['Type']) !== this.GetTypeKey(column['Type'])) {
      this._nameMap.setItem(column.Name, first);
      add.call(this, column);
      for (const other of others) add.call(this, other);
    } else add.call(this, column);
  };
}

/** Not one column, and not a dictionary of columns by their types. */
const isList = (value: unknown): boolean => 'add' in (value as object) && !('Keys' in (value as object));
