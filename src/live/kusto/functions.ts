import type { KqlFunction } from '../../languages/kql/environment.ts';
import type { SentinelKnowledge } from '../../platforms/sentinel/index.ts';
import { namesIn } from '../../deploy/kusto/code.ts';

/** The functions of the workspace that a query calls, and those that they call; what is called comes first. */
export function functionsOf(query: string, knowledge: SentinelKnowledge): readonly KqlFunction[] {
  const known = new Set(knowledge.functionNames());
  const found = new Map<string, KqlFunction>();
  const visit = (text: string, within: ReadonlySet<string>): void => {
    for (const name of namesIn(text)) {
      if (!known.has(name) || found.has(name) || within.has(name)) continue;
      const called = knowledge.function(name);
      if (!called) continue;
      visit(called.body, new Set([...within, name]));
      found.set(name, { ...called, name });
    }
  };
  visit(query, new Set());
  return [...found.values()];
}
