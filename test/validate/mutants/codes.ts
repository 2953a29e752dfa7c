import type { DiagnosticName } from '../../../src/diagnostics/codes.ts';

/** What a replay, a conversion or a scan reports, and `validate` never does. */
export const OF_OTHER_COMMANDS: ReadonlySet<DiagnosticName> = new Set([
  'run-failure',
  'budget-exceeded',
  'conversion-refused',
  'unknown-logsource',
]);

const shortRule = (title: string, id: string): string =>
  `title: ${title}\nid: ${id}\nlogsource: {product: windows}\ndetection: {a: {b: c}, condition: a}\nlevel: low\ntests:\n  - name: Fires\n    attack_data: [a.log]\n`;

const sentinel = (query: string, rest = ''): string => `id: a\nname: A\ntactics: []\nquery: ${query}\n${rest}`;

const escu = (search: string): string => `name: A\ntype: TTP\nsearch: ${search}\n`;

const ID_A = '7cd1dcdc-6edf-4896-86dc-d1f19ad64903';
const ID_B = '8cd1dcdc-6edf-4896-86dc-d1f19ad64904';

const nearRealTime = (count: number): string =>
  Array.from({ length: count }, (_, index) => `id: r${index}\nname: R${index}\nkind: NRT\nquery: T\n`).join('---\n');

const filter = (rules: string, condition: string): string =>
  `title: F\nid: ${ID_B}\nlogsource:\n  product: windows\nfilter:\n  rules: ${rules}\n  selection:\n    b: c\n  condition: ${condition}\n`;

const summary = (bin: string, table: string, column: string): string =>
  `id: ${ID_A}\ndisplayName: S\ndestinationTable: ${table}\nbinSize: ${bin}\nversion: 1.0.0\nquery: |\n  DeviceInfo\n  | summarize count() by ${column}\n`;

const gone = (name: string): string => `  - content: ${name}\n    removed_in_version: 5.2.0\n    reason: Renamed.\n`;

const OLD_SHELL = 'name: Old Shell\nstatus: deprecated\ntype: TTP\nsearch: x\n';

/** What contentctl-ng builds an app from. */
const BUILD = { 'build.yml': 'app_version: 5.4.0\ncontent_prefix: EX\n' };

/** A defect that takes more than one file, or is one of the file as such. */
export interface FileMutant {
  readonly code: string;
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  /** `file:line:column` of the report. */
  readonly at: string;
  /** The files as a person names them. */
  readonly explicit?: true;
}

export const FILE_MUTANTS: readonly FileMutant[] = [
  {
    code: 'FD498',
    files: { 'a.yml': `${escu('x')}finding: {title: Odd logon of $user}\n` },
    at: 'a.yml:4:31',
  },
  {
    code: 'FD499',
    files: { 'detections/cloud/a.yml': `${escu('x')}category: web\n` },
    at: 'detections/cloud/a.yml:4:11',
  },
  {
    code: 'FD701',
    files: {
      ...BUILD,
      'detections/deprecated/a.yml': `${escu('x')}status: deprecated\ndeprecation_info: {reason: Renamed., removed_in_version: 5.3.0}\n`,
    },
    at: 'detections/deprecated/a.yml:5:58',
  },
  {
    code: 'FD702',
    files: { ...BUILD, 'schedules/a.yml': 'name: A\ncron_schedule: 0 * * * *\nearliest_time: -1h\nlatest_time: now\n' },
    at: 'schedules/a.yml:1:1',
  },
  {
    code: 'FD319',
    files: { ...BUILD, 'a.yml': `${escu('x')}deprecation_info: {replacement_content: [Nobody]}\n` },
    at: 'a.yml:4:42',
  },
  {
    code: 'FD320',
    files: {
      'a.yml': `${escu('x')}schedule: Daily\n`,
      's.yml': 'name: Hourly\ncron_schedule: 0 * * * *\nearliest_time: -1h\nlatest_time: now\n',
    },
    at: 'a.yml:4:11',
  },
  {
    code: 'FD102',
    files: { 'a.yml': `a: &a [x]\nb: [${'*a, '.repeat(101)}*a]\nsearch: x\ntype: TTP\n` },
    at: 'a.yml:1:1',
  },
  { code: 'FD103', files: { 'a.yml': 'on: push\n' }, at: 'a.yml:1:1', explicit: true },
  { code: 'FD121', files: { 'a.yml': `x: &a [b]\ny: *a\n${escu('x')}` }, at: 'a.yml:2:4' },
  { code: 'FD120', files: { 'a.yml': new Uint8Array([0x6e, 0x3a, 0xff, 0x0a]) }, at: 'a.yml:1:1' },
  {
    code: 'FD210',
    files: {
      'a.yml': `title: Many\nid: ${ID_A}\ncorrelation:\n  type: event_count\n  rules:\n    - nobody\n  group-by: [a]\n  timespan: 1h\n  condition: {gte: 2}\n`,
    },
    at: 'a.yml:6:7',
  },
  { code: 'FD213', files: { 'a.yml': sentinel('union isfuzzy=true DeviceInfo, Nobody*') }, at: 'a.yml:4:39' },
  { code: 'FD290', files: { 'a.yml': escu('index=a | anomalydetection b') }, at: 'a.yml:3:19' },
  { code: 'FD305', files: { 'a.yml': sentinel('print a = _Nobody(1)') }, at: 'a.yml:4:18' },
  { code: 'FD306', files: { 'a.yml': sentinel("_GetWatchlist('nobody')") }, at: 'a.yml:4:22' },
  { code: 'FD311', files: { 'a.yml': escu("'| savedsearch nobody'") }, at: 'a.yml:3:24' },
  {
    code: 'FD312',
    files: { 'a.yml': escu("'| tstats count from datamodel=Web.Web where Web.ulr=a by Web.dest'") },
    at: 'a.yml:3:54',
  },
  { code: 'FD313', files: { 'a.yml': escu('index=a | lookup known_hosts name as dest') }, at: 'a.yml:3:38' },
  {
    code: 'FD314',
    files: {
      'a.yml': `${escu("'| inputlookup known_hosts'")}baselines:\n  - Baseline Of Host\n`,
      'b.yml': 'name: Baseline Of Hosts\ntype: Baseline\nsearch: index=a | outputlookup known_hosts\n',
    },
    at: 'a.yml:5:5',
  },
  {
    code: 'FD315',
    files: {
      'a.yml': escu("'| tstats count from datamodel=Change where nodename=Account_Management by All_Changes.user'"),
    },
    at: 'a.yml:3:53',
  },
  {
    code: 'FD466',
    files: { 'hosts.yml': 'name: hosts\nlookup_type: csv\n', 'hosts.csv': 'host,owner\ndc01\n' },
    at: 'hosts.yml:1:7',
  },
  {
    code: 'FD467',
    files: { 'a.yml': shortRule('A', ID_A).replace('{b: c}', '{b: [x, null]}') },
    at: 'a.yml:4:24',
  },
  {
    code: 'FD468',
    files: {
      'watchlist.json':
        '{"watchlistAlias": "Hosts", "displayName": "Hosts", "provider": "Custom", "itemsSearchKey": "Host"}\n',
      'data.csv': 'Hst,Owner\ndc01,alice\n',
    },
    at: 'watchlist.json:1:93',
  },
  { code: 'FD403', files: { 'a.yml': shortRule('A', ID_A), 'b.yml': shortRule('B', ID_A) }, at: 'b.yml:2:5' },
  { code: 'FD208', files: { 'f.yml': filter('[]', 'not slection') }, at: 'f.yml:9:18' },
  { code: 'FD316', files: { 'f.yml': filter('[nobody]', 'not selection') }, at: 'f.yml:6:11' },
  {
    code: 'FD113',
    files: { 'p.yml': 'name: p\ntransformations:\n  - type: field_name_maping\n    mapping: {a: b}\n' },
    at: 'p.yml:3:11',
  },
  {
    // Two rules of one global document: told once.
    code: 'FD402',
    files: {
      'g.yml': `action: global\ntitle: A\nid: ${ID_A}\n---\nlogsource: {product: windows}\ndetection: {a: {b: c}, condition: a}\n---\nlogsource: {product: linux}\ndetection: {a: {b: c}, condition: a}\n`,
    },
    at: 'g.yml:2:8',
  },
  { code: 'FD203', files: { 's.yaml': summary('60', 'X_CL', 'Devicename') }, at: 's.yaml:8:26' },
  { code: 'FD113', files: { 's.yaml': summary('45', 'X_CL', 'DeviceName') }, at: 's.yaml:4:10' },
  { code: 'FD113', files: { 's.yaml': summary('60', 'X', 'DeviceName') }, at: 's.yaml:3:19' },
  {
    code: 'FD468',
    files: {
      'watchlist.json':
        '{"variables": {"key": "Ho"}, "resources": [{"type": "Microsoft.SecurityInsights/watchlists", "name": "[concat(parameters(\'w\'), \'/x/\', \'Hosts\')]", "properties": {"displayName": "Hosts", "provider": "Custom", "itemsSearchKey": "[concat(variables(\'key\'), \'st\')]", "rawContent": "Hst,Owner\\ndc01,alice\\n"}}]}\n',
    },
    at: 'watchlist.json:1:226',
  },
  {
    code: 'FD434',
    files: { 'm.yml': 'name: m\narguments: [field]\ndefinition: convert ctime($field$) ctime($feild$)\n' },
    at: 'm.yml:3:42',
  },
  { code: 'FD435', files: { 'a.yml': `${escu('x')}date: '2025-02-30'\n` }, at: 'a.yml:4:7' },
  { code: 'FD435', files: { 'm.yml': 'name: m\ndefinition: x\ndate: 2999-01-01\n' }, at: 'm.yml:3:7' },
  { code: 'FD410', files: { 's.yml': 'name: S\nnarrative: n\nreferences: [the wiki]\n' }, at: 's.yml:3:14' },
  { code: 'FD415', files: { 's.yml': 'name: S\nnarrative: __UPDATE__\n' }, at: 's.yml:2:12' },
  { code: 'FD466', files: { 'k.yml': 'name: k\nlookup_type: kvstore\nfields: [host]\n' }, at: 'k.yml:3:10' },
  { code: 'FD436', files: { 'a.yml': escu('index=a user=“alice”') }, at: 'a.yml:3:22' },
  { code: 'FD101', files: { 'a.yml': 'name:\u00a0A\ntype: TTP\nsearch: x\n' }, at: 'a.yml:1:6' },
  { code: 'FD120', files: { 'a.yml': new Uint8Array([0x6e, 0, 0x3a, 0, 0x20, 0]) }, at: 'a.yml:1:1' },
  { code: 'FD406', files: { 'a.yml': `name: ${'A'.repeat(70)}\ntype: TTP\nsearch: x\n` }, at: 'a.yml:1:7' },
  {
    code: 'FD317',
    files: { 'b.yml': 'name: B\ntype: Baseline\nsearch: index=a | outputlookup append=true known_host\n' },
    at: 'b.yml:3:44',
  },
  {
    code: 'FD318',
    files: {
      'a.yml': 'name: Odd Shell\ntype: TTP\nsearch: x\n',
      'b.yml': 'name: B\ntype: Baseline\nsearch: x\ntags:\n  detections:\n    - Odd Shel\n',
    },
    at: 'b.yml:6:7',
  },
  {
    code: 'FD308',
    files: {
      'a.yml': 'name: Odd Shell\ntype: TTP\nsearch: x\n',
      'b.yml': 'name: B\ntype: Baseline\nsearch: x\ntags:\n  analytic_story: [Nothing]\n',
      's.yml': 'name: S\nnarrative: n\n',
    },
    at: 'b.yml:5:20',
  },
  {
    code: 'FD495',
    files: {
      'a.yml': sentinel('ThreatIntelligenceIndicator | join kind=inner DnsEvents on $left.DomainName == $right.Name'),
    },
    at: 'a.yml:4:8',
  },
  {
    code: 'FD496',
    files: {
      'removed/m.YML': `detections:\n${gone('New Shell')}`,
      'a.yml': OLD_SHELL,
      'b.yml': OLD_SHELL.replace('Old', 'New'),
    },
    at: 'a.yml:2:9',
  },
  {
    code: 'FD496',
    files: { 'removed/m.YML': `stories:\n${gone('Old Shell')}`, 'a.yml': OLD_SHELL },
    at: 'removed/m.YML:2:14',
  },
  { code: 'FD110', files: { 'removed/m.YML': `detection:\n${gone('A')}` }, at: 'removed/m.YML:1:1' },
  {
    code: 'FD113',
    files: { 'removed/m.YML': `detections:\n${gone('A').replace('Renamed.', 'Gone')}` },
    at: 'removed/m.YML:4:13',
  },
  {
    code: 'FD439',
    files: {
      'lookups/hosts.yml': 'name: hosts\nlookup_type: csv\n',
      'lookups/hosts.csv': 'a\n',
      'lookups/old.csv': 'a\n',
    },
    at: 'lookups/old.csv:1:1',
  },
  {
    code: 'FD469',
    files: {
      'a.yml': `${escu('index=a | stats count by dest')}status: production\ndata_source: [D]\n`,
      'd.yml': 'name: D\nsource: s\nsourcetype: t\noutput_fields: [dest, user]\n',
    },
    at: 'a.yml:5:15',
  },
  { code: 'FD111', files: { 'd.yml': 'name: D\nsource: s\noutput_fields: [dest]\n' }, at: 'd.yml:1:1' },
  {
    code: 'FD479',
    files: {
      'a.yml': `${escu('x')}tests:\n  - name: T\n    attack_data:\n      - data: https://example.com/a.log\n        source: s\n`,
    },
    at: 'a.yml:7:15',
  },
  { code: 'FD430', files: { 'a.yml': nearRealTime(51) }, at: 'a.yml:252:7' },
  { code: 'FD449', files: { 'My Rule.yml': shortRule('A', ID_A) }, at: 'My Rule.yml:1:8' },
  { code: 'FD445', files: { 'a.yml': shortRule('A', ID_A), 'b.yml': shortRule('A', ID_B) }, at: 'b.yml:1:8' },
];

const based = (version: number, query: string, id = ID_A): string =>
  `id: ${id}\nname: A\nkind: Scheduled\nversion: 1.0.${version}\nquery: ${query}\n`;

const dated = (domain: string, modified: string): string =>
  `title: T\nid: ${ID_A}\nmodified: ${modified}\nlogsource: {product: windows}\ndetection: {a: {b: ${domain}}, condition: a}\n`;

/** Defects of a change. */
export const CHANGE_MUTANTS: readonly {
  readonly code: string;
  readonly before: string;
  readonly after: string | undefined;
  readonly at: string;
}[] = [
  { code: 'FD470', before: based(1, 'T'), after: based(1, 'U'), at: '4:10' },
  { code: 'FD471', before: based(1, 'T'), after: based(0, 'T'), at: '4:10' },
  { code: 'FD472', before: based(1, 'T'), after: based(1, 'T', ID_B), at: '1:5' },
  { code: 'FD473', before: based(1, 'T'), after: undefined, at: '1:1' },
  { code: 'FD474', before: based(1, 'T'), after: based(2, 'T'), at: '4:10' },
  { code: 'FD475', before: based(1, 'T'), after: based(3, 'U'), at: '4:10' },
  { code: 'FD472', before: based(1, 'T'), after: based(1, 'T').replace(`id: ${ID_A}\n`, ''), at: '1:1' },
  { code: 'FD476', before: dated('c', '2024-06-01'), after: dated('d', '2024-06-01'), at: '3:11' },
  { code: 'FD476', before: dated('c', '2024-06-01'), after: dated('d', '2024-05-01'), at: '3:11' },
];
