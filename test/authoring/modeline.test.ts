import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { modeline } from '../../src/authoring/scaffold/modeline.ts';
import { parseYaml } from '../../src/content/yaml.ts';
import { detectKind } from '../../src/content/kind.ts';
import { schemaName } from '../../src/validate/index.ts';
import { root, runCli } from '../cli/run-cli.ts';
import { folderWith } from '../content/workspace.ts';

const LINE = '# yaml-language-server: $schema=../schemas/escu-detection-tags.schema.json';

describe('the comment by which an editor finds a schema', () => {
  it('stands in every shipped detection and names the schema of its kind', () => {
    const detections = readdirSync(join(root, 'detections'), { recursive: true, encoding: 'utf8' });
    for (const name of detections.filter((each) => /\.ya?ml$/.test(each))) {
      const file = join(root, 'detections', name);
      const text = readFileSync(file, 'utf8');
      const path = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text)?.[1];
      const { value } = parseYaml(text, name).documents[0] ?? {};
      expect(path, name).toMatch(new RegExp(`/${schemaName(detectKind(value)!, value)}\\.schema\\.json$`));
      expect(existsSync(resolve(dirname(file), path ?? '')), name).toBe(true);
    }
  });

  it('follows the one of firedrill.yml, and is left out without', () => {
    const macro = { name: 'm', definition: 'index=a' };
    const at = (config: string) => {
      const folder = folderWith({ 'firedrill.yml': config });
      return modeline(folder, join(folder, 'a', 'b', 'm.yml'), macro);
    };
    const line = (path: string) => `# yaml-language-server: $schema=${path}/firedrill.schema.json\ncontent: [a]\n`;
    expect(at(line('./schemas'))).toBe('# yaml-language-server: $schema=../../schemas/escu-macro.schema.json\n');
    expect(at(line('https://example.com/s'))).toBe(
      '# yaml-language-server: $schema=https://example.com/s/escu-macro.schema.json\n',
    );
    expect(at('content: [a]\n')).toBe('');
  });

  it('outlives fixes, migrations and formatting', async () => {
    const detection = `${LINE}
name: Windows A
id: 7cd1dcdc-6edf-4896-86dc-d1f19ad64903
version: '2'
date: '2024-05-05'
author: Alice Example
status: experimental
type: TTP
description: Finds a.
data_source: [Sysmon EventID 3]
search: index=a | stats   count by dest | \`windows_a_filter\`
how_to_implement: Collect events.
known_false_positives: Approved ones.
references: []
tags:
  analytic_story: [A]
  asset_type: Endpoint
  confidence: 50
  impact: 50
  message: It was $dest$
  mitre_attack_id: [T1572]
  observable:
    - {name: dest, type: Hostname, role: [Victim]}
  product: [Splunk Enterprise]
  risk_score: 25
  security_domain: endpoint
`;
    const folder = folderWith({ 'detections/windows_a.yml': detection });
    const lines = async (...args: readonly string[]) => {
      await runCli([...args, 'detections/windows_a.yml'], folder);
      const text = readFileSync(join(folder, 'detections/windows_a.yml'), 'utf8');
      return [text.split('\n')[0], text === detection];
    };
    expect(await lines('validate')).toEqual([LINE, true]);
    expect(await lines('validate', '--fix')).toEqual([LINE, false]);
    expect(await lines('format')).toEqual([LINE, false]);
    const [migrated] = await lines('validate', '--migrate', '2026');
    expect(migrated).toBe('# yaml-language-server: $schema=../schemas/escu-detection-flat.schema.json');
  });
});
