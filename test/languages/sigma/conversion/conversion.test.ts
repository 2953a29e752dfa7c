import { describe, expect, it } from 'vitest';
import { convertRule } from '../../../../src/languages/sigma/conversion/index.ts';
import { sigmaCollection } from '../../../../src/languages/sigma/index.ts';
import { parsePipeline, type Pipeline } from '../../../../src/languages/sigma/pipelines/index.ts';

const pipeline = (document: unknown): Pipeline => {
  const { pipeline: parsed, problems } = parsePipeline(document);
  expect(problems).toEqual([]);
  if (!parsed) throw new Error('The pipeline was not parsed.');
  return parsed;
};

const TABLE = pipeline({ transformations: [{ type: 'set_state', key: 'query_table', val: 'T' }] });
const TYPES: Readonly<Record<string, string>> = { Port: 'int', Signed: 'bool' };

function convert(to: 'spl' | 'kql', detection: unknown, more: Readonly<Record<string, unknown>> = {}): string {
  const rule = { title: 'A', logsource: { category: 'process_creation' }, detection, ...more };
  const { query, problems } = convertRule(rule, {
    to,
    pipelines: to === 'kql' ? [TABLE] : [],
    columnType: (_table, column) => TYPES[column],
  });
  return query ?? `refused: ${problems.map(({ message }) => message).join(' ')}`;
}

const one = (item: Readonly<Record<string, unknown>>): unknown => ({ selection: item, condition: 'selection' });
const none = (item: Readonly<Record<string, unknown>>): unknown => ({ selection: item, condition: 'not selection' });

const CASES: readonly [title: string, detection: unknown, spl: string, kql: string][] = [
  ['a text', one({ Image: 'a.exe' }), 'Image=a.exe', 'T\n| where Image =~ "a.exe"'],
  [
    'backslashes',
    one({ 'Image|endswith': '\\cmd.exe' }),
    'Image="*\\\\cmd.exe"',
    'T\n| where Image endswith @"\\cmd.exe"',
  ],
  [
    'a backslash at the end',
    one({ 'Path|startswith': 'C:\\Temp\\' }),
    'Path="C:\\\\Temp\\\\*"',
    'T\n| where Path startswith @"C:\\Temp\\"',
  ],
  ['quotes', one({ 'Line|contains': 'say "hi"' }), 'Line="*say \\"hi\\"*"', 'T\n| where Line contains "say \\"hi\\""'],
  [
    'an asterisk that is none',
    one({ 'Line|contains': 'a\\*b' }),
    '* | where isnotnull(Line) AND match(Line, "(?is)a\\*b")',
    'T\n| where Line contains "a*b"',
  ],
  [
    'a wildcard for one character',
    one({ Line: 'a?c' }),
    '* | where isnotnull(Line) AND match(Line, "(?is)^a.c$")',
    'T\n| where Line matches regex "(?is)^a.c$"',
  ],
  ['a wildcard inside', one({ Line: 'a*c' }), 'Line=a*c', 'T\n| where Line matches regex "(?is)^a.*c$"'],
  [
    'case',
    one({ 'Line|contains|cased': 'Abc' }),
    '* | where isnotnull(Line) AND match(Line, "(?s)Abc")',
    'T\n| where Line contains_cs "Abc"',
  ],
  [
    'several values',
    one({ Image: ['a', 'b'], 'Line|contains|all': ['x', 'y'] }),
    'Image IN (a, b) Line=*x* Line=*y*',
    'T\n| where Image in~ ("a", "b")\n| where Line contains "x"\n| where Line contains "y"',
  ],
  [
    'a regular expression',
    one({ 'Line|re|i': '^a\\d+' }),
    '* | where isnotnull(Line) AND match(Line, "(?i)^a\\d+")',
    'T\n| where Line matches regex @"(?i)^a\\d+"',
  ],
  [
    'a number in a column of numbers, and its negation',
    none({ Port: 443 }),
    'NOT Port=443',
    'T\n| where not(coalesce(Port == 443, false))',
  ],
  [
    'numbers below',
    one({ 'Port|lt': 1024 }),
    '* | where isnotnull(tonumber(Port)) AND tonumber(Port)<1024',
    'T\n| where Port < 1024',
  ],
  ['null', one({ Line: null }), 'NOT Line=*', 'T\n| where isempty(Line)'],
  ['presence', one({ 'Line|exists': true }), 'Line=*', 'T\n| where isnotempty(Line)'],
  [
    'a network',
    one({ 'Ip|cidr': '192.0.2.0/24' }),
    'Ip="192.0.2.0/24"',
    'T\n| where ipv4_is_in_range(Ip, "192.0.2.0/24")',
  ],
  [
    'another field',
    one({ 'Image|fieldref': 'ParentImage' }),
    '* | where isnotnull(Image) AND isnotnull(ParentImage) AND lower(Image)=lower(ParentImage)',
    'T\n| where isnotempty(Image) and isnotempty(ParentImage) and Image =~ ParentImage',
  ],
  [
    'another field of a dynamic value, which may be empty and there',
    one({ 'Data.Image|fieldref': 'Data.Parent' }),
    "* | where isnotnull('Data.Image') AND isnotnull('Data.Parent') AND lower('Data.Image')=lower('Data.Parent')",
    'T\n| where isnotnull(Data.Image) and isnotnull(Data.Parent) and tostring(Data.Image) =~ tostring(Data.Parent)',
  ],
  ['dots in names', one({ 'user.name': 'alice' }), 'user.name=alice', 'T\n| where tostring(user.name) =~ "alice"'],
  [
    'alternatives and negation',
    {
      selection: { Image: 'a' },
      filter_one: { User: 'x' },
      filter_two: { 'Line|contains': 'y' },
      condition: 'selection and not 1 of filter_*',
    },
    'Image=a NOT (User=x OR Line=*y*)',
    'T\n| where Image =~ "a"\n| where not(User =~ "x" or Line contains "y")',
  ],
];

describe.each(CASES)('%s', (_title, detection, spl, kql) => {
  it('to SPL', () => {
    expect(convert('spl', detection)).toBe(spl);
  });
  it('to KQL', () => {
    expect(convert('kql', detection)).toBe(kql);
  });
});

describe('what would mean something else is refused', () => {
  it('a number that is none', () => {
    expect(convert('kql', one({ Port: 'https' }))).toMatch(/refused: "Port" is a number in this table/);
  });
  it('text of one field within another, in SPL', () => {
    expect(convert('spl', one({ 'A|fieldref|contains': 'B' }))).toMatch(/^refused: SPL cannot look for the text/);
  });
  it('part of a time', () => {
    expect(convert('spl', one({ 'At|hour': 3 }))).toMatch(/^refused: The part of a time/);
    expect(convert('kql', one({ 'At|hour': 3 }))).toMatch(/^refused: The part of a time/);
  });
  it('keywords where no column holds the event', () => {
    expect(convert('kql', { words: ['x'], condition: 'words' })).toMatch(/^refused: The rule looks for keywords/);
  });
  it('a rule for whose logsource nobody names a table', () => {
    const rule = { title: 'A', logsource: { product: 'x' }, detection: one({ A: 'b' }) };
    const { problems } = convertRule(rule, { to: 'kql', pipelines: [] });
    expect(problems.map(({ name, message }) => [name, message])).toEqual([
      ['conversion-refused', 'No pipeline names a table for the logsource x.'],
    ]);
  });
});

describe('the time of a correlation, in KQL', () => {
  const correlated = (...tables: readonly string[]): string => {
    const rules = tables.map((table) => ({
      title: table,
      name: table,
      logsource: { product: 'x', service: table.toLowerCase() },
      detection: one({ A: 'b' }),
    }));
    const correlation = { type: 'temporal', rules: [...tables], timespan: '5m' };
    const tableOf = (table: string) => ({
      type: 'set_state',
      key: 'query_table',
      val: table,
      rule_conditions: [{ type: 'logsource', service: table.toLowerCase() }],
    });
    const { query = '' } = convertRule(
      { title: 'A', correlation },
      {
        to: 'kql',
        pipelines: [pipeline({ transformations: tables.map(tableOf) })],
        collection: sigmaCollection(rules),
        columnType: (table, column) => (table.startsWith('Device') && column === 'Timestamp' ? 'datetime' : undefined),
      },
    );
    return query;
  };

  it('is the one of Defender where all tables are its', () => {
    const query = correlated('DeviceEvents', 'DeviceInfo');
    expect(query.match(/project TimeGenerated = Timestamp,/g)).toHaveLength(2);
    expect(query).toMatch(/\| project Timestamp = sigma_time, rules_matched$/);
  });
  it('is that of the workspace where some are not', () => {
    const query = correlated('DeviceEvents', 'SecurityEvent');
    expect(query.match(/project TimeGenerated = Timestamp,/g)).toHaveLength(1);
    expect(query).toMatch(/\| project TimeGenerated = sigma_time, rules_matched$/);
  });
});
