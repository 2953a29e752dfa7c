import type { Plan } from '../../plan/plan.ts';
import type { CommandArguments } from './command-arguments.ts';
import type { ParsedCommand } from './pipeline.ts';
import type { LowerScope } from './scope.ts';

export interface CommandExample {
  readonly title: string;
  /** Run over `input` as the current results; of a generating command a whole search, whose events, lookup "input" and datasets are these rows. */
  readonly query: string;
  readonly input: readonly Readonly<Record<string, unknown>>[];
  readonly output: readonly Readonly<Record<string, unknown>>[];
  /** The name of the diagnostic that the run ends with. */
  readonly fails?: string;
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
  /** Options that Splunk knows and that change nothing here: kept as they are, to be printed again. */
  readonly passingOptions: readonly string[];
  parse(args: CommandArguments): unknown;
  /** The text behind the command's name that parses to these arguments again. */
  print(args: unknown): string;
  /** @param input the results so far; undefined for the first command of a search. */
  lower(args: unknown, input: Plan | undefined, scope: LowerScope): Plan;
  /** Whether only the first command of a search can be this one. */
  leads(args: unknown): boolean;
  /** Whether what comes out depends on the order of what goes in: `passes` leaves the question to the next command. */
  order(args: unknown): 'needs' | 'ignores' | 'passes';
  /** The columns of the result, where the arguments fix them. */
  columns(args: unknown): readonly string[] | undefined;
}

/** A command whose arguments have a known type: `stats.build({ … })` is a step of a search that can be printed. */
export interface DefinedCommand<A> extends SplCommand {
  build(args: A): ParsedCommand;
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
  readonly passingOptions?: readonly string[];
  /** Numbers named `start`, `end` and `at` in the result are places in the text, and mean nothing else. */
  parse(args: CommandArguments): A;
  /** What `parse` reads, written with the functions of `printer/`: it sees no source text. */
  print(args: A): string;
  lower(args: A, input: Plan, scope: LowerScope): Plan;
  /** Absent: when it generates results. */
  readonly leads?: (args: A) => boolean;
  readonly order?: 'needs' | 'ignores' | 'passes' | ((args: A) => 'needs' | 'ignores' | 'passes');
  readonly columns?: (args: A) => readonly string[] | undefined;
}

/** What a search without a generating command reads: nothing. */
const NOTHING: Plan = { op: 'Values', columns: [], rows: [] };

export function defineCommand<A>(definition: CommandDefinition<A>): DefinedCommand<A> {
  const { order = 'needs', columns } = definition;
  const command: DefinedCommand<A> = {
    name: definition.name,
    aliases: definition.aliases ?? [],
    kind: definition.kind,
    summary: definition.summary,
    syntax: definition.syntax,
    reference: `https://help.splunk.com/en/splunk-enterprise/search/spl-search-reference/10.0/search-commands/${definition.reference}`,
    examples: definition.examples ?? [],
    differences: definition.differences ?? [],
    passingOptions: definition.passingOptions ?? [],
    parse: (args) => definition.parse(args),
    print: (args) => definition.print(args as A),
    build: (args) => ({ command, arguments: args, start: 0, end: 0 }),
    lower: (args, input, scope) => definition.lower(args as A, input ?? NOTHING, scope),
    leads: (args) => (definition.leads ? definition.leads(args as A) : definition.kind === 'generating'),
    order: (args) => (typeof order === 'function' ? order(args as A) : order),
    columns: (args) => columns?.(args as A),
  };
  return command;
}
