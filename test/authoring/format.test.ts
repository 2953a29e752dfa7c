import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatKql } from '../../src/languages/kql/index.ts';
import { formatSpl } from '../../src/languages/spl/index.ts';
import { Workspace } from '../../src/testing/workspace.ts';
import { folderWith, root, runCli } from '../cli/run-cli.ts';

const environment = await Workspace.open({ cwd: root }).splEnvironment();
const spl = (text: string) => formatSpl(text, environment);

describe('formatting SPL', () => {
  it.each([
    ['index=a  x=1|stats   count by user|where count>5', 'index=a x=1\n| stats count BY user\n| where count>5'],
    [
      '|tstats count from datamodel=Endpoint.Processes by Processes.dest',
      '| tstats count FROM datamodel=Endpoint.Processes BY Processes.dest',
    ],
    ['index=a\n\n| `security_content_ctime(  firstTime )`', 'index=a\n| `security_content_ctime(  firstTime )`'],
    ['index=a ```why   so``` |  head  5', 'index=a ```why   so```\n| head 5'],
    ['index=a "x  |  y" | eval z="a | b"', 'index=a "x  |  y"\n| eval z="a | b"'],
  ])('%j', (text, formatted) => {
    expect(spl(text)).toBe(formatted);
    expect(spl(formatted)).toBe(formatted);
  });

  it('leaves what cannot be parsed', () => {
    expect(spl('index=a | stats cuont by user')).toBeUndefined();
  });
});

describe('formatting KQL', () => {
  it('needs no binding, in which the parser fails on a pattern over a table', () => {
    expect(formatKql('print a=1|graph-match (x)-->(y) project x.id')).toMatch(/^print a = 1\s*\| graph-match/);
  });

  it('is that of Kusto, comments kept', () => {
    const formatted = formatKql('T|where a==1 and b has "x  y" // why\n|summarize count() by bin(t,1h)');
    expect(formatted).toBe('T\n| where a == 1 and b has "x  y" // why\n| summarize count() by bin(t, 1h)');
    expect(formatKql(formatted ?? '')).toBe(formatted);
  });

  it('leaves what cannot be parsed', () => {
    expect(formatKql('T | where (')).toBeUndefined();
  });
});

describe('firedrill format', () => {
  const shipped = (path: string): string => readFileSync(join(root, 'detections', path), 'utf8');
  const rule = shipped('sentinel/cloudflared_argo_tunnel_communication.yaml');

  it('changes the query alone, once', async () => {
    const search =
      'name: A\ntype: Hunting\n# why\nsearch: "index=a  |head   5" # odd\nhow_to_implement: x\ndescription: >\n  b\n';
    const folder = folderWith({ 'firedrill.yml': 'content: [detections]\n', 'detections/a.yml': search });
    const file = join(folder, 'detections/a.yml');
    expect(await runCli(['format', '--check'], folder)).toMatchObject({
      exitCode: 1,
      stdout: 'would format detections/a.yml\n1 of 1 detections would change\n',
    });
    expect(readFileSync(file, 'utf8')).toBe(search);
    expect(await runCli(['format'], folder)).toMatchObject({ exitCode: 0 });
    expect(readFileSync(file, 'utf8')).toBe(
      'name: A\ntype: Hunting\n# why\nsearch: |-\n  index=a\n  | head 5\nhow_to_implement: x\ndescription: >\n  b\n',
    );
    expect(await runCli(['format', '--check'], folder)).toMatchObject({ exitCode: 0 });
  });

  it('keeps the tests of a shipped rule as they are', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'firedrill-format-'));
    writeFileSync(join(folder, 'rule.yaml'), rule);
    await runCli(['format', 'rule.yaml'], folder);
    const after = readFileSync(join(folder, 'rule.yaml'), 'utf8');
    expect(after.slice(after.indexOf('\ntests:'))).toBe(rule.slice(rule.indexOf('\ntests:')));
    expect((await runCli(['format', 'rule.yaml', '--check'], folder)).exitCode).toBe(0);
  });
});
