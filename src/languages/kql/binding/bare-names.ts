import type { KustoSymbol } from './kusto.ts';

type List = unknown;

interface Binder {
  GetComputedFunctionCallResult(signature: KustoSymbol, args?: List, types?: List): unknown;
}

/** What of the library has a part in it. */
export interface BareNameParts {
  readonly Binding: { readonly Binder: { readonly prototype: Binder } };
  readonly Syntax: { readonly Expression: unknown };
  readonly Utils: { EmptyReadOnlyList$1(type: unknown): { readonly Instance: List } };
}

/**
 * The binder keeps the bound body of a function for calls with the same constant arguments, yet takes a function that is
 * named without parentheses for a call of which nothing is known, and binds its body anew each time. It is a call without
 * arguments.
 */
export function callBareNames({ Binding, Syntax, Utils }: BareNameParts): void {
  const { prototype } = Binding.Binder;
  const none = Utils.EmptyReadOnlyList$1(Syntax.Expression).Instance;
  const bind = prototype.GetComputedFunctionCallResult;
  prototype.GetComputedFunctionCallResult = function (this: Binder, signature, args, types) {
    return bind.call(this, signature, args ?? (types ? args : none), types);
  };
}
