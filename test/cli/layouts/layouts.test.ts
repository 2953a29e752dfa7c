import { describe, expect, it } from 'vitest';
import { AZURE_SENTINEL, FUNCTION, HUNT, OTHER_RULE, PARSER, RULE, WATCHLIST } from './azure-sentinel.ts';
import { ESCU24, ESCU25, ESCU26 } from './escu.ts';
import { type Files, type Plant, planted, told } from './plants.ts';
import * as sigma from './sigmahq.ts';

const DETECTION = 'detections/endpoint/hosts_seen.yml';

/** Slips that go together: none hides another. */
const ESCU: readonly Plant[] = [
  [DETECTION, 'hosts` host', 'host_s` host', 'FD301', '`host_s'],
  [DETECTION, 'lookup known_hosts', 'lookup knownhosts', 'FD302', 'knownhosts'],
  [DETECTION, /(?<=analytic_story:\n +- )Hosts/, 'Hostz', 'FD308', 'Hostz'],
  [DETECTION, '- Hosts Log', '- Host Log', 'FD307', 'Host Log'],
  [DETECTION, 'T1018', 'T9018', 'FD310', 'T9018'],
  [DETECTION, 'status: production', 'status: prod', 'FD113', 'prod\n'],
  ['macros/hosts.yml', 'definition', 'definitions', 'FD110', 'definitions'],
  ['stories/hosts.yml', 'narrative: Hosts at length.', 'narrative: [a]', 'FD112', '[a]'],
  ['baselines/learn_hosts.yml', 'stats earliest', 'stats earlist', 'FD204', 'earlist'],
];

const UNDEFINED_MACRO = /FD111|FD301/;

describe('ESCU', () => {
  const OF_YEAR: Readonly<Record<string, readonly [Files, readonly Plant[]]>> = {
    '2024': [
      ESCU24,
      [
        [DETECTION, 'type: Hostname', 'type: Hostnam', 'FD113', 'Hostnam\n'],
        ['lookups/known_hosts.csv', 'dc*,alice', 'dc*,alice,bob', 'FD466', 'known_hosts.csv'],
        ['detections/deprecated/hosts_old.yml', 'stats count', 'stas count', 'FD202', 'stas'],
      ],
    ],
    '2025': [
      ESCU25,
      [
        [DETECTION, 'type: system', 'type: systm', 'FD113', 'systm'],
        ['lookups/known_hosts.yml', 'lookup_type: csv', 'lookup_type: cvs', 'FD113', 'cvs'],
      ],
    ],
    '2026': [
      ESCU26,
      [
        [DETECTION, 'score: 50', 'score: 150', 'FD113', '150'],
        ['lookups/kvstore/seen_hosts.yml', '- host', '- [host]', 'FD112', '[host]'],
      ],
    ],
  };

  it.each(Object.keys(OF_YEAR))('of %s', async (year) => {
    const [files, own] = OF_YEAR[year] as (typeof OF_YEAR)[string];
    expect(await told(files)).toEqual([]);
    const { files: broken, said } = planted(files, [...ESCU, ...own.filter(([file]) => !file.endsWith('.csv'))]);
    const found = new Set(await told(broken, { all: true }));
    for (const line of said) expect(found).toContain(line);
    // Of the macro without a definition, its users and its own file tell.
    const others = [...found].filter((line) => !said.has(line) && !UNDEFINED_MACRO.test(line));
    expect(others.filter((line) => !/FD(?:402|418)$/.test(line))).toEqual([]);
  });

  it('tells of a table where its file is named', async () => {
    const [, name = ''] = /(?:.*\n)*?(filename: )/.exec(ESCU24['lookups/known_hosts.yml']) ?? [];
    const broken = { ...ESCU24, 'lookups/known_hosts.csv': 'host,owner\ndc*,alice,bob\n' };
    const line = ESCU24['lookups/known_hosts.yml'].split('\n').findIndex((text) => text.startsWith(name)) + 1;
    expect(await told(broken)).toEqual([`lookups/known_hosts.yml:${line}:${name.length + 1} FD466`]);
  });

  it('whose macro cannot be read has the macro', async () => {
    const broken = { ...ESCU26, 'macros/hosts.yml': 'name: hosts\ndefinition: index: hosts\n' };
    expect(await told(broken)).toEqual(['macros/hosts.yml:2:18 FD101']);
  });

  it('is read from wherever the command runs', async () => {
    const { files } = planted(ESCU25, [[DETECTION, 'stats count', 'stas count', 'FD202', 'stas']]);
    const at = '11:66 FD202';
    expect(await told(files, { inside: 'detections' })).toEqual([`endpoint/hosts_seen.yml:${at}`]);
    expect(await told(files, { inside: 'detections/endpoint', args: [] })).toEqual([`hosts_seen.yml:${at}`]);
    expect(await told(files, { inside: 'detections/endpoint', args: ['hosts_seen.yml'] })).toEqual([
      `hosts_seen.yml:${at}`,
    ]);
    expect(await told(files, { args: ['--layout', 'contentctl', '.'] })).toEqual([`${DETECTION}:${at}`]);
    expect(await told(files, { args: ['--layout', 'sigmahq', '.'] })).toEqual([]);
    expect(await told(files, { args: ['playbooks/Example_Lookup.yml'] })).toEqual([
      'playbooks/Example_Lookup.yml:1:1 FD103',
    ]);
  });

  it('has a mapping of what is gone, whichever part of it is looked at', async () => {
    const mapping = 'removed/deprecation_mapping.YML';
    const files = {
      ...ESCU26,
      [mapping]:
        'detections:\n  - content: Gone Hosts\n    removed_in_version: 5.2.0\n    reason: Renamed.\n    replacement_content: [Hosts Seen]\n',
      'removed/detections/gone_hosts.yml':
        'name: Gone Hosts\nid: 5170c3c4-b8c9-485c-910d-a21d965ee1fa\nstatus: removed\n',
    };
    const slips = { ...files, [mapping]: files[mapping]?.replace('Hosts Seen', 'Hosts Sen') ?? '' };
    for (const [inside, args] of [
      ['', ['.']],
      ['', [mapping]],
      ['removed', ['.']],
    ] as const) {
      expect(await told(files, { inside, args })).toEqual([]);
      const name = inside === '' ? mapping : 'deprecation_mapping.YML';
      expect(await told(slips, { inside, args })).toEqual([`${name}:5:27 FD496`]);
    }
  });

  it('is the same with the line ends and the mark of Windows', async () => {
    const { files } = planted(ESCU24, [[DETECTION, 'stats count', 'stas count', 'FD202', 'stas']]);
    const windows = Object.entries(files).map(([file, text]) => [
      file,
      `${/\.(?:yml|csv)$/.test(file) ? '\uFEFF' : ''}${text.replace(/\n/g, '\r\n')}`,
    ]);
    expect(await told(Object.fromEntries(windows))).toEqual([`${DETECTION}:11:66 FD202`]);
  });

  it('is read once where links lead to it', async () => {
    const links = { 'detections/network/linked.yml': '../endpoint/hosts_seen.yml', more: 'detections' };
    expect(await told(ESCU26, { links })).toEqual([]);
  });
});

it('without content nothing is taken for it', async () => {
  const missing = ['detections:1:1 FD120'];
  expect(await told({ 'a/b.yml': ESCU26[DETECTION] }, { args: [] })).toEqual(missing);
  expect(await told({ ...ESCU26, '.github/x.yml': 'on: push\n' }, { inside: '.github', args: [] })).toEqual(missing);
});

it('Azure-Sentinel', async () => {
  expect(await told(AZURE_SENTINEL)).toEqual([]);
  expect(await told(AZURE_SENTINEL, { args: [] })).toEqual([]);
  const other = 'Hunting Queries/Syslog/SyslogHunt.yaml';
  const { files, said } = planted(AZURE_SENTINEL, [
    [RULE, 'severity: Medium', 'severity: Middle', 'FD113', 'Middle'],
    [RULE, '  AcmeEvent\n', '  AcmeEvnt\n', 'FD304', 'AcmeEvnt'],
    [OTHER_RULE, 'where ProcessName', 'where ProcesName', 'FD203', 'ProcesName'],
    [OTHER_RULE, 'identifier: HostName', 'identifier: HostNam', 'FD423', 'HostNam\n'],
    [OTHER_RULE, 'version: 1.0.0', 'version: 1.0', 'FD428', '1.0\n'],
    [OTHER_RULE, '- Persistence', '- Persistance', 'FD113', 'Persistance'],
    [HUNT, 'where TimeGenerated', 'where TimeGenerted', 'FD203', 'TimeGenerted'],
    [HUNT, 'T1098', 'T10985', 'FD310', 'T10985'],
    [other, '  Syslog\n  |', '  Syslogg\n  |', 'FD304', 'Syslogg'],
    ['Detections/Syslog/Failed.yaml', 'has "failed"', 'haz "failed"', 'FD201', 'haz'],
    [FUNCTION, 'FunctionAlias', 'FunctionAlas', 'FD110', 'FunctionAlas'],
    [PARSER, 'where ProcessName', 'where ProcesName', 'FD203', 'ProcesName'],
    [PARSER, "Version: '0.1.0'", "Version: '0.1'", 'FD428', "'0.1'"],
    [WATCHLIST, 'dc01,alice', 'dc01,alice,x', 'FD468', 'dc01,alice,x'],
  ]);
  const found = await told(files, { all: true });
  expect(new Set(found.filter((line) => !/FD(?:402|461)$/.test(line)))).toEqual(said);
});

describe('SigmaHQ', () => {
  const UNSUPPORTED = 'unsupported/windows/win_acme_count.yml:17:26 FD208';

  it('is read whole', async () => {
    expect(await told(sigma.SIGMAHQ)).toEqual([UNSUPPORTED]);
    expect(await told(sigma.SIGMAHQ, { args: [] })).toEqual([UNSUPPORTED]);
    const nobody = '3f9f2a86-4f11-4f0a-9d5e-0a1b2c3d4eff';
    const { files, said } = planted(sigma.SIGMAHQ, [
      [sigma.RULE, 'all of selection_*', 'all of selektion_*', 'FD208', 'all of selektion_*'],
      [sigma.RULE, 'contains|windash', 'contain|windash', 'FD209', 'CommandLine|contain|windash'],
      [sigma.EMERGING, 'level: medium', 'level: middle', 'FD113', 'middle'],
      [sigma.EMERGING, 'falsepositives:', 'falsepositive:', 'FD110', 'falsepositive:'],
      [sigma.HUNTING, 'date: 2024-05-01', 'date: 2024-13-01', 'FD435', '2024-13-01'],
      [sigma.HUNTING, 'attack.t1059.001', 'attack.t9059', 'FD310', 'attack.t9059'],
      [sigma.CORRELATION, sigma.sigmaId(1), nobody, 'FD210', nobody],
      [sigma.FILTER, sigma.sigmaId(1), nobody, 'FD316', nobody],
      ['deprecated/windows/proc_creation_win_acme_old.yml', 'level: medium', 'level: middle', 'FD113', 'middle'],
    ]);
    const found = await told(files, { all: true });
    const narrower = 'unsupported/windows/win_acme_count.yml:15:18 FD705';
    expect(new Set(found.filter((line) => !line.endsWith('FD402')))).toEqual(new Set([...said, UNSUPPORTED, narrower]));
  });

  it('has its correlations rest on rules that are not looked at', async () => {
    expect(await told(sigma.SIGMAHQ, { args: [sigma.CORRELATION] })).toEqual([]);
    expect(await told(sigma.SIGMAHQ, { args: [sigma.FILTER] })).toEqual([]);
    const { [sigma.RULE]: _, ...without } = sigma.SIGMAHQ;
    expect(await told(without, { args: [sigma.CORRELATION] })).toEqual([`${sigma.CORRELATION}:13:11 FD210`]);
  });
});

describe('one repository with two layouts', () => {
  const { files } = planted({ ...ESCU26, ...sigma.SIGMAHQ }, [
    [DETECTION, 'stats count', 'stas count', 'FD202', 'stas'],
    [sigma.EMERGING, 'level: medium', 'level: middle', 'FD113', 'middle'],
  ]);
  const [escu, rule] = [`${DETECTION}:17:9 FD202`, `${sigma.EMERGING}:30:8 FD113`];

  it.each([
    ['auto', [escu, rule, 'unsupported/windows/win_acme_count.yml:17:26 FD208']],
    ['contentctl', [escu]],
    ['sigmahq', [rule, 'unsupported/windows/win_acme_count.yml:17:26 FD208']],
  ])('read as %s by its configuration', async (layout, expected) => {
    const config = { 'firedrill.yml': `layout: ${layout}\ncontent: [.]\n` };
    expect(await told({ ...files, ...config }, { args: [] })).toEqual(expected);
  });
});
