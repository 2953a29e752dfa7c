import type { KustoSymbol } from './kusto.ts';

/** What of the binder the type of `coalesce()` hangs on. */
export interface CoalesceParts {
  readonly Functions: { readonly Coalesce: KustoSymbol };
  readonly Symbols: { readonly ReturnTypeKind: { readonly CommonNonDynamic: number } };
}

/**
 * `coalesce()` of a text and a dynamic is a text, as `iff()` is by the parser's own table: Microsoft's ASIM parsers for
 * Defender for IoT name a process so (`coalesce(tostring(…), split(…)[0])`), and the column is one with those of the other
 * parsers in the union. The parser of this version calls it dynamic.
 */
export function typeCoalesce(
  { Functions, Symbols }: CoalesceParts,
  list: <T>(sequence: unknown) => readonly T[],
): void {
  for (const signature of list<{ ReturnKind: number }>(Functions.Coalesce['Signatures'])) {
    signature.ReturnKind = Symbols.ReturnTypeKind.CommonNonDynamic;
  }
}
