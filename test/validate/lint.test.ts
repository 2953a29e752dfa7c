import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BUILT_IN_KNOWLEDGE } from '../../src/config/index.ts';
import { appFinder } from '../../src/content/app.ts';
import { loadContent } from '../../src/content/index.ts';
import type { Detection } from '../../src/content/model.ts';
import { CODES } from '../../src/diagnostics/codes.ts';
import type { Lowering } from '../../src/languages/front-end.ts';
import { LINT_RULES } from '../../src/validate/lint/index.ts';
import type { InvalidSample, LintRule } from '../../src/validate/lint/rule.ts';
import { lint, lintObject } from '../../src/validate/validate.ts';
import { folderWith } from '../content/workspace.ts';
import { lowerForTest, splunkForTest } from './lower.ts';

const REFERENCES = {
  baselines: { keys: new Set(['baseline of hosts']), names: ['Baseline Of Hosts'] },
  stories: new Set(['Reverse Network Proxy']),
  dataSources: new Set(['Sysmon EventID 3', 'Sysmon EventID 22']),
  sourcetypes: new Map([['Sysmon EventID 3', 'xmlwineventlog']]),
  outputFields: new Map([['Sysmon EventID 22', ['dest', 'query']]]),
};

type Sample = Omit<InvalidSample, 'at'>;

async function findings(
  rule: LintRule,
  { content, file = 'rule.yml', beside = {} }: Sample,
): Promise<readonly string[]> {
  const root = folderWith({ [file]: content, ...beside });
  const { detections, objects, diagnostics } = loadContent(['.'], { root });
  expect(diagnostics).toEqual([]);
  expect(detections.length + objects.length).toBeGreaterThan(0);
  const app = appFinder(root);
  const context = {
    ...REFERENCES,
    detections,
    objects,
    app,
    ...(rule.readsQuery && { splunk: await splunkForTest() }),
  };
  const found: string[] = [];
  const inFolder = (name: string) => (Object.hasOwn(beside, name) ? beside[name] : undefined);
  const folder = file.slice(0, file.lastIndexOf('/') + 1);
  const neighbours = () => [file, ...Object.keys(beside)].map((name) => name.slice(folder.length));
  for (const object of objects) {
    const filesAround = () => (folder.endsWith('removed/') ? [file, ...Object.keys(beside)] : undefined);
    const seen = { ...context, beside: inFolder, neighbours, filesAround, now: new Date() };
    for (const { name, range } of lintObject(object, seen, [rule])) {
      expect(name).toBe(rule.name);
      found.push(`${range.start.line}:${range.start.column}`);
    }
  }
  for (const detection of detections) {
    const lowering: Lowering | undefined = rule.readsQuery && (await lowerForTest(detection as Detection));
    for (const { name, range } of lint(rule, detection, lowering, context)) {
      expect(name).toBe(rule.name);
      found.push(`${range.start.line}:${range.start.column}`);
    }
  }
  return found;
}

describe.each(LINT_RULES.map((rule) => ({ name: rule.name, rule })))('$name', ({ rule }) => {
  it.each(rule.valid.map((sample, index) => ({ index, sample })))(
    'finds nothing in its valid sample $index',
    async ({ sample }) => {
      expect(await findings(rule, typeof sample === 'string' ? { content: sample } : sample)).toEqual([]);
    },
  );

  it.each(rule.invalid.map((sample, index) => ({ index, sample })))(
    'finds its invalid sample $index',
    async ({ sample }) => {
      expect(await findings(rule, sample)).toEqual([sample.at]);
    },
  );

  it('says why it matters', () => {
    expect(rule.why).toMatch(/^[A-Z].*\.$/);
    expect(rule.invalid.length).toBeGreaterThan(0);
    expect(rule.valid.length).toBeGreaterThan(0);
    expect(CODES[rule.name].summary).toMatch(/\.$/);
  });
});

it('every rule of the folder is listed', () => {
  const files = readdirSync(new URL('../../src/validate/lint/', import.meta.url)).filter(
    (name) => !['index.ts', 'rule.ts'].includes(name) && !name.startsWith('shared-'),
  );
  expect(files.sort()).toEqual(LINT_RULES.map(({ name }) => `${name}.ts`).sort());
});

it('the built-in knowledge is where the rules look for it', () => {
  expect(readdirSync(BUILT_IN_KNOWLEDGE)).toContain('attack');
});
