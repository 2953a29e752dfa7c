import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConversionTarget } from '../../src/languages/sigma/conversion/index.ts';
import { type ConvertedRule, convertRules } from '../../src/testing/convert.ts';
import { loadRuntime, runQuery } from '../../src/testing/engine.ts';
import { openSession, type Session } from '../../src/testing/open-session.ts';
import { proveConversions } from '../../src/testing/prove.ts';
import { PipelineLibrary } from '../../src/testing/sigma-pipelines.ts';
import { eventRecord } from '../../src/table/batch.ts';

type Data = Readonly<Record<string, string>>;

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function event(provider: string, channel: string, keywords: string, id: number, record: number, data: Data): string {
  const fields = Object.entries(data).map(([name, value]) => `<Data Name='${name}'>${escaped(value)}</Data>`);
  return `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='${provider}' Guid='{5770385f-c22a-43e0-bf4c-06f5698ffbd9}'/><EventID>${id}</EventID><Keywords>${keywords}</Keywords><TimeCreated SystemTime='2026-03-01T10:00:${String(record).padStart(2, '0')}.0000000Z'/><EventRecordID>${record}</EventRecordID><Channel>${channel}</Channel><Computer>host01.example.com</Computer></System><EventData>${fields.join('')}</EventData></Event>`;
}

const sysmon = (id: number, record: number, data: Data): string =>
  event('Microsoft-Windows-Sysmon', 'Microsoft-Windows-Sysmon/Operational', '0x8000000000000000', id, record, data);

const IMAGE = 'C:\\Windows\\System32\\reg.exe';
const TIME = '2026-03-01 10:00:00.000';
const PROCESS = {
  UtcTime: TIME,
  Image: IMAGE,
  CommandLine: 'reg add "HKLM\\Software\\Example" & exit',
  CurrentDirectory: 'C:\\Temp\\',
  User: 'EXAMPLE\\alice',
  IntegrityLevel: 'High',
  OriginalFileName: 'reg.exe',
  Hashes: `MD5=${'0A'.repeat(16)},SHA256=${'1B'.repeat(32)}`,
  ParentImage: 'C:\\Windows\\System32\\cmd.exe',
  ParentCommandLine: 'cmd.exe',
};
const CONNECTION = {
  Image: IMAGE,
  User: 'EXAMPLE\\alice',
  Protocol: 'tcp',
  Initiated: 'true',
  SourceIp: '192.0.2.10',
  SourcePort: '50000',
  DestinationIp: '198.51.100.7',
  DestinationPort: '443',
  DestinationHostname: 'www.example.com',
};
const VALUE = {
  EventType: 'SetValue',
  Image: IMAGE,
  TargetObject: 'HKLM\\System\\CurrentControlSet\\Services\\Example\\Start',
};

const SYSMON_LOG = [
  sysmon(1, 1, PROCESS),
  sysmon(1, 2, {
    ...PROCESS,
    CommandLine: 'reg query x',
    OriginalFileName: '-',
    IntegrityLevel: 'Medium',
    ParentImage: '',
  }),
  sysmon(3, 3, CONNECTION),
  sysmon(3, 4, { ...CONNECTION, Initiated: 'false', DestinationPort: '4430', DestinationHostname: '-' }),
  sysmon(11, 5, { UtcTime: TIME, CreationUtcTime: TIME, Image: IMAGE, TargetFilename: 'C:\\Temp\\a.dll' }),
  sysmon(11, 6, {
    UtcTime: TIME,
    CreationUtcTime: '2020-01-01 00:00:00.000',
    Image: IMAGE,
    TargetFilename: 'C:\\Temp\\B.DLL',
  }),
  sysmon(2, 7, {
    UtcTime: TIME,
    CreationUtcTime: TIME,
    PreviousCreationUtcTime: TIME,
    Image: IMAGE,
    TargetFilename: 'C:\\Temp\\c.dll',
  }),
  sysmon(13, 8, { ...VALUE, Details: 'DWORD (0x00000004)' }),
  sysmon(13, 9, { ...VALUE, TargetObject: 'HKU\\S-1-5-21-1\\Software\\Example\\Run', Details: 'C:\\Temp\\a.dll' }),
  sysmon(14, 10, {
    ...VALUE,
    EventType: 'RenameValue',
    NewName: 'HKLM\\System\\CurrentControlSet\\Services\\Example\\Other',
  }),
  sysmon(12, 11, { ...VALUE, EventType: 'DeleteValue' }),
  sysmon(22, 12, {
    Image: IMAGE,
    User: 'EXAMPLE\\alice',
    QueryName: 'www.example.com',
    QueryStatus: '0',
    QueryResults: '::ffff:198.51.100.7;',
  }),
  sysmon(22, 13, {
    Image: IMAGE,
    User: 'EXAMPLE\\alice',
    QueryName: 'example.net',
    QueryStatus: '9003',
    QueryResults: '-',
  }),
];

/** The same happenings as the audit policy of Windows records them, under the same record numbers. */
const audit = (id: number, record: number, data: Data): string =>
  event('Microsoft-Windows-Security-Auditing', 'Security', '0x8020000000000000', id, record, data);
const CREATED = {
  NewProcessName: IMAGE,
  CommandLine: PROCESS.CommandLine,
  ParentProcessName: PROCESS.ParentImage,
  SubjectUserName: 'alice',
  MandatoryLabel: 'S-1-16-12288',
  ProcessId: '0x1c8',
};
const FILTERED = {
  Application: '\\device\\harddiskvolume2\\windows\\system32\\reg.exe',
  Direction: '%%14593',
  SourceAddress: '192.0.2.10',
  SourcePort: '50000',
  DestAddress: '198.51.100.7',
  DestPort: '443',
  Protocol: '6',
};
const AUDIT_LOG = [
  audit(4688, 1, CREATED),
  audit(4688, 2, { ...CREATED, CommandLine: 'reg query x', MandatoryLabel: 'S-1-16-8192', ParentProcessName: '' }),
  audit(5156, 3, FILTERED),
  audit(5156, 4, { ...FILTERED, Direction: '%%14592', DestPort: '4430' }),
  audit(4624, 5, { TargetUserName: 'alice' }),
];

/** Category, detection item, and the records it holds for. */
const RULES: readonly (readonly [category: string, item: unknown, records: readonly number[]])[] = [
  ['process_creation', { 'Image|endswith': '\\REG.exe', 'CommandLine|contains': 'hklm\\software' }, [1]],
  ['process_creation', { OriginalFileName: 'reg.exe', 'Hashes|contains': `SHA256=${'1b'.repeat(32)}` }, [1]],
  ['process_creation', { IntegrityLevel: ['High', 'System'], 'ParentImage|endswith': '\\cmd.exe' }, [1]],
  ['process_creation', { 'CommandLine|contains': 'query' }, [2]],
  ['process_creation', { 'User|startswith': 'EXAMPLE\\' }, [1, 2]],
  ['network_connection', { Initiated: 'true', DestinationPort: 443, 'Image|endswith': '\\reg.exe' }, [3]],
  ['network_connection', { 'DestinationIp|cidr': '198.51.100.0/24' }, [3, 4]],
  ['network_connection', { 'DestinationHostname|endswith': '.com' }, [3]],
  ['file_event', { 'TargetFilename|endswith': '.dll' }, [5, 6]],
  ['registry_set', { 'TargetObject|contains': '\\Services\\Example', Details: 'DWORD (0x00000004)' }, [8]],
  ['registry_set', { 'TargetObject|startswith': ['HKU\\', 'HKLM\\'], 'Image|endswith': '\\reg.exe' }, [8, 9]],
  ['registry_set', { 'Details|contains': 'Temp' }, [9]],
  ['registry_delete', { 'TargetObject|endswith': '\\Start' }, [11]],
  ['dns_query', { 'QueryName|endswith': 'example.com' }, [12]],
  ['dns_query', { 'QueryName|contains': 'example', 'Image|endswith': '\\reg.exe' }, [12, 13]],
];

/** Numbers of the rules that a pipeline refuses: the log does not say the same there. */
const REFUSED = {
  'windows-audit': [1, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14],
  'splunk-cim': [4, 7, 11, 14],
  'sentinel-asim': [] as readonly number[],
};

describe('pipelines that change where a rule looks', () => {
  let folder: string;
  let session: Session;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'firedrill-prove-'));
    writeFileSync(join(folder, 'sysmon.xml'), SYSMON_LOG.join('\n'));
    writeFileSync(join(folder, 'audit.xml'), AUDIT_LOG.join('\n'));
    RULES.forEach(([category, selection], at) => {
      const rule = {
        title: `rule_${String(at).padStart(2, '0')}`,
        id: `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`,
        status: 'test',
        logsource: { product: 'windows', category },
        detection: { selection, condition: 'selection' },
        level: 'low',
      };
      writeFileSync(join(folder, `${rule.title}.yml`), JSON.stringify(rule));
    });
    session = await openSession({ cwd: folder, what: [folder], layout: 'sigmahq', cache: false });
  });
  afterAll(async () => {
    await session.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const numberOf = ({ detection }: ConvertedRule): number => Number(detection.name.slice(-2));
  const log = (name: string) => ({ name, path: join(folder, name) });

  async function converted(to: ConversionTarget, ...pipelines: readonly string[]) {
    const { workspace, detections } = session;
    const library = new PipelineLibrary(workspace.config.knowledge.sigma, folder);
    const rules = await convertRules(detections, { workspace, library, to, pipelines: library.named(pipelines) });
    expect(library.diagnostics).toEqual([]);
    return {
      rules: rules.filter(({ query }) => query !== undefined),
      refused: rules.filter(({ query }) => query === undefined).map(numberOf),
    };
  }

  it.each([
    ['spl', 'splunk-cim'],
    ['kql', 'sentinel-asim'],
  ] as const)('%s by %s: the same events', async (to, pipeline) => {
    const { rules, refused } = await converted(to, pipeline);
    expect(refused).toEqual(REFUSED[pipeline]);
    const proofs = await proveConversions(rules, to, [log('sysmon.xml')], session.workspace);
    expect(
      proofs.map((proof) => [numberOf(proof.rule), proof.agreed, proof.onlyRule, proof.onlyConversion, proof.failure]),
    ).toEqual(rules.map((rule) => [numberOf(rule), RULES[numberOf(rule)]?.[2].length, [], [], undefined]));
  });

  it.each([
    ['spl', 'splunk-cim'],
    ['kql', 'sentinel-asim'],
  ] as const)('%s by %s: events of other logs are told apart', async (to, pipeline) => {
    const { rules } = await converted(to, pipeline);
    const logs = [log('sysmon.xml'), log('audit.xml')];
    const [proof] = await proveConversions(rules.slice(0, 1), to, logs, session.workspace);
    expect(proof).toMatchObject({ agreed: 1, onlyRule: [], onlyConversion: [], elsewhere: ['audit.xml:1'] });
  });

  it.each([
    ['spl', ['windows-audit', 'splunk-windows']],
    ['kql', ['windows-audit', 'sentinel-windows-event']],
  ] as const)('%s by windows-audit: what Sysmon saw, in the Security log', async (to, pipelines) => {
    const { workspace } = session;
    const { rules, refused } = await converted(to, ...pipelines);
    expect(refused).toEqual(REFUSED['windows-audit']);
    for (const rule of rules) {
      const { query } = await workspace.lowerText(to, rule.query ?? '');
      if (!query) throw new Error(rule.query);
      const { origins } = runQuery(await workspace.job(query, { logs: [log('audit.xml')] }), await loadRuntime(to));
      expect(origins.flat().map(eventRecord).sort(), rule.query).toEqual(RULES[numberOf(rule)]?.[2]);
    }
  });
});
