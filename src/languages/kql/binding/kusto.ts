import { type BareNameParts, callBareNames } from './bare-names.ts';
import { type CoalesceParts, typeCoalesce } from './coalesce-type.ts';
import { runParserScripts } from './code-cache.ts';
import { type ColumnIfExistsParts, typeColumnIfExists } from './column-if-exists.ts';
import { type ColumnMapParts, keepEveryType } from './column-map.ts';

/**
 * Microsoft's Kusto.Language, compiled to JavaScript: parser, binder and type checker. It is loaded when the first
 * query is lowered. Only what firedrill reads is typed here.
 */
export interface KustoNode {
  readonly Kind: number;
  readonly ChildCount: number;
  readonly TextStart: number;
  readonly End: number;
  readonly ResultType?: KustoSymbol | null;
  readonly ReferencedSymbol?: KustoSymbol | null;
  readonly [member: string]: unknown;
}

export interface KustoSymbol {
  readonly Name: string;
  readonly Kind: number;
  readonly [member: string]: unknown;
}

export interface KustoDiagnostic {
  readonly Code: string;
  readonly Severity: string;
  readonly Message: string;
  readonly Start: number;
  readonly Length: number;
}

export interface KustoCode {
  readonly Syntax: KustoNode;
  readonly ResultType: KustoSymbol | null;
  GetDiagnostics(): unknown;
  GetSyntaxDiagnostics(): unknown;
}

export interface Globals {
  readonly PlugIns: unknown;
  WithPlugIns(plugins: readonly KustoSymbol[]): Globals;
  WithDatabase(database: unknown): Globals;
  WithCluster(cluster: unknown): Globals;
  /** Finds a cluster by the host that its name says. */
  GetCluster: (name: string) => unknown;
  /** The same, with room for what binding learns on the way. */
  WithCache(): Globals;
  /** What binding learns on the way, by kind; there once `WithCache` was called. */
  readonly Cache: { GetOrCreate$1(kind: unknown, make: () => unknown): unknown };
  IsBuiltInFunction(symbol: KustoSymbol): boolean;
  IsAggregateFunction(symbol: KustoSymbol): boolean;
}

/** What is known of functions, by the signature of each. */
export interface SignatureMap {
  readonly Keys: unknown;
  TryGetValue(signature: KustoSymbol, found: { v?: unknown }): boolean;
  AddOrUpdate(signature: KustoSymbol, value: unknown): void;
}

export interface BindingCache {
  readonly UnifiedNameColumnsMap: unknown;
  readonly UnifiedNameAndTypeColumnsMap: unknown;
  readonly CommonColumnsMap: unknown;
  readonly CallSiteToExpansionMap: SignatureMap;
  readonly CallSiteToResultTypeMap: SignatureMap;
  readonly DatabaseFunctionBodyFacts: SignatureMap;
}

interface Library {
  readonly GlobalState: { readonly Default: Globals };
  readonly KustoCode: {
    ParseAndAnalyze(text: string, globals: Globals): KustoCode;
    /** The syntax alone, without names and types. */
    Parse(text: string, globals: Globals): KustoCode;
  };
  readonly Syntax: { readonly SyntaxKind: Readonly<Record<string, number>> };
  readonly Symbols: SymbolLibrary;
  /** What binding has learnt of the functions of a workspace. */
  readonly Binding: { readonly GlobalBindingCache: new () => BindingCache };
  readonly Editor: {
    readonly KustoCodeService: { readonly $ctor1: new (text: string, globals: Globals) => CodeService };
    readonly FormattingOptions: { readonly Default: unknown };
  };
}

interface CodeService {
  GetFormattedText(options: unknown, caret: number, cancellation: null): { readonly Text: string };
}

interface SymbolLibrary {
  readonly SymbolKind: Readonly<Record<string, number>>;
  readonly ScalarTypes: { GetSymbol(name: string): KustoSymbol };
  readonly ColumnSymbol: new (
    name: string,
    type: KustoSymbol,
    description: null,
    original: null,
    originals: null,
    source: null,
  ) => KustoSymbol;
  readonly TableSymbol: {
    readonly ctor: new (columns: readonly KustoSymbol[]) => OpenTable;
    readonly $ctor4: new (name: string, columns: readonly KustoSymbol[]) => KustoSymbol;
  };
  readonly FunctionSymbol: {
    readonly $ctor5: new (name: string, result: KustoSymbol, parameters: unknown) => KustoSymbol;
    readonly $ctor16: new (name: string, parameters: string, body: string, description: null) => KustoSymbol;
  };
  readonly Parameter: { ParseList(text: string): unknown };
  readonly DatabaseSymbol: { readonly ctor: new (name: string, members: readonly KustoSymbol[]) => KustoSymbol };
  readonly ClusterSymbol: { readonly ctor: new (name: string, databases: readonly KustoSymbol[]) => KustoSymbol };
}

interface OpenTable extends KustoSymbol {
  WithIsOpen(open: boolean): KustoSymbol;
}

export interface Kusto extends Library {
  /** `FilterOperator`, by number. */
  readonly kindNames: ReadonlyMap<number, string>;
  readonly symbolKindNames: ReadonlyMap<number, string>;
  list<T>(sequence: unknown): readonly T[];
}

interface Enumerator {
  moveNext(): boolean;
  readonly Current: unknown;
}

let loaded: Kusto | undefined;

export function loadKusto(): Kusto {
  loaded ??= load();
  return loaded;
}

function load(): Kusto {
  runParserScripts();
  const globals = globalThis as unknown as {
    readonly Kusto: {
      readonly Language: Library & Parsing & CoalesceParts & ColumnIfExistsParts & ColumnMapParts & BareNameParts;
    };
    readonly Bridge: { getEnumerator(sequence: unknown): Enumerator };
  };
  const { Bridge } = globals;
  const library = globals.Kusto.Language;
  const list = <T>(sequence: unknown): readonly T[] => {
    if (sequence === null || sequence === undefined) return [];
    if (Array.isArray(sequence)) return sequence as readonly T[];
    const items: T[] = [];
    const enumerator = Bridge.getEnumerator(sequence);
    while (enumerator.moveNext()) items.push(enumerator.Current as T);
    return items;
  };
  typeColumnIfExists(library, list);
  typeCoalesce(library, list);
  keepEveryType(library, list);
  callBareNames(library);
  return {
    GlobalState: library.GlobalState,
    KustoCode: {
      ParseAndAnalyze: withoutCompletionGrammar(library, 'ParseAndAnalyze'),
      Parse: withoutCompletionGrammar(library, 'Parse'),
    },
    Syntax: library.Syntax,
    Symbols: library.Symbols,
    Binding: library.Binding,
    Editor: library.Editor,
    kindNames: namesOf(library.Syntax.SyntaxKind),
    symbolKindNames: namesOf(library.Symbols.SymbolKind),
    list,
  };
}

/** The library itself fails: on `graph-match` over a table, say. */
export class ParserFailure extends Error {
  constructor(cause: unknown) {
    super("Kusto's parser fails on this text.", { cause });
  }
}

interface Parsing {
  readonly Parsing: { readonly QueryGrammar: { From(globals: Globals): { readonly QueryBlock: unknown } } };
  readonly KustoCode: { GetKind(text: string): string };
  readonly Editor: { readonly CodeKinds: { readonly Command: string } };
}

/**
 * The library parses queries with a parser written by hand, yet first builds the grammar of the whole language, which
 * only completion reads; that is half a second of the first query. The first thing that it asks for is answered
 * with an empty grammar; whoever asks after that, such as the parser for texts nested too deeply, gets the real one. Control commands
 * are parsed by grammar and keep it.
 */
function withoutCompletionGrammar(
  library: Library & Parsing,
  method: 'ParseAndAnalyze' | 'Parse',
): Library['KustoCode']['Parse'] {
  const { KustoCode } = library;
  const { QueryGrammar } = library.Parsing;
  const build = QueryGrammar.From;
  return (text, globals) => {
    if (KustoCode.GetKind(text) === library.Editor.CodeKinds.Command) return KustoCode[method](text, globals);
    QueryGrammar.From = () => {
      QueryGrammar.From = build;
      return { QueryBlock: null };
    };
    try {
      return KustoCode[method](text, globals);
    } catch (error) {
      throw new ParserFailure(error);
    } finally {
      QueryGrammar.From = build;
    }
  };
}

function namesOf(enumeration: Readonly<Record<string, unknown>>): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  for (const [name, value] of Object.entries(enumeration)) if (typeof value === 'number') names.set(value, name);
  return names;
}
