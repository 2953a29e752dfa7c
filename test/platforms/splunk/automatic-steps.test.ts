import { describe, expect, it } from 'vitest';
import { openEventSource } from '../../../src/data/event-source.ts';
import type { Diagnostic } from '../../../src/diagnostics/diagnostic.ts';
import { lowerSpl, splEntries } from '../../../src/languages/spl/index.ts';
import { execute } from '../../../src/plan/execute.ts';
import { createLibrary } from '../../../src/plan/library.ts';
import { loadSplunkKnowledge, splunkCatalog, splunkEnvironment } from '../../../src/platforms/splunk/index.ts';
import { temporaryFile, temporaryFolder } from '../../data/temporary-file.ts';
import { runSearch, SHIPPED } from './run-search.ts';

/** An add-on of these files, and what a search over one line of text gives. */
function addOn(name: string, files: Readonly<Record<string, string>>) {
  for (const [file, text] of Object.entries(files)) temporaryFile(`${name}/apps/TA/${file}`, text);
  const roots = [`${temporaryFolder}/${name}`];
  return (raw: string, search: string) => {
    const path = temporaryFile(`${name}.log`, `${raw}\n`);
    return runSearch(search, [{ name: 'x', path, source: 's', sourcetype: 'st' }], { roots });
  };
}

const LOOKUPS = {
  'default/transforms.conf':
    '[codes]\nfilename = codes.csv\n\n[nets]\nfilename = nets.csv\nmatch_type = CIDR(net)\n\n[fallback]\nfilename = codes.csv\nmin_matches = 1\ndefault_match = none\n',
  'lookups/codes.csv': 'code,text,level\n1,one,low\n2,,high\n',
  'lookups/nets.csv': 'net,zone\n10.0.0.0/8,inside\n2001:db8::/32,six\n192.0.2.7,alone\n',
};

describe('automatic lookups', () => {
  const search = addOn('lookups', {
    ...LOOKUPS,
    'default/props.conf':
      '[st]\nLOOKUP-a = codes code OUTPUT text level AS kept\nlookup_b = nets net AS ip OUTPUTNEW zone\nLOOKUPc = fallback code AS nocode OUTPUT text AS never\n',
  });

  it.each([
    ['text=old kept=old code=1', { text: 'one', kept: 'low' }],
    // An empty cell, and no row at all, clear what OUTPUT names.
    ['text=old kept=old code=2', { kept: 'high' }],
    ['text=old kept=old code=9', {}],
    // Without the field there is no lookup.
    ['text=old kept=old', { text: 'old', kept: 'old' }],
  ])('OUTPUT writes over what is there: %s', (raw, expected) => {
    expect(search(raw, 'search * | table text kept never')).toEqual([expected]);
    // Where the rows are counted, columns are computed together.
    expect(search(raw, 'search * | stats count by source, text | fields - count, source')).toEqual(
      'text' in expected ? [{ text: expected.text }] : [],
    );
  });

  it.each([
    ['ip=10.1.2.3', 'inside'],
    ['ip="2001:db8:0:1::5"', 'six'],
    ['ip=192.0.2.7', 'alone'],
    ['ip=192.0.2.8', undefined],
    ['zone=given ip=10.1.2.3', 'given'],
  ])('finds the block of an address: %s', (raw, zone) => {
    expect(search(raw, 'search * | table zone')).toEqual([zone === undefined ? {} : { zone }]);
  });
});

describe('transforms', () => {
  it('may read a field of the event’s JSON, which an EXTRACT may not', () => {
    const search = addOn('json-source', {
      'default/props.conf':
        '[st]\nKV_MODE = json\nREPORT-a = last\nEXTRACT-b = (?<first>\\w+)$ in path\nREPORT-c = never\n',
      'default/transforms.conf':
        '[last]\nSOURCE_KEY = path\nREGEX = ([^/]+)$\nFORMAT = name::$1\n\n[never]\nREGEX = path\nDEST_KEY = MetaData:Host\nFORMAT = host::x\n',
    });
    expect(search('{"path": "/a/b/Job7"}', 'search * | table name first host')).toEqual([
      { name: 'Job7', host: 'replay' },
    ]);
    expect(search('{"path": "/a/b/Job7"}', 'search name=Job7 | table name')).toEqual([{ name: 'Job7' }]);
  });
});

describe('what cannot be followed', () => {
  const complaints = (
    root: string,
    kinds: readonly (readonly [string, string])[],
    search = 'search * | table *',
  ): readonly string[] => {
    const problems: Diagnostic[] = [];
    const report = (problem: Diagnostic): void => void problems.push(problem);
    const knowledge = loadSplunkKnowledge([root], report);
    const environment = splunkEnvironment(knowledge);
    const { query } = lowerSpl(search, environment);
    const path = temporaryFile('complaints.log', 'a=1\na=2\n');
    const files = kinds.map(([source, sourcetype]) => ({ name: 'x', path, source, sourcetype }));
    const context = {
      library: createLibrary(splEntries),
      catalog: splunkCatalog(knowledge, environment, openEventSource(files), { report }),
      clock: { now: 0n },
      optimise: true,
    };
    for (const batch of execute(query?.plan as never, 3, context).batches) {
      for (const name of batch.columns.names()) batch.columns.get(name)?.at(0);
    }
    return problems.map(({ code, severity, message }) => `${code} ${severity} ${message}`);
  };

  it('is said once, by name', () => {
    addOn('unsupported', {
      'default/props.conf':
        '[st]\nKV_MODE = multi\nREPORT-a = recursive, missing\nLOOKUP-b = timed a\nLOOKUP-c = program a\nEVAL-d = nosuchfunction(a)\n',
      'default/transforms.conf':
        '[recursive]\nREGEX = (\\((?R)*\\))\n\n[timed]\nfilename = t.csv\ntime_field = when\n\n[program]\nexternal_cmd = ask.py\n',
      'default/eventtypes.conf': '[odd]\nsearch = a=1 | head\n',
    });
    expect(complaints(`${temporaryFolder}/unsupported`, [['s', 'st']])).toEqual([
      'FD298 warning The transform "recursive" cannot be run: (\\((?R)*\\))',
      'FD298 warning KV_MODE = multi is not supported.',
      'FD298 warning The lookup "timed" matches by the time in "when".',
      'FD298 warning The lookup "program" calls the program "ask.py".',
      'FD298 warning The calculated field "d" cannot be run: nosuchfunction(a)',
      'FD298 warning The search of the event type "odd" cannot be run: a=1 | head',
    ]);
    expect(() => addOn('unsupported', {})('a=1', 'search * | lookup timed a')).toThrow(
      'The lookup "timed" matches by the time in "when", which is not supported.',
    );
  });

  it('is said of an event type when something asks for it', () => {
    addOn('odd-type', {
      'default/eventtypes.conf': '[odd]\nsearch = a=1 | head\n\n[plain]\nsearch = a=1\n',
      'default/tags.conf': '[eventtype=odd]\nstrange = enabled\n\n[eventtype=plain]\nusual = enabled\n',
    });
    const asked = (search: string): readonly string[] =>
      complaints(`${temporaryFolder}/odd-type`, [['s', 'st']], search);
    const complaint = 'FD298 warning The search of the event type "odd" cannot be run: a=1 | head';
    expect(asked('search a=1 | stats count by a')).toEqual([]);
    expect(asked('search tag=usual | stats count by a')).toEqual([]);
    expect(asked('search tag=strange | stats count by a')).toEqual([complaint]);
    expect(asked('search eventtype=odd | stats count by a')).toEqual([complaint]);
    expect(asked('search a=1 | stats count by eventtype')).toEqual([complaint]);
  });

  it('is nothing of what is shipped', () => {
    const channels = ['Security', 'System', 'Application', 'Microsoft-Windows-Sysmon/Operational'];
    const windows = channels.flatMap((channel) => [
      [`XmlWinEventLog:${channel}`, 'XmlWinEventLog'] as const,
      [`WinEventLog:${channel}`, 'WinEventLog'] as const,
    ]);
    const sourcetypes =
      'aws:cloudtrail aws:cloudfront:accesslogs azure:monitor:aad mscs:azure:audit o365:management:activity cisco:ios crowdstrike:events:sensor gws:reports:login github:cloud:audit linux:audit linux_secure nginx:plus:kv OktaIM2:log osquery:results pan:threat stash suricata sysmon:linux zeek:conn:json zscalernss-web syslog ActiveDirectory access_combined';
    const others = sourcetypes.split(' ').map((sourcetype) => ['s', sourcetype] as const);
    expect(complaints(SHIPPED, [...windows, ...others])).toEqual([]);
  });
});
