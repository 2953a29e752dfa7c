import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadTexts } from '../../src/content/index.ts';
import { type Gathered, gatherDetails } from '../../src/testing/details/gather.ts';
import { summarise, type TestReport, type TestResult } from '../../src/testing/result.ts';

/** What attackers put into logs and pull requests, in the hope that a report runs it. */
export const HOSTILE = [
  '<script>window.pwned = 1</script>',
  '</script><script>window.pwned = 2</script>',
  '"><img src=x onerror="window.pwned = 3">',
  "' autofocus onfocus='window.pwned = 4",
  '<svg/onload=window.pwned=5>',
  'javascript:window.pwned=6',
  '<a href="javascript:window.pwned=7">click</a>',
  '{{constructor.constructor("window.pwned=8")()}}',
  '<style>*{display:none}</style>',
  '--><iframe srcdoc="<script>parent.pwned=9</script>"></iframe>',
  'user\u202egnp.exe\u2066\u200f',
  '\u001b[2J\u0007::error::no',
] as const;

export function resultOf(file: string, more: Partial<TestResult> = {}): TestResult {
  return {
    detection: { id: `id-of-${file}`, name: `Name of ${file}`, file, language: 'kql', techniques: ['T1572'] },
    test: 'True positive',
    test_type: 'unit',
    verdict: 'pass',
    unsupported: false,
    missing_data: false,
    results: 1,
    rows: [{ DeviceName: 'ws-017', RemotePort: 7844 }],
    stages: [
      { text: 'DeviceNetworkEvents', rows_in: 0, rows_out: 20 },
      { text: '| where RemotePort == 7844', rows_in: 20, rows_out: 1 },
    ],
    events: 20,
    matched_events: [],
    logs: [],
    notes: [],
    leans_on: [],
    message: '',
    diagnostics: [],
    line: 10,
    duration_ms: 12,
    ...more,
  };
}

const reportOf = (tests: readonly TestResult[], diagnostics: TestReport['diagnostics'] = []): TestReport => ({
  summary: summarise(tests, 1234),
  tests,
  diagnostics,
});

/** A folder with a log in it, and the log as a result names it. */
export function logFolder(lines: readonly string[]): {
  readonly root: string;
  readonly log: TestResult['logs'][number];
} {
  const root = mkdtempSync(join(tmpdir(), 'firedrill-report-'));
  const file = 'logs/events.json';
  const text = `${lines.join('\n')}\n`;
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
  const sha256 = createHash('sha256').update(text).digest('hex');
  return { root, log: { data: file, file, sha256, stand_in: false } };
}

/** A report in which every text that comes from outside is hostile. */
export function hostileReport(): Gathered {
  const all = HOSTILE.join(' ');
  const events = HOSTILE.map((text, at) =>
    JSON.stringify({ timestamp: `2026-05-06T13:41:0${at % 10}Z`, user: text, [`<b onclick=alert(1)>${at}`]: text }),
  );
  events.push(JSON.stringify({ timestamp: '2026-05-06T13:42:00Z', huge: 'A<script>'.repeat(120_000) }));
  const { root, log } = logFolder(events);
  const file = 'detections/<img src=x onerror=alert(1)>.yaml';
  const yaml = JSON.stringify({
    id: all,
    name: all,
    description: all,
    severity: '<b>High</b>',
    kind: 'Scheduled',
    relevantTechniques: ['T1572', '<script>T1</script>', HOSTILE[5]],
    query: `DeviceNetworkEvents // ${all}\n| where RemoteUrl == ${JSON.stringify(all)}`,
    requiredDataConnectors: [{ connectorId: all, dataTypes: HOSTILE }],
    references: HOSTILE,
    falsepositives: HOSTILE,
    author: all,
    triggerOperator: 'gt',
    triggerThreshold: 0,
    queryFrequency: '1h',
    queryPeriod: '1h',
    tactics: [],
    version: all,
  });
  const content = loadTexts(new Map([[file, yaml]]));
  const range = { start: { line: 1, column: 1 }, end: { line: 1, column: 2 } };
  const tests = [
    resultOf(file, {
      test: all,
      verdict: 'fail',
      message: all,
      notes: HOSTILE,
      logs: [log],
      matched_events: events.map((_event, at) => `${log.file}:${at + 1}`).reverse(),
      rows: HOSTILE.map((text) => ({ [text]: text, other: [text, { [text]: text }] })) as TestResult['rows'],
      stages: [{ text: all, rows_in: 3, rows_out: 0 }],
    }),
  ];
  return gatherDetails({
    report: reportOf(tests, [
      { code: 'FD404', name: 'missing-test', severity: 'warning', message: all, file, range, hint: all },
    ]),
    detections: content.detections,
    sources: content.sources,
    root,
    title: all,
    version: '0.0.0',
  });
}

const VERDICTS = ['pass', 'pass', 'pass', 'fail', 'pass', 'error', 'pass', 'skipped'] as const;
const TECHNIQUES = ['T1572', 'T1059.001', 'T1003.001', 'T1566', 'T1547.001', 'T1021.002', 'T1110', 'T1486', 'T1190'];

/** Texts of detections, and results for them, as a large repository has them. */
export function manyDetections(number: number): {
  readonly texts: ReadonlyMap<string, string>;
  readonly report: TestReport;
  readonly root: string;
} {
  const lines = Array.from({ length: 400 }, (_none, at) =>
    JSON.stringify({
      timestamp: new Date(Date.UTC(2026, 4, 6, 13, 0, at * 7)).toISOString(),
      Computer: `ws-${at % 40}.corp.example.com`,
      Image: `C:\\Users\\user${at % 25}\\Downloads\\program${at}.exe`,
      CommandLine: `program${at}.exe --connect 192.0.2.${at % 250} --token ${at.toString(36).repeat(12)}`,
      DestinationIp: `203.0.113.${at % 250}`,
      DestinationPort: 1000 + at,
    }),
  );
  const { root, log } = logFolder(lines);
  const texts = new Map<string, string>();
  const tests: TestResult[] = [];
  for (let at = 0; at < number; at += 1) {
    const file = `detections/sentinel/area${at % 37}/rule_${String(at).padStart(5, '0')}.yaml`;
    const techniques = [TECHNIQUES[at % TECHNIQUES.length], TECHNIQUES[(at * 5 + 3) % TECHNIQUES.length]] as string[];
    const name = `Suspicious program ${at} connects to ${['a tunnel', 'a share', 'an unusual port', 'a new domain'][at % 4]}`;
    texts.set(file, detectionText(at, name, techniques));
    const verdict = VERDICTS[(at * 7 + Math.floor(at / 8)) % VERDICTS.length] ?? 'pass';
    const detection = {
      id: `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`,
      name,
      file,
      language: 'kql',
      techniques,
    } as const;
    const rows = Array.from({ length: 8 }, (_none, row) => ({
      TimeGenerated: `2026-05-06T13:${String(row).padStart(2, '0')}:00.0000000Z`,
      DeviceName: `ws-${(at + row) % 40}.corp.example.com`,
      InitiatingProcessFileName: `program${at}.exe`,
      InitiatingProcessCommandLine: `program${at}.exe --connect 192.0.2.${row} --name ${(at * row).toString(36).repeat(9)}`,
      RemoteIP: `203.0.113.${row}`,
      RemotePort: 1000 + at,
      RemoteUrl: `host${row}.example.com`,
    }));
    const first = (at * 11) % 380;
    tests.push(
      resultOf(file, {
        detection,
        verdict,
        message: verdict === 'pass' ? '' : 'It should fire, and found nothing.',
        results: rows.length,
        rows,
        events: lines.length,
        logs: [log],
        matched_events: Array.from({ length: 8 }, (_none, row) => `${log.file}:${first + row + 1}`),
        duration_ms: (at * 37) % 900,
      }),
      resultOf(file, {
        detection,
        test: 'Ordinary work',
        test_type: 'benign',
        results: 0,
        rows: [],
        events: lines.length,
        logs: [log],
        duration_ms: (at * 13) % 300,
      }),
    );
  }
  return { texts, report: reportOf(tests), root };
}

function detectionText(at: number, name: string, techniques: readonly string[]): string {
  return `id: 00000000-0000-4000-8000-${String(at).padStart(12, '0')}
name: ${name}
description: |
  Finds connections that program ${at} opens to places where nobody of the organisation has business. Whoever runs such
  a program reaches the device, and what the device reaches, from outside.
severity: ${['Low', 'Medium', 'High'][at % 3]}
requiredDataConnectors:
  - connectorId: MicrosoftThreatProtection
    dataTypes: [DeviceNetworkEvents]
queryFrequency: 1h
queryPeriod: 1h
triggerOperator: gt
triggerThreshold: 0
tactics: [CommandAndControl]
relevantTechniques: [${techniques.join(', ')}]
query: |
  let ports = dynamic([${1000 + at}, 7844]);
  DeviceNetworkEvents
  | where RemotePort in (ports) and InitiatingProcessFileName has "program${at}"
  | where RemoteUrl has_any ("tunnel", "example${at}") or RemoteIP startswith "203.0.113."
  | summarize Connections = count(), First = min(TimeGenerated), Urls = make_set(RemoteUrl) by DeviceName, RemoteIP
  | where Connections > ${at % 5}
  | project DeviceName, RemoteIP, Connections, First, Urls
version: 1.0.0
kind: Scheduled
`;
}

export function gatherMany(number: number): Gathered {
  const { texts, report, root } = manyDetections(number);
  const content = loadTexts(texts);
  return gatherDetails({
    report,
    detections: content.detections,
    sources: content.sources,
    root,
    title: 'A large repository',
    version: '0.0.0',
  });
}
