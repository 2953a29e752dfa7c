import { describe, expect, it } from 'vitest';
import { histories } from './history.ts';

const changes = histories();

const ID = '8cd1dcdc-6edf-4896-86dc-d1f19ad649';
const dated = (version: string, date: string): string =>
  `version: ${version}\ncreation_date: '2026-01-01'\nmodification_date: '${date}'\nauthor: Alice Example\n`;

const macro = (definition: string, version = '1', date = '2026-05-01', id = `${ID}01`): string =>
  `name: hosts\nid: ${id}\n${dated(version, date)}description: Hosts.\ndefinition: ${definition}\n`;
const lookup = (rest: string, version = '1', date = '2026-05-01'): string =>
  `name: known\nid: ${ID}02\n${dated(version, date)}description: Known hosts.\nlookup_type: csv\n${rest}`;
const story = (narrative: string, version = '1', date = '2026-05-01', status = 'production'): string =>
  `name: Hosts\nid: ${ID}03\n${dated(version, date)}status: ${status}\ndescription: Hosts.\nnarrative: ${narrative}\nreferences: []\ncategory: [Malware]\nproduct: [Splunk Cloud]\nusecase: Advanced Threat Detection\n`;
const baseline = (search: string, version = '1', date = '2026-05-01', status = 'production'): string =>
  `name: Learn\nid: ${ID}04\n${dated(version, date)}status: ${status}\ntype: Baseline\ndescription: Learns.\nsearch: '${search}'\nhow_to_implement: Collect.\nknown_false_positives: None.\nreferences: []\nproduct: [Splunk Cloud]\nsecurity_domain: endpoint\nschedule: nightly\n`;
const dataSource = (sourcetype: string, version = '1', fields = '[a]'): string =>
  `name: Hosts Log\nid: ${ID}05\n${dated(version, '2026-05-01')}description: Log.\nsource: hosts\nsourcetype: ${sourcetype}\nfields: ${fields}\n`;
const schedule = (cron: string, version = '1'): string =>
  `name: nightly\nid: ${ID}06\n${dated(version, '2026-05-01')}description: At night.\ncron_schedule: ${cron}\nearliest_time: -1d\nlatest_time: now\nschedule_window: auto\n`;
const detection = (search: string, version = '1'): string =>
  `name: Hosts Seen\nid: ${ID}07\n${dated(version, '2026-05-01')}status: production\ntype: Hunting\ndescription: Hosts.\ndata_source: [Hosts Log]\nsearch: '${search}'\nhow_to_implement: Collect.\nknown_false_positives: None.\nanalytic_story: [Hosts]\nasset_type: Endpoint\nproduct: [Splunk Cloud]\nsecurity_domain: endpoint\n`;

const ESCU = {
  'macros/hosts.yml': macro('index=hosts'),
  'lookups/csv/known.yml': lookup(''),
  'lookups/csv/known.csv': 'host,owner\ndc01,alice\n',
  'stories/hosts.yml': story('At length.'),
  'baselines/learn.yml': baseline('`hosts` | stats count by host | outputlookup known'),
  'data_sources/hosts_log.yml': dataSource('hosts:log'),
  'schedules/nightly.yml': schedule('0 3 * * *'),
  'detections/endpoint/hosts_seen.yml': detection('`hosts` | lookup known host OUTPUT owner'),
};

describe('knowledge of ESCU', () => {
  it('that stays the same needs nothing', () => expect(changes(ESCU, {})).toEqual([]));

  it('that changes needs a new version', () => {
    const found = changes(ESCU, {
      'macros/hosts.yml': macro('index=host'),
      'lookups/csv/known.yml': lookup('case_sensitive_match: false\n'),
      'stories/hosts.yml': story('At more length.'),
      'baselines/learn.yml': baseline('`hosts` | stats count by host owner | outputlookup known'),
      'data_sources/hosts_log.yml': dataSource('hosts:logs'),
      'schedules/nightly.yml': schedule('0 4 * * *'),
    });
    expect(found).toEqual(
      ['baselines/learn.yml', 'data_sources/hosts_log.yml', 'lookups/csv/known.yml', 'macros/hosts.yml']
        .concat('schedules/nightly.yml', 'stories/hosts.yml')
        .map((file) => `${file}:3:10 FD470 The content changed and its version is 1 still.`),
    );
  });

  it('that changes with its version and date is good', () => {
    const at = ['2', '2026-06-01'] as const;
    const now = {
      'macros/hosts.yml': macro('index=host', ...at),
      'lookups/csv/known.yml': lookup('case_sensitive_match: false\n', ...at),
      'stories/hosts.yml': story('At more length.', ...at),
      'baselines/learn.yml': baseline('`hosts` | outputlookup known', ...at),
    };
    expect(changes(ESCU, now)).toEqual([]);
  });

  it('whose table changes is another', () => {
    const table = { 'lookups/csv/known.csv': 'host,owner\ndc01,bob\n' };
    expect(changes(ESCU, table)).toEqual([
      'lookups/csv/known.yml:3:10 FD470 The content changed and its version is 1 still.',
    ]);
    expect(changes(ESCU, { 'lookups/csv/known.csv': 'host,owner\r\ndc01,alice\r\n' })).toEqual([]);
    const raised = { ...table, 'lookups/csv/known.yml': lookup('', '2', '2026-05-01') };
    expect(changes(ESCU, raised)).toEqual([
      'lookups/csv/known.yml:5:20 FD476 The version was raised and its last date is 2026-05-01 still.',
    ]);
  });

  it('without a version has a date', () => {
    const old = (date: string) => `name: known\ndescription: Known.\nfilename: known.csv\ndate: '${date}'\n`;
    const before = { 'lookups/known.yml': old('2024-05-01'), 'lookups/known.csv': 'a\n1\n' };
    expect(changes(before, { 'lookups/known.csv': 'a\n2\n' })).toEqual([
      'lookups/known.yml:4:7 FD476 The content changed and its last date is 2024-05-01 still.',
    ]);
    expect(changes(before, { 'lookups/known.csv': 'a\n2\n', 'lookups/known.yml': old('2024-05-02') })).toEqual([]);
    const bare = { 'macros/a.yml': 'name: a\ndefinition: index=a\n' };
    expect(changes(bare, { 'macros/a.yml': 'name: a\ndefinition: index=b\n' })).toEqual([]);
  });

  it('needs no new version for what no stanza holds', () => {
    const now = {
      'macros/hosts.yml': macro('index=hosts').replace('Alice', 'Bob'),
      'lookups/csv/known.yml': lookup('').replace('Known hosts', 'All hosts'),
      'data_sources/hosts_log.yml': dataSource('hosts:log', '1', '[a, b]'),
    };
    expect(changes(ESCU, now)).toEqual([]);
  });

  it('keeps its version while nothing changes', () => {
    const now = {
      'macros/hosts.yml': macro('index=hosts', '2', '2026-06-01'),
      'stories/hosts.yml': story('At length.', '0'),
    };
    expect(changes(ESCU, now)).toEqual([
      'macros/hosts.yml:3:10 FD474 The version was raised from 1, and what is deployed stays the same.',
      'stories/hosts.yml:3:10 FD471 The version was 1 and is 0.',
    ]);
  });

  it('keeps its id', () => {
    expect(changes(ESCU, { 'macros/hosts.yml': macro('index=hosts', '1', '2026-05-01', `${ID}99`) })).toEqual([
      `macros/hosts.yml:2:5 FD472 The id was "${ID}01" and is "${ID}99".`,
    ]);
  });

  it('goes only when nothing names it', () => {
    const gone = Object.fromEntries(
      ['macros/hosts.yml', 'lookups/csv/known.yml', 'data_sources/hosts_log.yml', 'schedules/nightly.yml'].map(
        (file) => [file, undefined],
      ),
    );
    expect(changes(ESCU, gone)).toEqual([
      'data_sources/hosts_log.yml:1:1 FD473 "Hosts Log" is gone, and "Hosts Seen" still uses it.',
      'lookups/csv/known.yml:1:1 FD473 "known" is gone, and "Hosts Seen" and 1 more still use it.',
      'macros/hosts.yml:1:1 FD473 "hosts" is gone, and "Hosts Seen" and 1 more still use it.',
      'schedules/nightly.yml:1:1 FD473 "nightly" is gone, and "Learn" still uses it.',
    ]);
    const unused = {
      ...gone,
      'detections/endpoint/hosts_seen.yml': detection('index=hosts hosts=1 | eval known=1').replace(
        '[Hosts Log]',
        '[]',
      ),
      'baselines/learn.yml': baseline('index=hosts').replace('nightly', 'daily'),
    };
    expect(changes(ESCU, unused).filter((line) => line.includes('FD473'))).toEqual([]);
  });

  it('that is another macro by now is still named', () => {
    const renamed = macro('index=hosts').replace('name: hosts', 'name: all_hosts');
    expect(changes(ESCU, { 'macros/hosts.yml': undefined, 'macros/all_hosts.yml': renamed })).toEqual([
      'macros/all_hosts.yml:3:10 FD470 The content changed and its version is 1 still.',
      'macros/hosts.yml:1:1 FD473 "hosts" is gone, and "Hosts Seen" and 1 more still use it.',
    ]);
  });

  it('is not gone where it lies elsewhere', () => {
    const moved = { 'macros/hosts.yml': undefined, 'other/macros/hosts.yml': macro('index=hosts') };
    expect(changes(ESCU, moved, ['macros', 'detections'])).toEqual([]);
  });

  it('stories and baselines are deprecated before they go', () => {
    const gone = { 'stories/hosts.yml': undefined, 'baselines/learn.yml': undefined };
    expect(changes(ESCU, gone)).toEqual([
      `baselines/learn.yml:1:1 FD473 "Learn" (${ID}04) is gone.`,
      `stories/hosts.yml:1:1 FD473 "Hosts" (${ID}03) is gone.`,
    ]);
    const deprecated = {
      'stories/hosts.yml': story('At length.', '1', '2026-05-01', 'deprecated'),
      'baselines/learn.yml': baseline('index=a', '1', '2026-05-01', 'deprecated'),
    };
    expect(changes(deprecated, { ...gone, 'a.yml': macro('a') })).toEqual([]);
    const removed = `name: Hosts\nid: ${ID}03\nstatus: removed\ndeprecation_info: {reason: Nobody reads it., removed_in_version: 6.0.0}\n`;
    expect(changes(ESCU, { 'stories/hosts.yml': undefined, 'removed/stories/hosts.yml': removed })).toEqual([]);
  });

  it('a version is shown as it is written', () => {
    expect(changes({ 'm.yml': macro('a', '1.0') }, { 'm.yml': macro('b', '1.0') })).toEqual([
      'm.yml:3:10 FD470 The content changed and its version is 1.0 still.',
    ]);
    expect(changes({ 'm.yml': macro('a', '2.0') }, { 'm.yml': macro('b', '1.0') })).toEqual([
      'm.yml:3:10 FD471 The version was 2.0 and is 1.0.',
    ]);
    expect(changes({ 'm.yml': macro('a', '1.0') }, { 'm.yml': macro('b', '4') })).toEqual([
      'm.yml:3:10 FD475 The version jumps from 1.0 to 4.',
      'm.yml:5:20 FD476 The version was raised and its last date is 2026-05-01 still.',
    ]);
  });
});

const parser = (query: string, version = '0.1.0', updated = 'Jun 29, 2026'): string =>
  `Parser:\n  Title: Logons of Acme\n  Version: '${version}'\n  LastUpdated: ${updated}\nProduct:\n  Name: Acme\nParserName: vimAcme\nParserQuery: |\n  ${query}\n`;
const library = (query: string, version = '1.0.0'): string =>
  `id: ${ID}11\nFunction:\n  Title: Acme\n  Version: '${version}'\n  LastUpdated: '2026-06-29'\nCategory: Microsoft Sentinel Parser\nFunctionName: AcmeEvent\nFunctionAlias: AcmeEvent\nFunctionQuery: |\n  ${query}\n`;
const rule = (query: string, version = '1.0.0', name = 'Acme logon'): string =>
  `id: ${ID}12\nname: ${name}\nkind: NRT\nseverity: Low\nquery: |\n  ${query}\nversion: ${version}\n`;
const hunt = (query: string, version = '1.0.0'): string =>
  `id: ${ID}13\nname: Acme hunt\ntactics: [Persistence]\nquery: |\n  ${query}\nversion: ${version}\n`;
const summary = (query: string, version = '1.0.0'): string =>
  `id: ${ID}14\nname: Acme by hour\ndestinationTable: AcmeHourly_CL\nbinSize: 60\nquery: |\n  ${query}\nversion: ${version}\n`;
const watchlist = JSON.stringify({
  watchlistAlias: 'Acme',
  displayName: 'Acme',
  provider: 'Custom',
  itemsSearchKey: 'host',
  rawContent: 'host\ndc01\n',
});

const SENTINEL = {
  'Parsers/vimAcme.yaml': parser('Syslog'),
  'Solutions/Acme/Parsers/AcmeEvent.yaml': library('Syslog'),
  'Solutions/Acme/Analytic Rules/Rule.yaml': rule(
    'vimAcme | where Computer in (_GetWatchlist("Acme") | project SearchKey)',
  ),
  'Solutions/Acme/Hunting Queries/Hunt.yaml': hunt('AcmeEvent // vimAcme'),
  'Solutions/Acme/Summary Rules/Hourly.yaml': summary('Syslog | summarize count() by Computer'),
  'Solutions/Acme/Watchlists/acme.json': watchlist,
};

describe('content of Sentinel', () => {
  it('that stays the same needs nothing', () => expect(changes(SENTINEL, {})).toEqual([]));

  it('that changes needs a new version', () => {
    const now = {
      'Parsers/vimAcme.yaml': parser('Syslog | take 1'),
      'Solutions/Acme/Parsers/AcmeEvent.yaml': library('Syslog | take 1'),
      'Solutions/Acme/Hunting Queries/Hunt.yaml': hunt('AcmeEvent | take 1'),
      'Solutions/Acme/Summary Rules/Hourly.yaml': summary('Syslog | summarize count() by HostName'),
    };
    const still = 'FD470 The content changed and its version is';
    expect(changes(SENTINEL, now)).toEqual([
      `Parsers/vimAcme.yaml:3:12 ${still} 0.1.0 still.`,
      `Solutions/Acme/Hunting Queries/Hunt.yaml:6:10 ${still} 1.0.0 still.`,
      `Solutions/Acme/Parsers/AcmeEvent.yaml:4:12 ${still} 1.0.0 still.`,
      `Solutions/Acme/Summary Rules/Hourly.yaml:7:10 ${still} 1.0.0 still.`,
    ]);
  });

  it('parsers say when they changed', () => {
    const file = 'Parsers/vimAcme.yaml';
    const raised = { [file]: parser('Syslog | take 1', '0.1.1') };
    expect(changes(SENTINEL, raised)).toEqual([
      `${file}:4:16 FD476 The version was raised and its last date is Jun 29, 2026 still.`,
    ]);
    expect(changes(SENTINEL, { [file]: parser('Syslog | take 1', '0.1.1', 'Jul 1, 2026') })).toEqual([]);
    expect(changes(SENTINEL, { [file]: parser('Syslog', '0.1.1', 'Jul 1, 2026') })).toEqual([
      `${file}:3:12 FD474 The version was raised from 0.1.0, and what is deployed stays the same.`,
    ]);
  });

  it('goes only when nothing names it', () => {
    const gone = {
      'Parsers/vimAcme.yaml': undefined,
      'Solutions/Acme/Parsers/AcmeEvent.yaml': undefined,
      'Solutions/Acme/Watchlists/acme.json': undefined,
      'Solutions/Acme/Summary Rules/Hourly.yaml': undefined,
    };
    expect(changes(SENTINEL, gone)).toEqual([
      'Parsers/vimAcme.yaml:1:1 FD473 "vimAcme" is gone, and "Acme logon" still uses it.',
      'Solutions/Acme/Parsers/AcmeEvent.yaml:1:1 FD473 "AcmeEvent" is gone, and "Acme hunt" still uses it.',
      'Solutions/Acme/Watchlists/acme.json:1:1 FD473 "Acme" is gone, and "Acme logon" still uses it.',
    ]);
  });

  it('hunting queries are announced, too', () => {
    const file = 'Solutions/Acme/Hunting Queries/Hunt.yaml';
    expect(changes(SENTINEL, { [file]: undefined })).toEqual([`${file}:1:1 FD473 "Acme hunt" (${ID}13) is gone.`]);
  });
});

const sigma = (id: string, body: string, rest = ''): string =>
  `title: Acme\nid: ${id}\nstatus: test\n${rest}${body}level: low\n`;
const one = 'logsource: {product: linux}\ndetection: {a: {b: c}, condition: a}\n';
const correlation = (count: number): string =>
  `correlation: {type: event_count, rules: [acme], group-by: [a], timespan: 1h, condition: {gte: ${count}}}\n`;
const filter = (value: string): string =>
  `logsource: {product: linux}\nfilter: {rules: [${ID}21], a: {b: ${value}}, condition: not a}\n`;
const day = (modified?: string): string =>
  `date: 2026-05-01\n${modified === undefined ? '' : `modified: ${modified}\n`}`;

describe('content of Sigma', () => {
  const SIGMA = {
    'rules/a.yml': sigma(`${ID}21`, one, day('2026-05-02')),
    'rules/c.yml': sigma(`${ID}22`, correlation(2), day()),
    'filters/f.yml': sigma(`${ID}23`, filter('c'), day('2026-05-02')).replace('level: low\n', ''),
  };

  it('is dated anew when it finds other things', () => {
    const now = {
      'rules/a.yml': sigma(`${ID}21`, one.replace('b: c', 'b: d'), day('2026-05-02')),
      'rules/c.yml': sigma(`${ID}22`, correlation(3), day()),
      'filters/f.yml': sigma(`${ID}23`, filter('d'), day('2026-05-02')).replace('level: low\n', ''),
    };
    expect(changes(SIGMA, now)).toEqual([
      'filters/f.yml:5:11 FD476 The filter changed and its last date is 2026-05-02 still.',
      'rules/a.yml:5:11 FD476 The rule changed and its last date is 2026-05-02 still.',
      'rules/c.yml:4:7 FD476 The rule changed and its last date is 2026-05-01 still.',
    ]);
    const dated = Object.fromEntries(
      Object.entries(now).map(([file, text]) => [
        file,
        text.replace(/(?:modified: \S+\n)?(?=logsource|corr)/, 'modified: 2026-06-01\n'),
      ]),
    );
    expect(changes(SIGMA, dated)).toEqual([]);
  });

  it('is not dated anew for its texts, and may deprecate itself', () => {
    const described = { 'rules/a.yml': `${SIGMA['rules/a.yml']}description: Finds it.\nfalsepositives: [Tests]\n` };
    expect(changes(SIGMA, described)).toEqual([]);
    const deprecated = { 'rules/a.yml': SIGMA['rules/a.yml'].replace('status: test', 'status: deprecated') };
    expect(changes(SIGMA, deprecated)).toEqual([
      'rules/a.yml:5:11 FD476 The rule changed and its last date is 2026-05-02 still.',
    ]);
  });

  it('keeps its id unless it says what it replaces', () => {
    const renamed = sigma(`${ID}29`, one, day('2026-05-02'));
    expect(changes(SIGMA, { 'rules/a.yml': renamed })).toEqual([
      `rules/a.yml:2:5 FD472 The id was "${ID}21" and is "${ID}29".`,
    ]);
    const related = `related:\n  - {id: ${ID}21, type: renamed}\n`;
    expect(changes(SIGMA, { 'rules/a.yml': sigma(`${ID}29`, one, related + day('2026-05-02')) })).toEqual([]);
    expect(changes(SIGMA, { 'filters/f.yml': SIGMA['filters/f.yml'].replace(`${ID}23`, `${ID}28`) })).toEqual([
      `filters/f.yml:2:5 FD472 The id was "${ID}23" and is "${ID}28".`,
    ]);
  });

  it('moves between folders', () => {
    const moved = { 'rules/a.yml': undefined, 'rules-emerging-threats/2026/a.yml': SIGMA['rules/a.yml'] };
    expect(changes(SIGMA, moved)).toEqual([]);
    expect(changes(SIGMA, { 'rules/c.yml': undefined })).toEqual([`rules/c.yml:1:1 FD473 "Acme" (${ID}22) is gone.`]);
  });
});
