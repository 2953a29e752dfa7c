import { describe, expect, it } from 'vitest';
import type { MutationReport } from '../../src/testing/mutate/model.ts';
import { folderWith, runCli } from './run-cli.ts';

const EVENT = { EventID: 3, Port: 7844, Protocol: 'udp', Initiated: 'true' };
const DATA = `    attack_data:\n      - { data: event.json, sourcetype: _json, source: invented }\n`;

const SIGMA = `title: Weak rule
id: 5f0c3b51-0f57-4b0e-9d0e-000000000001
status: test
description: d
logsource: { product: invented }
detection:
  selection:
    EventID: 3
    Port|gte: 7000
    Protocol: [udp, tcp]
  filter:
    Initiated: "false"
  condition: selection and not filter
level: low
tests:
  - name: One event
${DATA}`;

const SPL = `name: Weak search
id: 5f0c3b51-0f57-4b0e-9d0e-000000000002
version: 1
creation_date: "2026-05-05"
modification_date: "2026-05-05"
author: A
status: production
type: Hunting
description: d
data_source: []
search: search EventID=3 Port>=7000 (Protocol=udp OR Protocol=tcp) NOT Initiated=false | stats count by Port | where count >= 1
how_to_implement: h
known_false_positives: k
references: []
analytic_story: [Reverse Network Proxy]
asset_type: Endpoint
mitre_attack_id: [T1572]
product: [Splunk Enterprise]
category: endpoint
security_domain: endpoint
tests:
  - name: One event
    test_type: unit
${DATA}`;

const KQL = `id: 5f0c3b51-0f57-4b0e-9d0e-000000000003
name: Weak query
description: d
severity: Low
requiredDataConnectors: []
queryFrequency: 1h
queryPeriod: 1h
triggerOperator: gt
triggerThreshold: 0
tactics: [CommandAndControl]
relevantTechniques: [T1572]
query: DeviceNetworkEvents | where RemoteUrl has_any ("trycloudflare", "argotunnel.com")
version: 1.0.0
kind: Scheduled
tests:
  - name: Attack data alone
    attack_data:
      - { data: datasets/attack_techniques/T1572/snapattack/snapattack.log }
`;

const CONFIG = `content: [detections]\ndata: { folders: [test/attack_data], lock: attack-data.lock }\n`;

const folder = folderWith({
  'firedrill.yml': CONFIG,
  'detections/event.json': `${JSON.stringify(EVENT)}\n`,
  'detections/weak.yml': SIGMA,
  'detections/weak_search.yml': SPL,
  'detections/weak_query.yaml': KQL,
});

describe('mutate', () => {
  it('finds every mutant that a weak test lets live, and no other', { timeout: 240_000 }, async () => {
    const { stdout, stderr, exitCode } = await runCli(['mutate', '--format', 'json', '--jobs', '2'], folder);
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    const report = JSON.parse(stdout) as MutationReport;
    const survivors = Object.fromEntries(
      report.detections.map(({ detection, mutants }) => [
        detection.name,
        mutants
          .filter(({ verdict }) => verdict === 'survived')
          .map(({ kind, before, after }) => `${kind}: ${before} → ${after}`)
          .sort(),
      ]),
    );
    expect(survivors).toEqual({
      'Weak rule': [
        'dropped: EventID: 3 → ',
        'dropped: Port|gte: 7000 → ',
        'dropped: Protocol: ["udp","tcp"] → ',
        'dropped: not filter → ',
        'dropped: selection → ',
        'dropped: tcp → ',
        'literal: false → falsezz',
        'literal: tcp → tcpzz',
        'threshold: 7000 → 6999',
        'threshold: 7000 → 7001',
      ],
      'Weak search': [
        'dropped: EventID=3 → ',
        'dropped: NOT Initiated=false → ',
        'dropped: Port>=7000 → ',
        'dropped: Protocol=tcp → ',
        'dropped: Protocol=udp OR Protocol=tcp → ',
        'dropped: count >= 1 → ',
        'literal: tcp → tcpzz',
        'negated: Protocol=tcp → NOT (Protocol=tcp)',
        'threshold: 1 → 0',
        'threshold: 7000 → 6999',
        'threshold: 7000 → 7001',
      ],
      'Weak query': [
        'dropped: RemoteUrl has_any ("trycloudflare", "argotunnel.com") → ',
        'literal: "argotunnel.com" → "argotunnel.comzz"',
        'literal: "trycloudflare" → "trycloudflarezz"',
        'negated: RemoteUrl has_any ("trycloudflare", "argotunnel.com") → not(RemoteUrl has_any ("trycloudflare", "argotunnel.com"))',
      ],
    });
    const rule = report.detections.find(({ detection }) => detection.name === 'Weak rule');
    expect(rule?.mutants.find(({ before }) => before === 'EventID: 3')?.line).toBe(8);
  });

  it('fails below the least score and says what survives', { timeout: 120_000 }, async () => {
    const args = ['mutate', 'detections/weak.yml', '--jobs', '1', '--min-score'];
    const low = await runCli([...args, '90'], folder);
    expect(low.exitCode).toBe(1);
    expect(low.stdout).toContain('detections/weak.yml:10:21 No test notices when `tcp` is left out.');
    expect((await runCli([...args, '10'], folder)).exitCode).toBe(0);
  });
});

describe('the shipped detections', () => {
  it('have tests that notice every mutant', { timeout: 240_000 }, async () => {
    const { stdout } = await runCli(['mutate', '--format', 'json', '--jobs', '2']);
    const { summary, detections } = JSON.parse(stdout) as MutationReport;
    expect(detections.flatMap(({ mutants }) => mutants.filter(({ verdict }) => verdict === 'survived'))).toEqual([]);
    expect(summary).toMatchObject({ score: 100, survived: 0, untried: 0, unscored: 0 });
  });
});
