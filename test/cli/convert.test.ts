import { describe, expect, it } from 'vitest';
import { folderWith, runCli } from './run-cli.ts';

const rule = (title: string, name: string, number: number, action: string): string => `title: ${title}
name: ${name}
id: 00000000-0000-4000-8000-00000000000${number}
status: test
logsource: { product: windows, service: security }
detection:
    selection: { TargetUserName: ${action} }
    condition: selection
level: low
`;

const correlation = (more = ''): string => `title: Both
id: 00000000-0000-4000-8000-000000000009
status: test
correlation:
    type: temporal
    rules: [first, second]
    timespan: 5m${more}
level: high
`;

const PIPELINE = `name: Mine
priority: 30
transformations: []
postprocessing:
    - type: simple_template
      template: "{rule.title}: {query}"
      rule_conditions: [{ type: is_sigma_correlation_rule }]
    - type: embed
      prefix: "rule "
      rule_conditions: [{ type: is_sigma_rule }]
finalizers:
    - type: concat
      separator: " ## "
      prefix: "<"
      suffix: ">"
`;

const folder = (more = ''): string =>
  folderWith({
    'rules/a.yml': rule('First', 'first', 1, 'a'),
    'rules/b.yml': rule('Second', 'second', 2, 'b'),
    'rules/c.yml': rule('Third', 'third', 3, 'c'),
    'rules/both.yml': correlation(more),
    'mine.yml': PIPELINE,
  });

const titles = async (cwd: string, ...what: readonly string[]): Promise<readonly string[]> => {
  const { stdout } = await runCli(['convert', ...what, '--to', 'spl', '--format', 'json', '--layout', 'sigmahq'], cwd);
  return (JSON.parse(stdout) as { rules: { title: string }[] }).rules.map(({ title }) => title);
};

describe('firedrill convert', () => {
  it('puts queries through what pipelines do to finished ones, and makes one text of all', async () => {
    const { stdout, stderr, exitCode } = await runCli(
      ['convert', 'rules', '--to', 'spl', '--pipeline', 'mine.yml', '--layout', 'sigmahq'],
      folder(),
    );
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    const [both = '', third = ''] = stdout.trimEnd().slice(1, -1).split(' ## ');
    expect(stdout.startsWith('<') && stdout.trimEnd().endsWith('>')).toBe(true);
    expect(both).toMatch(/^Both: \| multisearch \[search .*TargetUserName=a/);
    expect(third).toBe('rule TargetUserName=c');
  });

  it('leaves out the rules that a correlation is made of, unless it says "generate"', async () => {
    expect(await titles(folder(), 'rules')).toEqual(['Both', 'Third']);
    expect(await titles(folder('\n    generate: true'), 'rules')).toEqual(['First', 'Second', 'Both', 'Third']);
    expect(await titles(folder(), 'rules/a.yml')).toEqual(['First']);
  });

  it('says which pipeline there is none of', async () => {
    const { stderr, exitCode } = await runCli(['convert', 'rules', '--to', 'spl', '--pipeline', 'sysmn'], folder());
    expect(stderr).toContain('There is no pipeline "sysmn". Did you mean "sysmon"?');
    expect(exitCode).toBe(2);
  });
});
