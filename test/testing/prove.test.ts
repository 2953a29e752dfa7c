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
  'tool -enc – — ― /x -y',
  'tool /enc \u2013x /y',
  'sh -c "a|b" > c:\\out',
  'set $HOME `id` %PATH%',
  'OR',
  'NOT x AND y',
  'a=1, b=[2] (c) {d}',
  'RUN.EXE',
  'powershell aHR0cDovL2V4YW1wbGUuY29t',
  'powershell eGh0dHA6Ly9leGFtcGxl',
  'SQBFAFgAIAAkAHgA',
  'KELVIN \u212a STRASSE stra\u00dfe',
  'C:\\Users\\alice\\AppData\\Local\\Temp\\x.tmp',
  '192.0.2.7',
  '2001:DB8::7',
  '12.5',
  'true',
  'null',
  '*',
  '\\\\server\\share$\\',
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

/** What users of other converters have reported, and what is near to it: each tried once, every other one negated. */
const REPORTED: readonly Readonly<Record<string, unknown>>[] = [
  { 'CommandLine|contains|windash': [' -enc ', ' -y'] },
  { 'CommandLine|windash|contains|all': [' -x', ' -y'] },
  { 'CommandLine|contains': 'a|b' },
  { 'CommandLine|contains': '$HOME' },
  { 'CommandLine|contains': '`id`' },
  { 'CommandLine|contains': '%PATH%' },
  { CommandLine: 'OR' },
  { CommandLine: ['or', 'NOT x AND y'] },
  { 'CommandLine|contains': ['a=1', 'x=2'] },
  { 'CommandLine|contains': '[2] (c) {d}' },
  { 'CommandLine|contains': ', b' },
  { 'CommandLine|base64|contains': 'http://example.com' },
  { 'CommandLine|base64offset|contains': 'http://' },
  { 'CommandLine|wide|base64offset|contains': 'IEX' },
  { 'CommandLine|utf16le|base64|startswith': 'IEX' },
  { 'CommandLine|startswith|cased': 'C:\\' },
  { 'CommandLine|endswith|cased': '.EXE' },
  { 'CommandLine|cased': 'OR' },
  { 'CommandLine|cased|contains': 'STRASSE' },
  { CommandLine: 'C:\\\\*\\run.exe' },
  { CommandLine: 'C:\\\\*' },
  { CommandLine: 'C:\\Users\\\\*\\Temp\\\\*.tmp' },
  { 'CommandLine|contains': '\\Users\\\\*\\Temp\\' },
  { 'CommandLine|endswith': '\\AppData\\\\*\\x.tmp' },
  { 'CommandLine|contains': '\\Temp\\' },
  { 'CommandLine|endswith': '\\share$\\' },
  { 'CommandLine|startswith': '\\\\\\\\server' },
  { CommandLine: 'a??' },
  { CommandLine: '??' },
  { 'CommandLine|contains': 'w?o' },
  { 'CommandLine|contains': '\\*' },
  { CommandLine: '\\*' },
  { CommandLine: '443*' },
  { CommandLine: '0443' },
  { CommandLine: ['443', 12.5] },
  { CommandLine: true },
  { CommandLine: 'null' },
  { 'CommandLine|neq': ['443', 'OR'] },
  { 'CommandLine|gte': 12.5 },
  { 'CommandLine|gt': 12.5, 'CommandLine|lte': 443 },
  { 'CommandLine|cidr': ['192.0.2.0/24', '2001:db8::/32'] },
  { 'CommandLine|re': 'a\\|b' },
  { 'CommandLine|re': '"(?:hi|a)' },
  { 'CommandLine|re': '(?i)whoami$' },
  { 'CommandLine|re': '^\\d{3}$' },
  { 'CommandLine|re|i': 'stra(ss|\u00df)e' },
  { 'CommandLine|re|m|s': 'cmd.+exe' },
  { 'CommandLine|re': ['whoami', '^a.b$'] },
  { 'CommandLine|re': '/' },
  { 'CommandLine|contains|all': ['C:\\', '\\Temp\\', '.tmp'] },
  { 'Image|fieldref|startswith': 'ParentImage' },
];

const CONDITIONS = ['selection', 'not selection'] as const;
const CASES = [
  ...ITEMS.flatMap((item) => CONDITIONS.map((condition) => ({ item, condition }))),
  ...REPORTED.map((item, index) => ({ item, condition: CONDITIONS[index % 2] as string })),
];
/** All events have the same `OriginalFileName`. */
const ALIKE = CASES.flatMap(({ item }, index) => ('Image|fieldref|endswith' in item ? [`rule_${index}`] : []));
/** Rules that are run in one test. */
const PART = 34;
const PARTS = Array.from({ length: Math.ceil(CASES.length / PART) }, (_, part) => part);

/** What an empty value is too. */
const PRESENT = [{ 'CommandLine|exists': true }, { CommandLine: '*' }, { 'CommandLine|contains': '**' }];

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
    for (const [index, item] of PRESENT.entries()) {
      const name = `exists_${index}`;
      writeFileSync(join(folder, `${name}.yml`), JSON.stringify(ruleOf(name, 990 + index, item, 'selection')));
    }
    for (const [index, { item, condition }] of CASES.entries()) {
      const name = `rule_${index}`;
      writeFileSync(join(folder, `${name}.yml`), JSON.stringify(ruleOf(name, index, item, condition)));
    }
    session = await openSession({ cwd: folder, what: [folder], layout: 'sigmahq', cache: false });
  });
  afterAll(async () => {
    await session.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each((['spl', 'kql'] as const).flatMap((to) => PARTS.map((part) => [to, part] as const)))(
    'in %s, part %i',
    async (to, part) => {
      const { workspace, detections } = session;
      const library = new PipelineLibrary(workspace.config.knowledge.sigma, folder);
      const numbers = [...CASES.keys()].slice(part * PART, (part + 1) * PART);
      const names = new Set(numbers.map((number) => `rule_${number}`));
      const rules = detections.filter(({ name }) => names.has(name));
      const converted = await convertRules(rules, { workspace, library, to });
      expect(converted.filter(({ query }) => query === undefined).map(({ diagnostics }) => diagnostics)).toEqual([]);
      const log = { name: 'log.xml', path: join(folder, 'log.xml') };
      const proofs = await proveConversions(converted, to, [log], workspace);
      expect(proofs).toHaveLength(numbers.length);
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
      // Something is found, and nearly never everything: the rules tell the events apart.
      const found = new Map(proofs.map(({ rule, agreed }) => [rule.detection.name, agreed]));
      const dull = [...found].filter(([name, agreed]) => agreed % COMMANDS.length === 0 && !ALIKE.includes(name));
      expect(dull).toEqual([]);
    },
  );

  it('names the events on which they disagree: Splunk has no field for an empty value', async () => {
    const { workspace, detections } = session;
    const library = new PipelineLibrary(workspace.config.knowledge.sigma, folder);
    const log = { name: 'log.xml', path: join(folder, 'log.xml') };
    const rules = detections.filter(({ name }) => name.startsWith('exists'));
    const found = await Promise.all(
      (['spl', 'kql'] as const).map(async (to) => {
        const converted = await convertRules(rules, { workspace, library, to });
        const proofs = await proveConversions(converted, to, [log], workspace);
        return proofs.map(({ agreed, onlyRule, onlyConversion }) => [agreed, onlyRule, onlyConversion]);
      }),
    );
    expect(found).toEqual([
      PRESENT.map(() => [COMMANDS.length - 2, [`log.xml:${COMMANDS.length - 1}`], []]),
      PRESENT.map(() => [COMMANDS.length - 1, [], []]),
    ]);
  });
});
