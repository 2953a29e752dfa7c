import { describe, expect, it } from 'vitest';
import {
  applyPipelines,
  parsePipeline,
  parseRuleFor,
  TRANSFORMATIONS,
} from '../../../../src/languages/sigma/pipelines/index.ts';
import { RuleProblems } from '../../../../src/languages/sigma/problems.ts';
import { lowerRule } from '../../../../src/languages/sigma/rule.ts';

const LOGSOURCE = { product: 'windows', category: 'process_creation' };

/** What the rule asks of an event, whatever its search identifiers are called. */
function meaningOf(detection: unknown, pipeline?: unknown): unknown {
  const problems = new RuleProblems();
  const parsed = pipeline === undefined ? undefined : parsePipeline(pipeline);
  expect(parsed?.problems ?? []).toEqual([]);
  const pipelines = parsed?.pipeline ? [parsed.pipeline] : [];
  const rule = parseRuleFor({ title: 'A', logsource: LOGSOURCE, detection }, pipelines, problems);
  expect(problems.list).toEqual([]);
  if (!rule) throw new Error('The rule was not parsed.');
  return lowerRule(applyPipelines(rule, pipelines).rule).steps.map(({ expression }) => expression);
}

describe.each(TRANSFORMATIONS.map((definition) => [definition.type, definition] as const))('%s', (type, definition) => {
  it('says what it does', () => {
    expect(definition.summary).toMatch(/^[A-Z].*\.$/);
  });

  it.each(definition.examples.map((example) => [example.title, example] as const))('%s', (_title, example) => {
    const pipeline = { transformations: [{ type, ...example.options }] };
    const flat = (meaning: unknown): string => JSON.stringify(meaning).replaceAll('"sigma.and"', '"and"');
    expect(flat(meaningOf(example.before, pipeline))).toBe(flat(meaningOf(example.after)));
  });
});
