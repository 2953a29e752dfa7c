import type { Plan } from '../../plan/plan.ts';
import type { CommandArguments } from './command-arguments.ts';
import type { LowerScope } from './scope.ts';

export interface CommandExample {
  readonly title: string;
  /** Run over `input` as the current results. */
  readonly query: string;
  readonly input: readonly Readonly<Record<string, unknown>>[];
  readonly output: readonly Readonly<Record<string, unknown>>[];
}

/** Everything about one command. `arguments` of `parse` and `lower` are its own; the registry does not look inside. */
export interface SplCommand {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly kind: 'generating' | 'streaming' | 'transforming' | 'dataset';
  readonly summary: string;
  readonly syntax: string;
  readonly reference: string;
  readonly examples: readonly CommandExample[];
  readonly differences: readonly string[];
  parse(args: CommandArguments): unknown;
  /** @param input the results so far; undefined for the first command of a search. */
  lower(args: unknown, input: Plan | undefined, scope: LowerScope): Plan;
  /** Whether what comes out depends on the order of what goes in: `passes` leaves the question to the next command. */
  order(args: unknown): 'needs' | 'ignores' | 'passes';
  /** The columns of the result, where the arguments fix them. */
  columns(args: unknown): readonly string[] | undefined;
}

interface CommandDefinition<A> {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly kind: SplCommand['kind'];
  readonly summary: string;
  readonly syntax: string;
  readonly reference: string;
  readonly examples?: readonly CommandExample[];
  readonly differences?: readonly string[];
  parse(args: CommandArguments): A;
  lower(args: A, input: Plan, scope: LowerScope): Plan;
  readonly order?: 'needs' | 'ignores' | 'passes' | ((args: A) => 'needs' | 'ignores' | 'passes');
  readonly columns?: (args: A) => readonly string[] | undefined;
}

/** What a search without a generating command reads: nothing. */
const NOTHING: Plan = { op: 'Values', columns: [], rows: [] };

export function defineCommand<A>(definition: CommandDefinition<A>): SplCommand {
  const { order = 'needs', columns } = definition;
  return {
    name: definition.name,
    aliases: definition.aliases ?? [],
    kind: definition.kind,
    summary: definition.summary,
    syntax: definition.syntax,
    reference: `https://help.splunk.com/en/splunk-enterprise/search/spl-search-reference/10.0/search-commands/${definition.reference}`,
    examples: definition.examples ?? [],
    differences: definition.differences ?? [],
    parse: (args) => definition.parse(args),
    lower: (args, input, scope) => definition.lower(args as A, input ?? NOTHING, scope),
    order: (args) => (typeof order === 'function' ? order(args as A) : order),
    columns: (args) => columns?.(args as A),
  };
}
