import { expect, it } from 'vitest';
import { loadTexts } from '../../../src/content/index.ts';
import type { Detection } from '../../../src/content/model.ts';
import { SourceText } from '../../../src/diagnostics/source-text.ts';
import { lowerSigma } from '../../../src/languages/sigma/index.ts';
import { validateContent } from '../../../src/validate/index.ts';
import { folderWith } from '../../content/workspace.ts';
import { MUTANTS, type Mutant } from './mutants.ts';
import { ORIGINALS } from './originals.ts';

const KNOWLEDGE = {
  'stories/s.yml': 'name: Reverse Network Proxy\nnarrative: n\n',
  'data_sources/d.yml': 'name: Sysmon EventID 3\nsource: a\nsourcetype: b\n',
};

/** Sigma rules are read; the queries of the others are judged elsewhere. */
const lower = (detection: Detection) =>
  detection.kind === 'sigma-rule' ? lowerSigma(detection.document.value) : { problems: [] };

async function findings(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const root = folderWith(KNOWLEDGE);
  const diagnostics = await validateContent(loadTexts(new Map(Object.entries(files))), {
    root,
    lower,
    splunkRoots: [root],
  });
  return diagnostics.map(({ code, range: { start } }) => `${start.line}:${start.column} ${code}`);
}

function mutate({ of, from, to }: Mutant): string {
  const original: string = ORIGINALS[of];
  expect(original).toContain(from);
  return original.replace(from, () => to);
}

it('the originals are clean', async () => {
  expect(await findings(ORIGINALS)).toEqual([]);
});

it.each(MUTANTS.map((mutant) => [`${mutant.of}: ${mutant.from} → ${mutant.to}`.replace(/\n/g, '⏎'), mutant] as const))(
  '%s',
  async (_, mutant) => {
    const content = mutate(mutant);
    const offset = content.indexOf(mutant.at);
    expect(offset).toBeGreaterThanOrEqual(0);
    const { line, column } = new SourceText(content).position(offset);
    expect(await findings({ [mutant.of]: content })).toEqual([`${line}:${column} ${mutant.code}`]);
  },
);
