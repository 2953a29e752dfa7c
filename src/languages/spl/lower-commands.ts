import type { Plan } from '../../plan/plan.ts';
import { EVENTS, newestFirst } from './commands/search.ts';
import type { ParsedCommand } from './pipeline.ts';
import type { LowerScope } from './scope.ts';

/** The plan of a search inside another. */
export function lowerCommands(commands: readonly ParsedCommand[], scope: LowerScope): Plan {
  let plan: Plan | undefined;
  commands.forEach((_command, index) => {
    plan = lowerOne(commands, index, index === 0 ? firstInput(commands) : plan, scope);
  });
  return plan ?? EVENTS;
}

/** What the first command reads. */
export const firstInput = (commands: readonly ParsedCommand[]): Plan | undefined =>
  commands[0]?.command.name === 'search' ? EVENTS : undefined;

/** One command over its input. Events come newest first, where anything after them can tell. */
export function lowerOne(
  commands: readonly ParsedCommand[],
  index: number,
  input: Plan | undefined,
  scope: LowerScope,
): Plan {
  const { command, arguments: args } = commands[index] as ParsedCommand;
  const plan = command.lower(args, input, scope);
  return index === 0 && command.name === 'search' && orderMatters(commands) ? newestFirst(plan) : plan;
}

function orderMatters(commands: readonly ParsedCommand[]): boolean {
  for (const { command, arguments: args } of commands.slice(1)) {
    const order = command.order(args);
    if (order !== 'passes') return order === 'needs';
  }
  return true;
}
