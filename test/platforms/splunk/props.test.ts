import { describe, expect, it } from 'vitest';
import { parseConf } from '../../../src/platforms/splunk/conf/conf-file.ts';
import { parseAutomaticLookup } from '../../../src/platforms/splunk/props/automatic-lookup.ts';
import { parseFieldAliases } from '../../../src/platforms/splunk/props/field-alias.ts';
import { stanzaPattern } from '../../../src/platforms/splunk/props/stanza-pattern.ts';
import { PropsStanzas } from '../../../src/platforms/splunk/props/stanza-selection.ts';

describe('stanzaPattern', () => {
  it.each([
    ['XmlWinEventLog:*', 'XmlWinEventLog:Security', true],
    ['XmlWinEventLog:*', 'XmlWinEventLog:Microsoft-Windows-Sysmon/Operational', false],
    ['XmlWinEventLog:...', 'XmlWinEventLog:Microsoft-Windows-Sysmon/Operational', true],
    ['/var/log/(a|b).log', '/var/log/b.log', true],
    ['/var/log/(a|b).log', '/var/log/bxlog', false],
    ['a.b', 'axb', false],
  ])('%s against %s', (pattern, value, expected) => {
    expect(stanzaPattern(pattern, false)(value)).toBe(expected);
  });
});

describe('PropsStanzas', () => {
  const props = new PropsStanzas(
    parseConf(`
[st]
a = sourcetype
b = sourcetype
[host::WEB*]
a = host
c = host
[source::/x/...]
a = pattern
d = pattern
[source::/x/y]
d = literal
[old]
rename = st
`),
  );

  it('lets source beat host beat sourcetype, and a literal stanza a pattern', () => {
    const settings = props.settingsFor({ source: '/x/y', sourcetype: 'st', host: 'web01' });
    expect(Object.fromEntries(settings)).toEqual({ a: 'pattern', b: 'sourcetype', c: 'host', d: 'literal' });
  });

  it('finds a sourcetype in another case and follows a rename', () => {
    expect(props.settingsFor({ source: '', sourcetype: 'ST', host: '' }).get('b')).toBe('sourcetype');
    expect(props.renamed('old')).toBe('st');
    expect(props.renamed('new')).toBe('new');
  });
});

describe('settings with fields', () => {
  it('reads aliases', () => {
    expect(parseFieldAliases('a AS b "c d" ASNEW e, f as g')).toEqual([
      { from: 'a', to: 'b', keepsExisting: false },
      { from: 'c d', to: 'e', keepsExisting: true },
      { from: 'f', to: 'g', keepsExisting: false },
    ]);
  });

  it('reads automatic lookups', () => {
    expect(parseAutomaticLookup('codes code AS EventCode kind OUTPUTNEW text AS signature severity')).toEqual({
      lookup: 'codes',
      inputs: [
        { table: 'code', event: 'EventCode' },
        { table: 'kind', event: 'kind' },
      ],
      outputs: [
        { table: 'text', event: 'signature' },
        { table: 'severity', event: 'severity' },
      ],
      keepsExisting: true,
    });
  });
});

describe('expressions in stanzas', () => {
  it.each([
    ['source::....(?<!tar.)(gz|bz2)', '/var/log/a.gz', true],
    ['source::....(?<!tar.)(gz|bz2)', '/var/log/a.tar.gz', false],
    ['source::...[/\\\\]shop[/\\\\]order\\d+.log', 'C:\\shop\\order7.log', true],
    ['source::...[/\\\\]shop[/\\\\]order\\d+.log', '/x/shop/order7.log', true],
    ['source::...[/\\\\]shop[/\\\\]order\\d+.log', '/x/shop/order.log', false],
    ['(?i)source::/VAR/*.log', '/var/a.log', true],
    ['source::(?i)/VAR/*.log', '/var/a.log', true],
    ['source::C:\\shop\\a.log', 'C:\\shop\\a.log', true],
    ['source::udp:51[0-9]{2}', 'udp:5140', true],
    ['host::(?i)TILL-\\d', 'till-3', true],
  ])('%s and %s: %s', (stanza, value, matches) => {
    const props = new PropsStanzas(parseConf(`[${stanza}]\na = yes\n`));
    const kind = { source: value, host: value, sourcetype: 'x' };
    expect(props.settingsFor(kind).get('a') === 'yes').toBe(matches);
  });

  it('priority decides between expressions of one kind, then ASCII order', () => {
    const props = new PropsStanzas(
      parseConf(
        '[source::/a/...]\nx = first\ny = first\n[source::/a/b*]\nx = second\npriority = 5\n[source::...b]\ny = third\n',
      ),
    );
    const settings = props.settingsFor({ source: '/a/b', host: '', sourcetype: '' });
    expect([settings.get('x'), settings.get('y')]).toEqual(['second', 'third']);
  });
});
