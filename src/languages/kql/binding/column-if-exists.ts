import type { KustoSymbol } from './kusto.ts';

/** What of the binder the type of `column_ifexists()` hangs on. */
export interface ColumnIfExistsParts {
  readonly Functions: { readonly ColumnIfExists: KustoSymbol; readonly ColumnIfExists_Deprecated: KustoSymbol };
  readonly Symbols: {
    readonly ScalarTypes: { readonly Unknown: KustoSymbol };
    readonly ReturnTypeKind: { readonly Custom: number };
    readonly Tabularity: { readonly Scalar: number };
  };
  readonly Binding: { readonly Binder: { IsSymbolLookupFunction(symbol: KustoSymbol): boolean } };
}

interface Signature {
  ReturnKind: number;
  _tabularity: number;
  CustomReturnType: (call: Call) => KustoSymbol;
}

interface Call {
  readonly Arguments: unknown;
  readonly ArgumentTypes: unknown;
  readonly RowScope: KustoSymbol & { TryGetColumn(name: string, found: { v?: KustoSymbol | null }): boolean };
}

interface Argument {
  readonly ConstantValueInfo: { readonly Value: unknown } | null;
}

/**
 * The parser of this version takes the type of `column_ifexists()` from its second argument, the service from the column
 * where there is one: `column_ifexists(flag, "")` of a column of bools is a bool. Where the name is a parameter, only a
 * call tells its value: the type of the call then depends on it. Behind a `bag_unpack` only a run tells the columns.
 */
export function typeColumnIfExists(
  { Functions, Symbols, Binding }: ColumnIfExistsParts,
  list: <T>(sequence: unknown) => readonly T[],
): void {
  const typeOf = ({ Arguments, ArgumentTypes, RowScope }: Call): KustoSymbol => {
    const [name] = list<Argument>(Arguments);
    const [, fallback] = list<KustoSymbol>(ArgumentTypes);
    const value = name?.ConstantValueInfo?.Value;
    const found: { v?: KustoSymbol | null } = {};
    const isKnown = typeof value === 'string' && RowScope.TryGetColumn(value, found);
    const type = isKnown ? found.v?.['Type'] : RowScope['IsOpen'] ? undefined : fallback;
    return (type || Symbols.ScalarTypes.Unknown) as KustoSymbol;
  };
  const symbols = [Functions.ColumnIfExists, Functions.ColumnIfExists_Deprecated];
  for (const symbol of symbols) {
    for (const signature of list<Signature>(symbol['Signatures'])) {
      signature.ReturnKind = Symbols.ReturnTypeKind.Custom;
      signature._tabularity = Symbols.Tabularity.Scalar;
      signature.CustomReturnType = typeOf;
    }
  }
  const { Binder } = Binding;
  const isLookup = Binder.IsSymbolLookupFunction;
  Binder.IsSymbolLookupFunction = (symbol) => symbols.includes(symbol) || isLookup(symbol);
}

/**
 * Whether a place lies in the body of a function that asks for a column by the name in a parameter: which types its
 * operators meet there, only a call tells.
 */
export function dependsOnNamedColumn(text: string, at: number): boolean {
  const before = text.slice(0, at);
  const asked = before.search(/\bcolumn_?ifexists\s*\(\s*[A-Za-z_]/);
  const isOpen = before.split('{').length > before.split('}').length;
  return asked >= 0 && isOpen;
}
