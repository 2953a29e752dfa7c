import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { convertRules } from '../../src/testing/convert.ts';
import { openSession, type Session } from '../../src/testing/open-session.ts';
import { PipelineLibrary } from '../../src/testing/sigma-pipelines.ts';

interface Case {
  readonly logsource: Readonly<Record<string, string>>;
  readonly selection: unknown;
  readonly taxonomy?: string;
  /** The query, or what the refusal says. */
  readonly spl?: string;
  readonly kql?: string;
}

const word = ['word'];

const CASES: readonly Case[] = [
  { logsource: { product: 'windows' }, selection: { EventID: 1 }, spl: 'source="*WinEventLog:*" EventCode=1' },
  {
    logsource: { category: 'process_creation' },
    selection: { Image: 'a' },
    spl: 'The events of the category "process_creation" stand elsewhere for each product, and none is named.',
    kql: 'DeviceProcessEvents\n| where FolderPath =~ "a"',
  },
  {
    logsource: { service: 'security' },
    selection: { EventID: 1 },
    spl: 'The events of the service "security" stand elsewhere for each product, and none is named.',
  },
  {
    logsource: { product: 'windows', category: 'no_such' },
    selection: { Image: 'a' },
    spl: 'No Windows events are known for the category "no_such".',
    kql: 'No Windows events are known for the category "no_such".',
  },
  {
    logsource: { product: 'Windows', service: 'security' },
    selection: { EventID: 1 },
    spl: 'Names of logsources are in lower case: the pipelines do not know "Windows".',
  },
  {
    logsource: { product: 'windows', category: 'process_creation' },
    taxonomy: 'ecs',
    selection: { 'process.name': 'a' },
    spl: 'The rule has the names of the taxonomy "ecs", for which there are no pipelines of its own: name them.',
  },
  { logsource: { product: 'linux' }, selection: word, kql: 'Syslog\n| where SyslogMessage contains "word"' },
  {
    logsource: { product: 'linux', service: 'sshd' },
    selection: word,
    kql: 'Syslog\n| where SyslogMessage contains "word"',
  },
  {
    logsource: { product: 'linux', category: 'process_creation' },
    selection: { 'Image|endswith': '/a' },
    kql: 'DeviceProcessEvents\n| where FolderPath endswith "/a"',
  },
  {
    logsource: { product: 'linux', service: 'auditd' },
    selection: { type: 'EXECVE', a0: 'ls' },
    kql: `The KQL that the pipelines lead to is not valid: The name 'type' does not refer to any known column, table, variable or function.`,
  },
  {
    logsource: { product: 'okta', service: 'okta' },
    selection: { eventType: 'user.lifecycle.create', 'debugContext.debugData.url|contains': 'a' },
    kql: 'OktaV2_CL\n| where EventOriginalType =~ "user.lifecycle.create"\n| where tostring(DebugData.url) contains "a"',
  },
  {
    logsource: { product: 'zeek', service: 'http' },
    selection: { 'id.orig_h|cidr': '192.0.2.0/24', status_code: 200 },
    kql: 'Corelight_v2_http_CL\n| where ipv4_is_in_range(id_orig_h_s, "192.0.2.0/24")\n| where status_code_d == 200',
  },
  {
    logsource: { product: 'zeek', service: 'dns' },
    selection: { answers: '192.0.2.1' },
    kql: `The KQL that the pipelines lead to is not valid: The name 'answers' does not refer to any known column, table, variable or function.`,
  },
  {
    logsource: { product: 'github', service: 'audit' },
    selection: { action: 'repo.pages_public' },
    kql: 'GitHubAuditLogsV2_CL\n| where Action =~ "repo.pages_public"',
  },
  {
    logsource: { product: 'onelogin', service: 'onelogin.events' },
    selection: { event_type_id: 3 },
    kql: 'OneLoginEventsV2_CL\n| where EventTypeId == 3',
  },
];

describe('where the rules of a logsource look without pipelines of their own', () => {
  let folder: string;
  let session: Session;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'firedrill-logsources-'));
    CASES.forEach(({ logsource, selection, taxonomy }, at) => {
      const rule = {
        title: `rule_${String(at).padStart(2, '0')}`,
        id: `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`,
        status: 'test',
        ...(taxonomy !== undefined && { taxonomy }),
        logsource,
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

  it.each(['spl', 'kql'] as const)('in %s', async (to) => {
    const { workspace, detections } = session;
    const library = new PipelineLibrary(workspace.config.knowledge.sigma, folder);
    const wanted = CASES.flatMap((item, at) => (item[to] === undefined ? [] : [[at, item[to]]]));
    const numbers = new Set(wanted.map(([at]) => at));
    const numberOf = (name: string): number => Number(name.slice(-2));
    const rules = detections.filter(({ name }) => numbers.has(numberOf(name)));
    const converted = await convertRules(rules, { workspace, library, to });
    expect(
      converted
        .map(
          ({ detection, query, diagnostics }) => [numberOf(detection.name), query ?? diagnostics[0]?.message] as const,
        )
        .sort(([left], [right]) => left - right),
    ).toEqual(wanted);
  });
});
