import { describe, expect, it } from 'vitest';
import { Project } from '../../src/lsp/project.ts';
import { folderWith } from '../content/workspace.ts';
import { runCli } from './run-cli.ts';

const ID = '5170c3c4-b8c9-485c-910d-a21d965ee18';

const ESCU = {
  'contentctl.yml': 'app:\n  version: 5.4.0\n',
  'macros/hosts.yml': 'name: hosts\ndefinition: sourcetype=hosts\n',
  'stories/hosts.yml': 'name: Hosts\nnarrative: n\ndescription: d\n',
  'detections/endpoint/odd_hosts.yml': `name: Odd Hosts
id: ${ID}0
version: 1
date: '2025-05-13'
author: Alice Example
status: production
type: Hunting
description: Finds hosts.
data_source: []
search: '\`hosts\` | stats count by host | \`odd_hosts_filter\`'
how_to_implement: Collect hosts.
known_false_positives: None known.
references: []
tags:
  analytic_story: [Hosts]
  asset_type: Endpoint
  mitre_attack_id: [T1018]
  product: [Splunk Enterprise, Splunk Enterprise Security, Splunk Cloud]
  security_domain: endpoint
tests:
  - name: True Positive Test
    attack_data:
      - {data: hosts.log, source: hosts, sourcetype: hosts}
`,
  'detections/endpoint/hosts.log': 'dc01 is up\n',
};

const AZURE = {
  'Solutions/Acme/Analytic Rules/Rule.yaml': `id: ${ID}1
name: Odd Process
description: Finds a process.
kind: NRT
severity: Medium
tactics: [Persistence]
query: |
  DeviceProcessEvents
  | where FileNam == "a.exe"
`,
};

const SIGMAHQ = {
  'rules/windows/process_creation/proc_creation_win_odd.yml': `title: Odd Process
id: ${ID}2
status: test
description: Finds a process.
author: Alice Example
date: 2026-05-05
logsource:
  category: process_creation
  product: windows
detection:
  selection:
    Image|endswith: '\\odd.exe'
  condition: selektion
falsepositives: [Unknown]
level: low
`,
};

describe.each([
  ['ESCU', ESCU],
  ['Azure-Sentinel', AZURE],
  ['SigmaHQ', SIGMAHQ],
])('in a repository of %s without a configuration', (name, files) => {
  it('an editor sees what validate says', async () => {
    const root = folderWith(files);
    const run = await runCli(['validate', '--no-cache', '--format', 'json'], root);
    const said = (JSON.parse(run.stdout) as { readonly diagnostics: readonly { readonly code: string }[] }).diagnostics;
    const { diagnostics } = await new Project(root).diagnostics();
    expect(diagnostics.map(({ code }) => code)).toEqual(said.map(({ code }) => code));
    expect(said.length).toBeGreaterThan(0);
  });

  it('test takes its detections', async () => {
    const { exitCode, stdout, stderr } = await runCli(['test', '--no-cache'], folderWith(files));
    expect(stderr).not.toContain('There is no file or folder');
    if (name === 'ESCU') expect([exitCode, stdout]).toEqual([0, expect.stringContaining('1 passed')]);
    else expect(stderr + stdout).toMatch(/FD203|FD208/);
  });
});

it('elsewhere a missing folder of content is told', async () => {
  const { stdout, stderr } = await runCli(['test', '--no-cache'], folderWith({ 'notes.txt': 'x' }));
  expect(stdout + stderr).toContain('Say in firedrill.yml where the content lies');
});
