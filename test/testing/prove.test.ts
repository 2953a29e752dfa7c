import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { convertRules } from '../../src/testing/convert.ts';
import { openSession, type Session } from '../../src/testing/open-session.ts';
import { proveConversions } from '../../src/testing/prove.ts';
import { PipelineLibrary } from '../../src/testing/sigma-pipelines.ts';

/** Command lines that have gone wrong in conversions of others: escapes, wildcards, quotes, case, what is not there. */
const COMMANDS: readonly (string | undefined)[] = [
  'cmd.exe /c whoami',
  'CMD.EXE /C WHOAMI',
  'C:\\Temp\\run.exe',
  'C:\\Temp\\\\run.exe',
  'C:\\Temp\\',
  'a*b',
  'axb',
  'a?b',
  'say "hi" & leave <now>',
  '100% sure_thing',
  '"quoted"',
  "it's",
  '443',
  '0443',
  'line with ünïcode',
  '',
  undefined,
];

const ITEMS: readonly Readonly<Record<string, unknown>>[] = [
  { CommandLine: 'cmd.exe /c whoami' },
  { 'CommandLine|contains': 'whoami' },
  { 'CommandLine|contains|cased': 'whoami' },
  { 'CommandLine|startswith': 'C:\\Temp\\' },
  { 'CommandLine|endswith': '\\' },
  { 'CommandLine|contains': '\\\\\\\\run' },
  { 'CommandLine|contains': 'a\\*b' },
  { CommandLine: 'a*b' },
  { CommandLine: 'a?b' },
  { CommandLine: 'a\\?b' },
  { 'CommandLine|contains': '"hi"' },
  { 'CommandLine|contains': '100% sure_' },
  { CommandLine: 443 },
  { 'CommandLine|lt': 500 },
  { 'CommandLine|re': '^C:\\\\Temp\\\\+\\w' },
  { 'CommandLine|re|i': 'c:\\\\temp' },
  { 'CommandLine|contains': "it's" },
  { 'CommandLine|contains': 'ünï' },
  { 'CommandLine|contains|all': ['cmd', 'whoami'] },
  { CommandLine: ['443', '*run.exe'] },
  { 'CommandLine|windash|contains': ' -c ' },
  { 'Image|fieldref': 'ParentImage' },
  { 'Image|fieldref|endswith': 'OriginalFileName' },
];

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function eventOf(command: string | undefined, record: number): string {
  const data = {
    Image: 'C:\\Windows\\cmd.exe',
    ParentImage: record % 2 === 0 ? 'c:\\windows\\CMD.exe' : 'C:\\x.exe',
    OriginalFileName: 'Cmd.Exe',
    CommandLine: command,
  };
  const fields = Object.entries(data)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `<Data Name='${name}'>${escaped(String(value))}</Data>`);
  return `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-Sysmon' Guid='{5770385f-c22a-43e0-bf4c-06f5698ffbd9}'/><EventID>1</EventID><TimeCreated SystemTime='2026-03-01T10:00:${String(record).padStart(2, '0')}.0000000Z'/><EventRecordID>${record}</EventRecordID><Channel>Microsoft-Windows-Sysmon/Operational</Channel><Computer>host01.example.com</Computer></System><EventData>${fields.join('')}</EventData></Event>`;
}

const ruleOf = (title: string, number: number, selection: unknown, condition: string) => ({
  title,
  id: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
  status: 'test',
  logsource: { product: 'windows', category: 'process_creation' },
  detection: { selection, condition },
  level: 'low',
});

describe('a rule and its conversions find the same events', () => {
  let folder: string;
  let session: Session;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'firedrill-prove-'));
    writeFileSync(join(folder, 'log.xml'), COMMANDS.map(eventOf).join('\n'));
    writeFileSync(
      join(folder, 'exists.yml'),
      JSON.stringify(ruleOf('exists', 999, { 'CommandLine|exists': true }, 'selection')),
    );
    for (const [index, item] of ITEMS.entries()) {
      for (const condition of ['selection', 'not selection']) {
        const name = `rule_${index}_${condition === 'selection' ? 'holds' : 'holds_not'}`;
        const rule = ruleOf(name, index * 2 + (condition === 'selection' ? 0 : 1), item, condition);
        writeFileSync(join(folder, `${name}.yml`), JSON.stringify(rule));
      }
    }
    session = await openSession({ cwd: folder, what: [folder], layout: 'sigmahq', cache: false });
  });
  afterAll(async () => {
    await session.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(['spl', 'kql'] as const)('in %s', async (to) => {
    const { workspace, detections } = session;
    const library = new PipelineLibrary(workspace.config.knowledge.sigma, folder);
    const rules = detections.filter(({ name }) => name !== 'exists');
    const converted = await convertRules(rules, { workspace, library, to });
    expect(converted.filter(({ query }) => query === undefined).map(({ diagnostics }) => diagnostics)).toEqual([]);
    const log = { name: 'log.xml', path: join(folder, 'log.xml') };
    const proofs = await proveConversions(converted, to, [log], workspace);
    expect(proofs).toHaveLength(ITEMS.length * 2);
    const disagreeing = proofs
      .filter(({ onlyRule, onlyConversion, failure }) => failure ?? onlyRule.length + onlyConversion.length > 0)
      .map(({ rule, onlyRule, onlyConversion, failure }) => ({
        title: rule.detection.name,
        query: rule.query,
        onlyRule,
        onlyConversion,
        failure,
      }));
    expect(disagreeing).toEqual([]);
    // Both sides of every rule: no event is found twice or not at all, and some rules find something.
    const agreed = proofs.reduce((sum, proof) => sum + proof.agreed, 0);
    expect(agreed).toBe(ITEMS.length * COMMANDS.length);
  });

  it('names the events on which they disagree: Splunk has no field for an empty value', async () => {
    const { workspace, detections } = session;
    const library = new PipelineLibrary(workspace.config.knowledge.sigma, folder);
    const log = { name: 'log.xml', path: join(folder, 'log.xml') };
    const rules = detections.filter(({ name }) => name === 'exists');
    const found = await Promise.all(
      (['spl', 'kql'] as const).map(async (to) => {
        const converted = await convertRules(rules, { workspace, library, to });
        const [proof] = await proveConversions(converted, to, [log], workspace);
        return [proof?.agreed, proof?.onlyRule, proof?.onlyConversion];
      }),
    );
    expect(found).toEqual([
      [15, ['log.xml:16'], []],
      [16, [], []],
    ]);
  });
});
