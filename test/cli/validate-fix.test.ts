import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { folderWith } from '../content/workspace.ts';
import { ORIGINALS } from '../validate/mutants/originals.ts';
import { runCli } from './run-cli.ts';

it('fixes what is safe in the files, and reports what is left', async () => {
  const rule = ORIGINALS['sigma_tunnel.yml']
    .replace('level: medium', 'level: Medium # why')
    .replace('status: test', 'status: tset');
  const cwd = folderWith({ 'a.yml': rule });
  const run = await runCli(['validate', '--fix', '--no-cache', 'a.yml'], cwd);
  expect(run.stderr).toBe('Fixed 1 finding in 1 file.\n');
  expect(run.exitCode).toBe(1);
  expect(run.stdout).toContain('tset');
  expect(readFileSync(join(cwd, 'a.yml'), 'utf8')).toBe(rule.replace('level: Medium', 'level: medium'));
  const again = await runCli(['validate', '--fix', '--no-cache', 'a.yml'], cwd);
  expect(again.stderr).toBe('Nothing to fix.\n');
});

it('migrates detections, and says which stay', async () => {
  const cwd = folderWith({
    'detections/endpoint/old_admin_share.yml': ORIGINALS['old_admin_share.yml'],
    'detections/endpoint/flow.yml': 'name: Flow\nsearch: x\ntype: TTP\ntags: {message: m}\n',
  });
  const run = await runCli(['validate', '--migrate', '2026', '--no-cache', 'detections'], cwd);
  expect(run.stderr).toBe(
    'Migrated 1 file to the shape of 2026.\ndetections/endpoint/flow.yml stays as it is. Its "tags" are not written as a block.\n',
  );
  expect(readFileSync(join(cwd, 'detections/endpoint/old_admin_share.yml'), 'utf8')).toContain('finding:\n');
});
