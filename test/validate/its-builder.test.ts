import { describe, expect, it } from 'vitest';
import { compareVersions } from '../../src/content/app.ts';
import { folderWith } from '../content/workspace.ts';
import { runCli } from '../cli/run-cli.ts';

const CLASSIC = { 'contentctl.yml': 'app:\n  version: 5.4.0\n  label: EX\n' };
const NG = {
  'build.yml':
    'app_version: 5.4.0\ncontent_prefix: EX\nexternal_app_content:\n  - app_name: Hosts App\n    macros: [hosts]\n    lookups: [owners]\n',
};

const CONTENT = {
  'detections/endpoint/odd_hosts.yml': `name: Odd Hosts
id: 29798d45-c9c7-4240-a5ef-d7648c016024
version: 2
creation_date: '2026-05-05'
modification_date: '2026-05-13'
author: Alice Example
status: experimental
type: Hunting
description: Finds hosts.
data_source: []
search: '\`hosts\` | lookup owners host OUTPUT owner | stats count by host owner'
how_to_implement: x
known_false_positives: None known.
analytic_story: [Hosts]
asset_type: Endpoint
mitre_attack_id: [T1018]
product: [Splunk Enterprise, Splunk Enterprise Security, Splunk Cloud]
category: endpoint
security_domain: endpoint
tests:
  - {name: None, test_type: experimental, description: Nobody has a log of this., attack_data: []}
`,
  'stories/others.yml': 'name: Others\nnarrative: n\ndescription: d\n',
};

async function severities(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const run = await runCli(['validate', '--no-cache', '--format', 'json', 'detections'], folderWith(files));
  const { diagnostics } = JSON.parse(run.stdout) as {
    readonly diagnostics: readonly { readonly severity: string; readonly code: string; readonly hint?: string }[];
  };
  return diagnostics.map(
    ({ severity, code, hint }) => `${code} ${severity}${/^FD30[12]/.test(code) ? ` ${hint}` : ''}`,
  );
}

describe('what the tool refuses that builds the content', () => {
  it('is a warning to whoever has no settings of it', async () => {
    expect(await severities(CONTENT)).toEqual([
      'FD404 warning',
      'FD301 error Define it under macros/ of the content, or in macros.conf.',
      'FD302 error Define it under lookups/ of the content, or in transforms.conf.',
      'FD113 warning',
      'FD308 warning',
    ]);
  });

  it('is an error beside contentctl.yml', async () => {
    const told = await severities({ ...CONTENT, ...CLASSIC });
    expect(told.slice(3)).toEqual(['FD113 error', 'FD308 error']);
    expect(told[0]).toBe('FD404 error');
  });

  it('is less for contentctl-ng, whose settings name what other apps bring', async () => {
    const hint = 'build.yml says that it comes with Hosts App; add a copy to the knowledge to run the detection here.';
    expect(await severities({ ...CONTENT, ...NG })).toEqual([
      'FD404 error',
      `FD301 warning ${hint}`,
      `FD302 warning ${hint}`,
      'FD113 warning',
      'FD308 error',
    ]);
  });

  it('is what the configuration says where it says something', async () => {
    const told = await severities({
      ...CONTENT,
      ...CLASSIC,
      'firedrill.yml': 'severities: {unknown-story: info}\n',
    });
    expect(told.at(-1)).toBe('FD308 info');
  });

  it('is looked for in a build.yml of an app alone', async () => {
    const told = await severities({ ...CONTENT, 'build.yml': 'steps: [a]\n' });
    expect(told.at(-1)).toBe('FD308 warning');
  });
});

it.each([
  ['5.4.0', '5.10.0', -6],
  ['5.4', '5.4.0', 0],
  ['6.0.0', '5.9.9', 1],
  ['5.4.0', 'five', undefined],
])('%s against %s', (left, right, order) => {
  expect(compareVersions(left, right)).toBe(order);
});
