import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSession, type Session } from '../../src/testing/open-session.ts';
import type { TestReport } from '../../src/testing/result.ts';
import { runTests } from '../../src/testing/run-tests.ts';
import { root } from '../cli/run-cli.ts';

const FOLDER = 'test/fixtures/escu/detections';

async function run(what: readonly string[], jobs = 1): Promise<TestReport> {
  const session = await openSession({ cwd: root, what });
  try {
    return await runTests({ ...session, jobs });
  } finally {
    await session.close();
  }
}

/** What of a report is the same in every run. */
const shown = ({ tests }: TestReport) =>
  tests.map(({ detection, test, verdict, message, rows, events, ran_before, findings, notes }) => ({
    name: `${detection.name} › ${test}`,
    verdict,
    message,
    rows: rows.map((row) => ({ ...row })),
    events,
    ran_before: ran_before?.map(({ name, results, findings: made }) => `${name}: ${results} → ${made}`),
    findings: findings?.map(
      (finding) =>
        `${finding.index} ${finding.risk_object ?? '-'} ${finding.risk_score ?? '-'}: ${finding.message}` +
        (finding.threat_objects ?? []).map(({ value, type }) => ` [${type} ${value}]`).join(''),
    ),
    notes,
  }));

const SILENT = { message: '', notes: [], ran_before: undefined, findings: undefined };

const BEHAVIOR = {
  ...SILENT,
  verdict: 'pass',
  rows: [
    {
      risk_object: 'alice',
      risk_object_type: 'user',
      risk_score: '50',
      risk_event_count: '2',
      tactics: ['command-and-control', 'credential-access'],
      technique_count: '2',
      source: ['ESCU - Grabber Downloaded - Rule', 'ESCU - Grabber Launched - Rule'],
      source_count: '2',
    },
  ],
  findings: ['notable alice 50: Invented Risk Behavior'],
};

describe('a run of ESCU detections of all shapes and types', () => {
  let session: Session;
  let report: TestReport;

  beforeAll(async () => {
    session = await openSession({ cwd: root, what: [FOLDER] });
    report = await runTests({ ...session, jobs: 1 });
  });
  afterAll(() => session.close());

  it('judges, and says what ran before and what was found', () => {
    expect(shown(report)).toEqual([
      {
        ...SILENT,
        name: 'Any Launch › True Positive Test',
        verdict: 'pass',
        rows: [
          { process_name: 'grabber.exe', count: '1' },
          { process_name: 'notepad.exe', count: '1' },
        ],
        events: 6,
      },
      {
        ...SILENT,
        name: 'Findings On One Host › True Positive Test',
        verdict: 'pass',
        rows: [
          {
            risk_object: 'ws-01.example.com',
            urgency: 'medium',
            count: '1',
            titles: 'grabber.exe ran on ws-01.example.com',
          },
        ],
        events: 6,
        ran_before: ['Grabber Downloaded: 1 → 2', 'Grabber Launched: 1 → 2'],
        findings: ['notable ws-01.example.com 60: Findings on ws-01.example.com'],
      },
      {
        ...SILENT,
        name: 'Grabber Downloaded › True Positive Test',
        verdict: 'pass',
        rows: [
          {
            user: 'alice',
            dest: 'ws-01.example.com',
            url: ['http://192.0.2.10/grabber.exe', 'http://192.0.2.11/grabber.dll'],
          },
        ],
        events: 6,
        findings: ['alice 20', 'ws-01.example.com 25'].map(
          (object) =>
            `risk ${object}: alice fetched http://192.0.2.10/grabber.exe http://192.0.2.11/grabber.dll on ws-01.example.com` +
            ' [url http://192.0.2.10/grabber.exe] [url http://192.0.2.11/grabber.dll]',
        ),
      },
      {
        ...SILENT,
        name: 'Grabber Launched › True Positive Test',
        verdict: 'pass',
        rows: [{ user: 'alice', dest: 'ws-01.example.com', process_name: 'grabber.exe', count: '1' }],
        events: 6,
        findings: [
          'risk alice 30: alice ran grabber.exe [process_name grabber.exe]',
          'notable ws-01.example.com 50: grabber.exe ran on ws-01.example.com [process_name grabber.exe]',
        ],
      },
      { ...SILENT, name: 'Grabber Launched › a quiet day', verdict: 'pass', rows: [], events: 1 },
      {
        ...SILENT,
        name: 'Host Outside The Baseline › True Positive Test',
        verdict: 'pass',
        rows: [{ dest: 'ws-01.example.com', count: '5', events: '5' }],
        events: 6,
        ran_before: ['Baseline Of Busy Hosts: 1 → 0'],
      },
      {
        ...BEHAVIOR,
        name: 'Invented Risk Behavior › True Positive Test',
        events: 6,
        ran_before: ['Grabber Downloaded: 1 → 2', 'Grabber Launched: 1 → 2'],
      },
      {
        ...BEHAVIOR,
        name: 'Invented Risk Behavior › over the data of the detections it counts',
        events: 0,
        ran_before: ['Grabber Downloaded › True Positive Test: 1 → 2', 'Grabber Launched › True Positive Test: 1 → 2'],
      },
      {
        ...SILENT,
        name: 'Repeated Failed Logons › True Positive Test',
        verdict: 'pass',
        rows: [{ user: 'carol', dest: 'ws-01.example.com', src: '192.0.2.20', count: '2' }],
        events: 6,
        findings: [
          'risk carol 20: carol failed 2 times [ip_address 192.0.2.20]',
          'notable - -: Repeated Failed Logons [ip_address 192.0.2.20]',
        ],
      },
    ]);
  });

  it('gives the same result for a test that runs alone', async () => {
    const alone = await run([`${FOLDER}/endpoint/invented_risk_behavior.yml`]);
    expect(shown(alone)).toEqual(shown(report).filter(({ name }) => name.startsWith('Invented Risk Behavior')));
  });

  it('takes recorded events of the summary indexer as risk events', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'firedrill-escu-'));
    cpSync(join(root, 'test/fixtures/escu'), cwd, { recursive: true });
    for (const name of ['grabber_launched', 'grabber_downloaded']) rmSync(join(cwd, `detections/endpoint/${name}.yml`));
    const file = join(cwd, 'detections/endpoint/invented_risk_behavior.yml');
    const text = readFileSync(file, 'utf8')
      .replace(/^tests:.*/ms, '')
      .replace(
        'values(source) as source dc(source)',
        'values(All_Risk.risk_message) as message dc(All_Risk.risk_score)',
      );
    const data = '{ data: ../../data/risk.log, source: recorded, sourcetype: stash }';
    writeFileSync(file, `${text}tests:\n- name: recorded\n  attack_data: [${data}]\n`);
    const recorded = await openSession({ cwd, what: [file] });
    const report = await runTests({ ...recorded, jobs: 1 });
    await recorded.close();
    expect(shown(report)).toEqual([
      {
        ...SILENT,
        name: 'Invented Risk Behavior › recorded',
        verdict: 'pass',
        rows: [
          {
            risk_object: 'erin',
            risk_object_type: 'user',
            risk_score: '55',
            risk_event_count: '2',
            tactics: ['command-and-control', 'credential-access'],
            technique_count: '2',
            message: 'erin ran "x, y"',
            source_count: '2',
          },
        ],
        events: 2,
        findings: ['notable erin 55: Invented Risk Behavior'],
      },
    ]);
  });

  it('gives the same result with several workers', async () => {
    expect(shown(await run([FOLDER], 4))).toEqual(shown(report));
  });
});
