import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { DeploySettings } from '../../src/deploy/settings.ts';
import { deploySettings } from '../../src/deploy/settings.ts';
import { desiredSplunk } from '../../src/deploy/splunk/desired.ts';
import type { DesiredObject } from '../../src/deploy/object.ts';
import { loadContent } from '../../src/content/index.ts';

const detection = (name: string, search: string, more: string): string => `name: ${name}
id: ${createId(name)}
version: 3
creation_date: "2026-01-01"
modification_date: "2026-01-02"
author: Test Author
status: production
type: TTP
description: Finds an invented thing.
data_source: [Sysmon EventID 1]
search: |-
  ${search}
how_to_implement: Collect events.
known_false_positives: None known.
references: []
security_domain: endpoint
mitre_attack_id: [T1572]
analytic_story: [Invented Story]
asset_type: Endpoint
${more}
`;

const createId = (name: string): string =>
  `00000000-0000-4000-8000-${Buffer.from(name).toString('hex').padEnd(12, '0').slice(-12)}`;

export const CONTENT: Readonly<Record<string, string>> = {
  'detections/many_tools.yml': detection(
    'Many Tools',
    'index=main `tools_filter_of("a, b", user)` | lookup invented_hosts host OUTPUT note | `many_tools_filter`',
    `finding:
  title: Tools on $dest$
  entity: { field: dest, type: system, score: 40 }
intermediate_findings:
  entities:
    - { field: dest, type: system, score: 40, message: Tools on $dest$ }
    - { field: user, type: user, score: 20, message: Tools of $user$ }
threat_objects:
  - { field: process_name, type: process_name }
drilldown_searches:
  - { name: View, search: '%original_detection_search%', earliest_offset: $info_min_time$, latest_offset: $info_max_time$ }`,
  ),
  'detections/ümlaut.yml': detection('Ünusual / Names & "Quotes"', 'index=main ünusual="x+y&z=%20"', ''),
  'macros/tools_filter_of.yml':
    'name: tools_filter_of\narguments: [list, field]\ndefinition: search tool IN ($list$) $field$=* `inner_macro`\ndescription: Tools.\n',
  'macros/inner_macro.yml': 'name: inner_macro\ndefinition: index=main\ndescription: Inner.\n',
  'macros/unused.yml': 'name: unused\ndefinition: index=other\ndescription: Nobody calls it.\n',
  'lookups/invented_hosts.yml':
    'name: invented_hosts\nlookup_type: csv\nfilename: invented_hosts.csv\nmatch_type: [WILDCARD(host)]\ncase_sensitive_match: false\nmin_matches: 1\ndefault_match: "no"\ndescription: Hosts.\n',
  'lookups/invented_hosts.csv': 'host,note\nweb*,shop\n',
};

/** Runs `work` in a folder that holds these files. */
export function inFolder<Result>(files: Readonly<Record<string, string>>, work: (root: string) => Result): Result {
  const root = mkdtempSync(join(tmpdir(), 'firedrill-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), content);
    }
    return work(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

export function splunkContent(
  section: Readonly<Record<string, unknown>> = {},
  files: Readonly<Record<string, string>> = CONTENT,
): { desired: readonly DesiredObject[]; settings: DeploySettings } {
  const settings = deploySettings({ name: 'test', splunk: { app: 'content', enabled: true }, ...section }, undefined);
  const desired = inFolder(files, (root) => {
    const { detections } = loadContent(['.'], { root });
    return desiredSplunk({ detections, knowledge: [root] }, settings);
  });
  return { desired, settings };
}
