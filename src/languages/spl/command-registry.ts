import type { SplCommand } from './define-command.ts';

const byName = new Map<string, SplCommand>();

/**
 * Makes commands known to the parser. Commands parse searches inside of them, so the parser cannot import them itself;
 * `commands/index.ts` registers all there are.
 */
export function registerCommands(commands: readonly SplCommand[]): void {
  for (const command of commands) for (const name of [command.name, ...command.aliases]) byName.set(name, command);
}

/** By lower-case name or alias. */
export const commandNamed = (name: string): SplCommand | undefined => byName.get(name);

export const commandNames = (): Iterable<string> => byName.keys();
