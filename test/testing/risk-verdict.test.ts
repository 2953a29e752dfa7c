import { describe, expect, it } from 'vitest';
import { type RiskDefinition, riskDefinition } from '../../src/content/index.ts';
import { loadTexts } from '../../src/content/load.ts';
import { judgeRisk } from '../../src/testing/risk-verdict.ts';
import { fillTokens } from '../../src/testing/tokens.ts';

const read = (text: string): RiskDefinition | undefined => {
  const [detection] = loadTexts(new Map([['detections/a.yml', text]])).detections;
  if (!detection) throw new Error('This is no detection.');
  return riskDefinition(detection);
};

const FLAT = `
name: A
search: index=a
type: TTP
how_to_implement: x
finding: { title: "$user$ on $dest$", entity: { field: dest, type: system, score: 50 } }
intermediate_findings: { entities: [{ field: user, type: user, score: 20, message: "by $user$" }] }
threat_objects: [{ field: process_name, type: process_name }]
`;
const RBA = `
name: B
search: index=a
type: Anomaly
date: '2025-02-03'
how_to_implement: x
rba:
  message: $user$ ran $process$
  risk_objects: [{ field: user, type: user, score: 30 }]
  threat_objects: [{ field: process, type: process }]
tags: { analytic_story: [S] }
`;
const TAGS = `
name: C
search: index=a
type: TTP
date: '2024-02-03'
how_to_implement: x
tags:
  message: seen on $dest$
  risk_score: 42
  impact: 70
  confidence: 60
  observable:
    - { name: dest, type: Endpoint, role: [Victim] }
    - { name: user, type: User, role: [Victim] }
    - { name: process_name, type: Process, role: [Attacker] }
    - { name: src, type: IP Address, role: [Attacker] }
    - { name: other, type: Other, role: [Other] }
`;

describe('riskDefinition', () => {
  it('reads the flat shape', () => {
    expect(read(FLAT)).toEqual({
      riskObjects: [{ field: 'user', type: 'user', score: 20, message: 'by $user$' }],
      threatObjects: [{ field: 'process_name', type: 'process_name' }],
      finding: { title: '$user$ on $dest$', entity: { field: 'dest', type: 'system', score: 50 } },
    });
  });

  it('reads `rba:`; an Anomaly makes no finding', () => {
    expect(read(RBA)).toEqual({
      riskObjects: [{ field: 'user', type: 'user', score: 30, message: '$user$ ran $process$' }],
      threatObjects: [{ field: 'process', type: 'process' }],
    });
  });

  it('reads observables by their roles; a TTP makes a finding', () => {
    expect(read(TAGS)).toEqual({
      riskObjects: [
        { field: 'dest', type: 'system', score: 42, message: 'seen on $dest$' },
        { field: 'user', type: 'user', score: 42, message: 'seen on $dest$' },
        { field: 'other', type: 'other', score: 42, message: 'seen on $dest$', optional: true },
      ],
      threatObjects: [
        { field: 'process_name', type: 'process' },
        { field: 'src', type: 'ip_address' },
      ],
      finding: { title: 'C' },
    });
  });

  it('reckons a score from impact and confidence', () => {
    expect(read(TAGS.replace('  risk_score: 42\n', ''))?.riskObjects[0]?.score).toBe(42);
  });

  it('finds none in a Hunting detection, and a finding without objects in a Correlation', () => {
    expect(read(TAGS.replace('type: TTP', 'type: Hunting'))).toBeUndefined();
    expect(read(RBA.replace('type: Anomaly', 'type: Correlation'))).toEqual({
      riskObjects: [],
      threatObjects: [],
      finding: { title: 'B' },
    });
  });
});

describe('judgeRisk', () => {
  const risk = read(RBA) as RiskDefinition;
  const full = { user: 'alice', process: 'x.exe' };

  it.each<[string, readonly Record<string, string | null>[], readonly string[]]>([
    ['nothing to look at', [], []],
    ['all filled', [full], []],
    ['an empty text is a value', [{ user: '', process: 'x' }], []],
    ['a field that is not there', [{ process: 'x' }], ['Row 1 has no value for the risk object "user".']],
    [
      'the text null',
      [{ user: 'null', process: 'x' }],
      ['Row 1 has no value for the risk object "user" but the text "null".'],
    ],
    ['rows after the first that is full', [full, { user: null, process: null }], []],
    [
      'a gap before a full row',
      [{ user: 'a', process: null }, { user: null, process: 'x' }, full],
      ['Row 2 has no value for the risk object "user".'],
    ],
    [
      'a threat object that no row has',
      [
        { user: 'a', process: 'null' },
        { user: 'b', process: 'null' },
      ],
      ['No row has a value for the threat object "process"; row 1 has none but the text "null".'],
    ],
  ])('%s', (_name, rows, reasons) => {
    expect(judgeRisk(risk, rows)).toEqual(reasons);
  });

  it('is content when every threat object was somewhere', () => {
    const two = { ...risk, threatObjects: [...risk.threatObjects, { field: 'src', type: 'ip_address' }] };
    expect(
      judgeRisk(two, [
        { user: 'a', process: 'x' },
        { user: 'b', src: '192.0.2.1', process: null },
      ]),
    ).toEqual([]);
  });

  it('asks for the fields of messages', () => {
    const message = '$user$ ran $gone$';
    expect(
      judgeRisk({ ...risk, riskObjects: risk.riskObjects.map((object) => ({ ...object, message })) }, [full]),
    ).toEqual(['No row has a value for "$gone$" of the message; row 1 has none.']);
  });

  it("asks for a finding's entity", () => {
    expect(judgeRisk(read(FLAT) as RiskDefinition, [{ user: 'a', process_name: 'x' }])).toEqual([
      'Row 1 has no value for the risk object "dest".',
    ]);
  });
});

describe('fillTokens', () => {
  const row: Record<string, string | readonly string[]> = { user: 'alice', hosts: ['a', 'b'] };
  it('writes values, and leaves the token of an absent field', () => {
    expect(fillTokens('$user$ on $hosts$, not $dest$ for 5$ or 6$', (field) => row[field] ?? null)).toBe(
      'alice on a b, not $dest$ for 5$ or 6$',
    );
  });
});
