import { describe, expect, it } from 'vitest';
import { loadTexts } from '../../../src/content/index.ts';
import { SourceText } from '../../../src/diagnostics/source-text.ts';
import type { Lowering } from '../../../src/languages/front-end.ts';
import { lowerSigma } from '../../../src/languages/sigma/index.ts';
import { type ValidateOptions, validateContent } from '../../../src/validate/index.ts';
import { folderWith } from '../../content/workspace.ts';
import { lowerForTest, splunkForTest } from '../lower.ts';
import { MUTANTS, type Mutant } from './mutants.ts';
import { ORIGINALS } from './originals.ts';
import { QUERY_MUTANTS } from './query-mutants.ts';

const KNOWLEDGE = {
  'stories/s.yml': 'name: Reverse Network Proxy\nnarrative: n\n',
  'data_sources/d.yml': 'name: Sysmon EventID 3\nsource: a\nsourcetype: XmlWinEventLog\n',
};

/** Sigma rules are read; the queries of the others are judged elsewhere. */
const lowerSigmaOnly: ValidateOptions['lower'] = (detection): Lowering =>
  detection.kind === 'sigma-rule' ? lowerSigma(detection.document.value) : { problems: [] };

async function findings(
  files: Readonly<Record<string, string>>,
  lower: ValidateOptions['lower'] = lowerSigmaOnly,
): Promise<readonly string[]> {
  const root = folderWith(KNOWLEDGE);
  const diagnostics = await validateContent(loadTexts(new Map(Object.entries(files))), {
    root,
    lower,
    splunk: splunkForTest,
    splunkRoots: [root],
  });
  return diagnostics.map(({ code, range: { start } }) => `${start.line}:${start.column} ${code}`);
}

function mutate({ of, from, to }: Mutant): string {
  const original: string = ORIGINALS[of];
  expect(original).toContain(from);
  return original.replace(from, () => to);
}

const title = ({ of, from, to }: Mutant): string => `${of}: ${from} → ${to}`.replace(/\n/g, '⏎');

function expected({ at, code }: Mutant, content: string): readonly string[] {
  const offset = content.indexOf(at);
  expect(offset).toBeGreaterThanOrEqual(0);
  const { line, column } = new SourceText(content).position(offset);
  return [`${line}:${column} ${code}`];
}

it('the originals are clean', async () => {
  expect(await findings(ORIGINALS)).toEqual([]);
});

it.each(MUTANTS.map((mutant) => [title(mutant), mutant] as const))('%s', async (_, mutant) => {
  const content = mutate(mutant);
  expect(await findings({ [mutant.of]: content })).toEqual(expected(mutant, content));
});

describe('with their queries', () => {
  const { 'sigma_many.yml': _, ...withQueries } = ORIGINALS;

  it('the originals are clean', async () => {
    expect(await findings(withQueries, lowerForTest)).toEqual([]);
  });

  it.each(QUERY_MUTANTS.map((mutant) => [title(mutant), mutant] as const))('%s', async (_title, mutant) => {
    const content = mutate(mutant);
    expect(await findings({ [mutant.of]: content }, lowerForTest)).toEqual(expected(mutant, content));
  });
});
