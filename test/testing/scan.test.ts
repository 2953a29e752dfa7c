import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadContent } from '../../src/content/index.ts';
import { runScan } from '../../src/testing/scan.ts';
import { Workspace } from '../../src/testing/workspace.ts';

const rule = (title: string, id: string, detection: string, logsource = 'category: example') => `title: ${title}
id: 00000000-0000-4000-8000-00000000000${id}
status: test
logsource:
    ${logsource}
detection:
    selection:
        ${detection}
    condition: selection
level: low
`;

describe('runScan', () => {
  it('counts what each Sigma rule finds, and lists what could not run or be read', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'scan-'));
    const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
    write('a.yml', rule('Tool', '1', "Image|endswith: '\\tool.exe'"));
    write('b.yml', rule('Nothing', '2', "Image: 'none'"));
    write('c.yml', rule('Broken', '3', "Image|endwith: 'x'"));
    write('d.yml', rule('Unmapped', '4', "Image: '*'", 'product: windows\n    category: no_such_category'));
    write('log.json', '{"Image":"C:\\\\a\\\\TOOL.exe"}\n{"Image":\n{"Image":"C:\\\\tool.exe"}\n');
    const content = loadContent([folder], { root: folder });
    const report = await runScan({
      workspace: Workspace.open({ cwd: folder, cache: false }),
      detections: content.detections,
      logs: [{ name: 'log.json', path: join(folder, 'log.json') }],
      findings: new Map(),
      jobs: 1,
    });
    expect(report.events).toBe(3);
    expect(report.rules.map(({ title, hits, events }) => [title, hits, events])).toEqual([
      [
        'Tool',
        2,
        [
          { file: 'log.json', record: 1 },
          { file: 'log.json', record: 3 },
        ],
      ],
      ['Nothing', 0, []],
      ['Unmapped', expect.any(Number), expect.any(Array)],
    ]);
    expect(report.errors).toEqual([
      {
        file: expect.stringMatching(/c\.yml$/),
        code: 'FD209',
        name: 'invalid-modifier',
        message: 'There is no modifier "endwith".',
      },
    ]);
    expect(report.warnings.map(({ name }) => name).sort()).toEqual(['malformed-event', 'unknown-logsource']);
  });
});
