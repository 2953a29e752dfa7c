import { isDiagnosticName } from '../../diagnostics/codes.ts';
import { QueryFailure } from '../../plan/failure.ts';
import { mapInputs } from '../../plan/map-inputs.ts';
import type { LoweredQuery, Plan, ResultColumn, Stage } from '../../plan/plan.ts';
import { EVENTS } from './commands/search.ts';
import type { SplEnvironment } from './environment.ts';
import type { ExpandedText } from './expansion.ts';
import { firstInput, lowerCommands, lowerOne } from './lower-commands.ts';
import type { ParsedCommand } from './pipeline.ts';
import { SplProblem } from './problems.ts';
import { createScope, type LowerScope } from './scope.ts';

/** The plan of a parsed search, with one stage per command as its author wrote it. */
export function lowerPipeline(
  commands: readonly ParsedCommand[],
  text: ExpandedText,
  original: string,
  environment: SplEnvironment,
  report: (problem: SplProblem) => void,
): LoweredQuery | undefined {
  const scope: LowerScope = createScope(text, environment, ({ commands: nested }) => lowerCommands(nested, scope));
  let plan: Plan | undefined;
  let failed = false;
  const stages: Stage[] = [];
  commands.forEach((parsed, index) => {
    const span = scope.span(parsed.start, parsed.end);
    stages.push({ text: original.slice(span.start, span.end), span });
    try {
      const input = index === 0 ? firstInput(commands) : plan;
      const lowered = lowerOne(commands, index, input, scope);
      plan = inStage(lowered, input, index);
    } catch (error) {
      failed = true;
      report(problemOf(error, commands[index]));
    }
  });
  if (failed || !plan) return undefined;
  const columns = columnsOf(commands);
  return { language: 'spl', plan, stages, ...(columns && { columns }) };
}

/** Marks the nodes that a command made; those below are other stages'. */
function inStage(plan: Plan, input: Plan | undefined, stage: number): Plan {
  if (plan === input && input !== EVENTS) return plan;
  if (plan.stage !== undefined) return plan;
  return mapInputs({ ...plan, stage }, (child) =>
    child === input && input !== EVENTS ? child : inStage(child, input, stage),
  );
}

/** The result's columns, where the last commands that choose columns fix them. */
function columnsOf(commands: readonly ParsedCommand[]): readonly ResultColumn[] | undefined {
  let columns: readonly string[] | undefined;
  for (const { command, arguments: args } of commands) {
    const own = command.columns(args);
    if (own) columns = own;
    else if (!KEEPS_COLUMNS.has(command.name)) columns = undefined;
  }
  return columns?.map((name) => ({ name }));
}

/** Commands that neither add nor remove nor rename columns. */
const KEEPS_COLUMNS: ReadonlySet<string> = new Set([
  'search',
  'where',
  'sort',
  'head',
  'tail',
  'reverse',
  'dedup',
  'regex',
]);

/** An argument that turns out wrong when the command is lowered has the command for its place. */
function problemOf(error: unknown, command: ParsedCommand | undefined): SplProblem {
  if (error instanceof SplProblem) return error;
  if (!(error instanceof QueryFailure) || !command) throw error;
  const name = isDiagnosticName(error.name) ? error.name : 'invalid-argument';
  return new SplProblem(name, error.message, command.start, command.end);
}
