import type { LoweredQuery } from '../plan/plan.ts';
import { inferenceOf } from '../reference/basis.ts';
import { visit } from './plan-reads.ts';

/**
 * The definitions with inferred behaviour that a query uses, by the names that plans give them (`kql.top-nested`), in
 * order. They are found by the functions of the plan and by the first word of each stage.
 */
export function leansOn({ language, plan, stages }: LoweredQuery): readonly string[] {
  const used = new Set<string>();
  visit(plan, (node) => {
    for (const name of [node['function'], node['name']]) {
      if (typeof name === 'string' && name.startsWith(`${language}.`)) used.add(name.slice(language.length + 1));
    }
  });
  for (const { text } of stages) {
    const [, word, plugin] = /^\s*\|?\s*([\w-]+)(?:\s+([\w-]+)\s*\()?/.exec(text) ?? [];
    if (word !== undefined) used.add(word);
    if (word === 'evaluate' && plugin !== undefined) used.add(plugin);
  }
  return [...used]
    .filter((name) => inferenceOf(language, name) !== undefined)
    .map((name) => `${language}.${name}`)
    .sort();
}

/** What is inferred about a definition that {@link leansOn} names. */
export function inferredOf(name: string): string {
  const [language = '', ...rest] = name.split('.');
  return inferenceOf(language, rest.join('.')) ?? '';
}
