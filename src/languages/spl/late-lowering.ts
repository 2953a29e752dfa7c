import type { Expression } from '../../plan/expression.ts';
import type { Plan } from '../../plan/plan.ts';
import { Cursor } from './cursor.ts';
import type { SplDataModel, SplEnvironment, SplLookup } from './environment.ts';
import { lowerEval } from './eval/lower.ts';
import { parseEvalExpression } from './eval/parse.ts';
import { ExpandedText } from './expansion.ts';
import { lowerCommands } from './lower-commands.ts';
import { lowerOver } from './lower-over.ts';
import { parsePipeline, type Subsearch } from './pipeline.ts';
import type { SplProblem } from './problems.ts';
import { createScope, type LowerScope } from './scope.ts';

/** What a search text that is only known while the query runs may name: plain data, part of the plan. */
export interface LateEnvironment {
  readonly lookups: Readonly<Record<string, SplLookup>>;
  readonly dataModels: Readonly<Record<string, SplDataModel>>;
}

/** An environment that remembers what was asked of it. */
export function recording(environment: SplEnvironment): {
  readonly environment: SplEnvironment;
  readonly late: LateEnvironment;
} {
  const lookups: Record<string, SplLookup> = Object.create(null);
  const dataModels: Record<string, SplDataModel> = Object.create(null);
  const keep = <T>(record: Record<string, T>, name: string, found: T | undefined): T | undefined => {
    if (found) record[name] = found;
    return found;
  };
  return {
    late: { lookups, dataModels },
    environment: {
      ...environment,
      macro: (name, count) => environment.macro(name, count),
      macroNames: () => environment.macroNames(),
      lookupNames: () => environment.lookupNames(),
      dataModelNames: () => environment.dataModelNames(),
      lookup: (name) => keep(lookups, name, environment.lookup(name)),
      dataModel: (name) => keep(dataModels, name, environment.dataModel(name)),
    },
  };
}

/** The environment of a plan that runs. */
export function environmentOf({ lookups, dataModels }: LateEnvironment): SplEnvironment {
  return {
    macro: () => undefined,
    macroNames: () => [],
    lookup: (name) => (Object.hasOwn(lookups, name) ? lookups[name] : undefined),
    lookupNames: () => Object.keys(lookups),
    dataModel: (name) => (Object.hasOwn(dataModels, name) ? dataModels[name] : undefined),
    dataModelNames: () => Object.keys(dataModels),
    fingerprint: '',
  };
}

const fail = (problem: SplProblem): never => {
  throw problem;
};

function scopeOf(text: string, environment: SplEnvironment): LowerScope {
  const scope: LowerScope = createScope(
    new ExpandedText(text, [{ start: 0, from: 0 }], []),
    environment,
    (subsearch: Subsearch) => lowerCommands(subsearch.commands, scope),
  );
  return scope;
}

/** A whole search: what `map` runs. `nested`: the first word is a command. */
export function lowerLateSearch(text: string, environment: SplEnvironment, nested: boolean): Plan {
  return lowerCommands(parsePipeline(text, 0, text.length, nested, fail), scopeOf(text, environment));
}

/** A pipeline over rows that are there: what `foreach` runs. */
export function lowerLatePipeline(text: string, input: Plan, environment: SplEnvironment): Plan {
  return lowerOver({ commands: parsePipeline(text, 0, text.length, true, fail) }, input, scopeOf(text, environment));
}

/** An eval expression. */
export function lowerLateEval(text: string): Expression {
  const cursor = new Cursor(text);
  const node = parseEvalExpression(cursor);
  if (!cursor.done) cursor.fail('Expected the end of the expression');
  return lowerEval(node, scopeOf(text, environmentOf({ lookups: {}, dataModels: {} })));
}
