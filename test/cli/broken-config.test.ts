import { describe, expect, it } from 'vitest';
import { folderWith, runCli } from './run-cli.ts';

const RULE = `title: A finding of this test
id: 11111111-2222-4333-8444-555555555559
status: test
logsource: {product: windows, category: process_creation}
detection: {selection: {Image: a}, condition: selection}
level: low
`;
const folder = () =>
  folderWith({
    'firedrill.yml': 'content: [detections]\nknowlege: {}\n',
    'detections/finding_of_a.yml': RULE,
    'a.log': 'x\n',
  });

describe('a configuration that has errors', () => {
  it.each([
    [['test']],
    [['query', '--lang', 'kql', '--text', 'print 1']],
    [['scan', '--rules', 'detections', '--data', 'a.log']],
    [['convert', 'detections/finding_of_a.yml', '--to', 'spl']],
    [['data', 'inspect', 'a.log']],
  ])('stops %j, which would go on without what it asks for', async (args) => {
    const { exitCode, stdout, stderr } = await runCli(args, folder());
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain('firedrill.yml:2:1 error FD110');
  });

  it('is among the findings of validate', async () => {
    const { exitCode, stdout } = await runCli(['validate', '--format', 'json'], folder());
    expect(exitCode).toBe(2);
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: readonly { file: string; code: string }[] };
    expect(diagnostics.map(({ file, code }) => `${file} ${code}`)).toContain('firedrill.yml FD110');
    expect(diagnostics.map(({ file }) => file)).toContain('detections/finding_of_a.yml');
  });
});
