import type { QueryProblem } from '../../../diagnostics/query-problem.ts';
import { suggest } from '../../../diagnostics/suggest.ts';
import type { KqlEnvironment } from '../environment.ts';
import type { Globals, Kusto, KustoSymbol } from './kusto.ts';

/** Calls that name another workspace, application or database; the binder knows `cluster` and `database` itself. */
const CALLS = ['workspace', 'app', 'resource', 'adx', 'arg'] as const;

/** What a text names beyond its workspace. */
export interface OtherPlaces {
  readonly calls: readonly string[];
  readonly clusters: boolean;
  readonly databases: readonly string[];
}

export function otherPlacesIn(text: string): OtherPlaces {
  const declared = new Set(Array.from(text.matchAll(/\bdeclare\s+pattern\s+(\w+)/g), (match) => match[1] as string));
  const isCalled = (name: string) => new RegExp(`\\b${name}\\s*\\(`).test(text) && !declared.has(name);
  const databases = Array.from(text.matchAll(/\bdatabase\s*\(\s*@?(["'])(.*?)\1/g), (match) => match[2] as string);
  return {
    calls: CALLS.filter(isCalled),
    clusters: isCalled('cluster'),
    databases: [...new Set(databases)].sort(),
  };
}

export const isElsewhere = ({ calls, clusters, databases }: OtherPlaces): boolean =>
  calls.length > 0 || clusters || databases.length > 0;

/**
 * Kusto's picture of the workspace with whatever other places the text names: each is taken to have the tables of this
 * one. Which of them there are, the lowering says.
 */
export function withPlaces(
  kusto: Kusto,
  base: Globals,
  { calls, clusters, databases }: OtherPlaces,
  tables: readonly KustoSymbol[],
  members: readonly KustoSymbol[],
): Globals {
  const { ClusterSymbol, DatabaseSymbol, FunctionSymbol, Parameter } = kusto.Symbols;
  const other = (name: string): KustoSymbol => new DatabaseSymbol.ctor(name, tables);
  const elsewhere = calls.map((name) => {
    const parameters = kusto.list(Parameter.ParseList('(name:string)'));
    return new FunctionSymbol.$ctor5(name, other(name), parameters);
  });
  const own = new DatabaseSymbol.ctor('workspace', [...members, ...elsewhere]);
  if (databases.length === 0) return base.WithDatabase(own).WithCache();
  const named = databases.map(other);
  const globals = base
    .WithCluster(new ClusterSymbol.ctor('workspaces', [own, ...named]))
    .WithDatabase(own)
    .WithCache();
  // The binder looks a cluster up by host alone; the address of a workspace behind a proxy is a path.
  if (clusters) globals.GetCluster = () => new ClusterSymbol.ctor('elsewhere', named);
  return globals;
}

/** What a query names before the dot, and where. */
export interface Place {
  /** The function that names it. */
  readonly call: string;
  /** As the configuration maps it. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

const TEXT = String.raw`\s*\(\s*@?(["'])(.*?)\N\s*\)`;
const PLACE_BEFORE = new RegExp(
  String.raw`\b(?:(cluster)${TEXT.replace('N', '2')}\s*\.\s*)?(\w+)${TEXT.replace('N', '5')}\s*\.\s*$`,
);

/** The place whose table would stand at `at`. */
export function placeBefore(text: string, at: number): Place | undefined {
  const found = PLACE_BEFORE.exec(text.slice(0, at));
  if (!found) return undefined;
  const [whole, cluster, , host, call, , argument] = found;
  if (call !== 'database' && !CALLS.some((name) => name === call)) return undefined;
  const name = call === 'arg' ? call : (argument as string);
  return {
    call: cluster ?? (call as string),
    name: cluster === undefined ? name : `${host}/${name}`,
    start: found.index,
    end: found.index + whole.replace(/\s*\.\s*$/, '').length,
  };
}

/** That the configuration does not say what a place stands for. */
export function unmappedProblem({ call, name, start, end }: Place, places: KqlEnvironment['places']): QueryProblem {
  const similar = suggest(name, places?.names() ?? []);
  const map = `ap "${name}" under "workspaces" in firedrill.yml.`;
  return {
    name: 'unsupported-function',
    message: `The function "${call}" is not supported for "${name}": it names data of another place, which firedrill.yml does not map.`,
    hint: similar === undefined ? `M${map}` : `Did you mean "${similar}"? Otherwise m${map}`,
    start,
    end,
  };
}
