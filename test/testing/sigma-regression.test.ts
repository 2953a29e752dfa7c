import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSession } from '../../src/testing/open-session.ts';
import { compareTwins, twinsAmong } from '../../src/testing/parity.ts';

const EVENT = (record: number, command: string): string =>
  `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-Sysmon' Guid='{5770385f-c22a-43e0-bf4c-06f5698ffbd9}'/><EventID>1</EventID><TimeCreated SystemTime='2026-03-01T10:00:0${record}.0000000Z'/><EventRecordID>${record}</EventRecordID><Channel>Microsoft-Windows-Sysmon/Operational</Channel><Computer>host01.example.com</Computer></System><EventData><Data Name='Image'>C:\\Windows\\whoami.exe</Data><Data Name='CommandLine'>${command}</Data></EventData></Event>`;

const id = (number: number): string => `00000000-0000-4000-8000-00000000000${number}`;

const rule = (number: number, more: Readonly<Record<string, unknown>> = {}): unknown => ({
  title: `Rule ${number}`,
  id: id(number),
  status: 'test',
  logsource: { product: 'windows', category: 'process_creation' },
  detection: { selection: { 'CommandLine|contains': '/priv' }, condition: 'selection' },
  level: 'low',
  ...more,
});

const FOLDER = 'regression_data/rules/whoami';
const info = (count?: number): unknown => ({
  id: id(9),
  regression_tests_info: [
    {
      name: 'Positive Detection Test',
      type: 'xml',
      ...(count !== undefined && { match_count: count }),
      path: `${FOLDER}/log.xml`,
    },
  ],
});

describe('content as SigmaHQ keeps it', () => {
  let root: string;
  const write = (file: string, text: unknown): void => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), typeof text === 'string' ? text : JSON.stringify(text));
  };
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'firedrill-regression-'));
    write(`${FOLDER}/log.xml`, [EVENT(1, 'whoami /priv'), EVENT(2, 'whoami /PRIV'), EVENT(3, 'whoami')].join('\n'));
    write(`${FOLDER}/two.yml`, info(2));
    write(`${FOLDER}/three.yml`, info(3));
    write(`${FOLDER}/any.yml`, info());
    for (const [number, name] of ['two', 'three', 'any', 'missing'].entries()) {
      write(`rules/windows/${name}.yml`, rule(number + 1, { regression_tests_path: `${FOLDER}/${name}.yml` }));
    }
    write(
      'rules/windows/twin.yml',
      rule(5, {
        related: [
          { id: id(6), type: 'similar' },
          { id: id(7), type: 'similar' },
        ],
      }),
    );
    write('rules/sentinel/twin.yml', {
      id: id(6),
      name: 'The same in KQL, but for the case',
      kind: 'Scheduled',
      description: 'Lists processes that ask for privileges.',
      severity: 'Low',
      requiredDataConnectors: [],
      queryFrequency: '1h',
      queryPeriod: '1h',
      triggerOperator: 'gt',
      triggerThreshold: 0,
      tactics: ['Discovery'],
      relevantTechniques: ['T1033'],
      query: 'WindowsEvent\n| where EventID == 1 and EventData.CommandLine contains_cs "/priv"\n',
      version: '1.0.0',
    });
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it('tests rules by their regression data: at least so many events', async () => {
    const session = await openSession({ cwd: root, what: [join(root, 'rules/windows')], cache: false, workers: 1 });
    const verdicts = [];
    for (const { detection, test } of session.tests) {
      const { verdict, results } = await session.run(detection, test);
      verdicts.push([detection.name, test.name, test.file, verdict, results]);
    }
    expect(verdicts).toEqual([
      ['Rule 3', 'Positive Detection Test', `${FOLDER}/any.yml`, 'pass', 2],
      ['Rule 2', 'Positive Detection Test', `${FOLDER}/three.yml`, 'fail', 2],
      ['Rule 1', 'Positive Detection Test', `${FOLDER}/two.yml`, 'pass', 2],
    ]);
    const missing = session.content.diagnostics.map(({ file, name, severity, message }) => [
      file,
      name,
      severity,
      message,
    ]);
    expect(missing).toEqual([
      [
        'rules/windows/missing.yml',
        'test-definition',
        'info',
        `The repository has no "${FOLDER}/missing.yml" here: the rule is without its regression tests.`,
      ],
    ]);
    await session.close();
  });

  it('compares twins in other languages, which a rule names as related', async () => {
    const session = await openSession({ cwd: root, what: [join(root, 'rules')], cache: false });
    const twins = twinsAmong(session.content.detections);
    expect(twins.map(({ left, right }) => [left.name, right.name])).toEqual([
      ['Rule 5', 'The same in KQL, but for the case'],
    ]);
    const [pair] = twins;
    if (!pair) throw new Error('There are no twins.');
    const logs = [{ name: 'log.xml', path: join(root, FOLDER, 'log.xml') }];
    const { agreed, onlyLeft, onlyRight, failure } = await compareTwins(pair, logs, session.workspace);
    expect([agreed, onlyLeft, onlyRight, failure]).toEqual([1, ['log.xml:2'], [], undefined]);
    await session.close();
  });
});
