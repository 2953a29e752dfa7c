import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { root, runCli } from '../cli/run-cli.ts';

function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'firedrill-init-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const shipped = (path: string): string =>
  readFileSync(join(root, 'detections', path), 'utf8').replace(/^tests:.*$/ms, '');
const SPLUNK = shipped('splunk/endpoint/windows_potential_cloudflared_network_connection.yml');
const SENTINEL = shipped('sentinel/cloudflared_argo_tunnel_communication.yaml');
const SIGMA = shipped('sigma/net_connection_win_domain_cloudflared_communication.yml');

const EXISTING = {
  contentctl: {
    'detections/endpoint/windows_potential_cloudflared_network_connection.yml': SPLUNK,
    'contentctl.yml': 'app: {}\n',
  },
  'azure-sentinel': { 'Solutions/Tunnels/Analytic Rules/tunnel.yaml': SENTINEL },
  sigmahq: { 'rules/windows/tunnel.yml': SIGMA },
} as const;

describe('firedrill init', () => {
  it('makes an empty folder a repository with a first passing test', async () => {
    const folder = folderOf({});
    const { exitCode, stdout, stderr } = await runCli(['init', '--yes'], folder);
    expect(stderr).toBe('');
    expect(exitCode, stdout).toBe(0);
    expect(stdout).toBe(`wrote firedrill.yml
wrote .vscode/settings.json
wrote .vscode/extensions.json
wrote .github/workflows/firedrill.yml
wrote .gitignore
wrote detections/splunk/firedrill_starter.yml
wrote test/attack_data/firedrill_starter/starter.log
pass True Positive Test
Next: firedrill validate, firedrill test, firedrill new --help
`);
    const starter = 'detections/splunk/firedrill_starter.yml';
    const [first] = readFileSync(join(folder, starter), 'utf8').split('\n');
    const schema = '../../node_modules/firedrill/schemas/escu-detection-flat.schema.json';
    expect(first).toBe(`# yaml-language-server: $schema=${schema}`);
    expect(await runCli(['validate'], folder)).toMatchObject({ exitCode: 0 });
    expect((await runCli(['test', '--quiet'], folder)).stdout).toContain('1 passed');
  });

  it.each(Object.entries(EXISTING))('fits into a repository of layout %s', async (layout, files) => {
    const folder = folderOf(files);
    const { exitCode, stdout } = await runCli(['init', '--yes', '--format', 'json'], folder);
    expect(exitCode, stdout).toBe(0);
    const { written, content, tests } = JSON.parse(stdout) as Record<string, unknown>;
    expect(content).toMatchObject({ layout, detections: 1 });
    expect(tests).toEqual([{ test: 'True Positive Test', verdict: 'pass', message: '' }]);
    expect(written).toContainEqual(expect.stringMatching(/^firedrill\/firedrill_starter\.test\.yml$/));
    const config = load(readFileSync(join(folder, 'firedrill.yml'), 'utf8')) as Record<string, unknown>;
    const [file = ''] = Object.keys(files);
    expect(config).toMatchObject({ layout, content: [file.split('/')[0], 'firedrill'] });
    for (const [name, text] of Object.entries(files)) expect(readFileSync(join(folder, name), 'utf8')).toBe(text);
    const settings = JSON.parse(readFileSync(join(folder, '.vscode/settings.json'), 'utf8')) as {
      'yaml.schemas': Record<string, string[]>;
    };
    for (const schema of Object.keys(settings['yaml.schemas'])) {
      expect(existsSync(join(root, schema.replace('./node_modules/firedrill/', ''))), schema).toBe(true);
    }
  });

  it('keeps what is there, and is done when run again', async () => {
    const folder = folderOf({ 'firedrill.yml': 'content: [detections]\n', '.gitignore': 'dist/\n' });
    const first = await runCli(['init', '--yes'], folder);
    expect(first.stdout).toContain('kept  firedrill.yml\nkept  .gitignore\nnote: Add ".firedrill/" to .gitignore');
    const before = readFileSync(join(folder, 'detections/splunk/firedrill_starter.yml'), 'utf8');
    const again = await runCli(['init', '--yes'], folder);
    expect(again.exitCode, again.stdout + again.stderr).toBe(0);
    expect(again.stdout).not.toContain('wrote');
    expect(readFileSync(join(folder, 'detections/splunk/firedrill_starter.yml'), 'utf8')).toBe(before);
    expect(readFileSync(join(folder, 'firedrill.yml'), 'utf8')).toBe('content: [detections]\n');
  });

  it('asks three questions at most, and none that an option answers', async () => {
    const asked: string[] = [];
    const answer = (reply: string) => async (question: string) => {
      asked.push(question);
      return reply;
    };
    const folder = folderOf({});
    expect((await runCli(['init', '--platform', 'sigma'], folder, answer(''))).exitCode).toBe(0);
    expect(asked).toEqual([
      'Layout of the repository? (auto, firedrill, contentctl, azure-sentinel, sigmahq) [firedrill] ',
      'A workflow for GitHub Actions? (yes, no) [yes] ',
    ]);
    expect(existsSync(join(folder, 'detections/sigma/firedrill_starter.yml'))).toBe(true);
    asked.length = 0;
    const refused = await runCli(['init'], folderOf({}), answer('zebra'));
    expect(refused).toMatchObject({ exitCode: 2 });
    expect(asked).toHaveLength(1);
  });

  it('writes a workflow that keeps to the rules of the project', async () => {
    const folder = folderOf({});
    await runCli(['init', '--yes'], folder);
    const text = readFileSync(join(folder, '.github/workflows/firedrill.yml'), 'utf8');
    const workflow = load(text) as {
      permissions: unknown;
      jobs: { detections: { steps: { uses?: string; run?: string }[] } };
    };
    expect(workflow.permissions).toEqual({ contents: 'read' });
    for (const { uses, run } of workflow.jobs.detections.steps) {
      if (uses !== undefined) expect(uses).toMatch(/^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/);
      expect(run ?? '').not.toContain('${{');
    }
  });
});
