import { describe, expect, it } from 'vitest';
import type { LogFile } from '../../../src/data/record.ts';
import { temporaryFile, temporaryFolder } from '../../data/temporary-file.ts';
import { runSearch } from './run-search.ts';

/** An add-on that says where times stand. */
const root = `${temporaryFolder}/timestamps`;
temporaryFile(
  'timestamps/apps/TA-clock/default/props.conf',
  String.raw`
[clock:local]
TIME_PREFIX = ^\S+ \[
TIME_FORMAT = %d/%b/%Y %H:%M:%S
TZ = America/New_York

[clock:zone]
TIME_PREFIX = when=
TIME_FORMAT = %Y-%m-%d %H:%M:%S.%3N %z
TZ = America/New_York

[clock:start]
TIME_FORMAT = %d.%m.%y %H:%M
MAX_TIMESTAMP_LOOKAHEAD = 14

[clock:short]
TIME_PREFIX = when=
TIME_FORMAT = %Y-%m-%d %H:%M:%S
MAX_TIMESTAMP_LOOKAHEAD = 16

[clock:epoch]
TIME_PREFIX = "at":
TIME_FORMAT = %s%3N

[clock:yearless]
TIME_FORMAT = %b %d %H:%M:%S

[clock:prefix]
TIME_PREFIX = seen=

[clock:masked]
TIME_PREFIX = when=
TIME_FORMAT = %Y-%m-%d %H:%M:%S
SEDCMD-when = s/when=\S+ \S+/when=#/

[clock:json]
INDEXED_EXTRACTIONS = json
KV_MODE = none
SHOULD_LINEMERGE = true
LINE_BREAKER = (,)\{

[clock:lines]
LINE_BREAKER = ([\r\n]+)
SHOULD_LINEMERGE = false
BREAK_ONLY_BEFORE = ^x
TRUNCATE = 20
DATETIME_CONFIG =
TZ = UTC

[clock:odd]
LINE_BREAKER = ([\r\n]+)\d
SHOULD_LINEMERGE = true
BREAK_ONLY_BEFORE = ^x
TRUNCATE = 10
INDEXED_EXTRACTIONS = CSV
DATETIME_CONFIG = CURRENT

[clock:zone_only]
TZ = Europe/Berlin

[clock:nowhere]
TIME_FORMAT = %Y-%m-%d
TZ = Nowhere/Town

[clock:hours]
TIME_FORMAT = %H:%M:%S

[clock:bad]
TIME_PREFIX = (

[clock:table]
INDEXED_EXTRACTIONS = csv
TIMESTAMP_FIELDS = b
`,
);

const clock = (kind: string, text: string): LogFile => {
  const path = temporaryFile(`clock-${kind}-${text.length}.log`, text);
  return { name: path, path, source: '/var/clock.log', sourcetype: `clock:${kind}`, host: 'tower' };
};
const SHOWN = 'search index=* | eval t=strftime(_time, "%Y-%m-%dT%H:%M:%S.%3N") | table t';
const times = (kind: string, ...lines: readonly string[]) =>
  runSearch(SHOWN, [clock(kind, lines.join('\n'))], { roots: [root] }).map(({ t }) => t);

describe('the time of an event where props.conf says how it is written', () => {
  it('behind the prefix, in the zone of the setting, winter and summer', () => {
    expect(
      times('local', 'a [05/Jul/2026 12:00:00 2020-01-01T00:00:00Z', 'b [05/Jan/2026 12:00:00 2020-01-01T00:00:00Z'),
    ).toEqual(['2026-01-05T17:00:00.000', '2026-07-05T16:00:00.000'].reverse());
  });

  it('a zone of the text is stronger', () => {
    expect(times('zone', '2020-01-01T00:00:00Z when=2026-03-01 10:00:00.250 +0200')).toEqual([
      '2026-03-01T08:00:00.250',
    ]);
  });

  it('without a prefix at the beginning, and as far as it is looked for', () => {
    expect(times('start', '02.03.26 10:1512 and more')).toEqual(['2026-03-02T10:15:00.000']);
    expect(times('short', '2020-01-01T00:00:00Z when=2026-03-01 10:00:00')).toEqual(['2020-01-01T00:00:00.000']);
  });

  it('an epoch in milliseconds', () => {
    expect(times('epoch', '{"time": "2020-01-01T00:00:00Z", "at":1772359200250}')).toEqual(['2026-03-01T10:00:00.250']);
  });

  it('a year that is not told is the one that firedrill gives such logs', () => {
    expect(times('yearless', 'Feb 29 10:00:00 x 2020-01-01T00:00:00Z')).toEqual(['2000-02-29T10:00:00.000']);
  });

  it('a prefix alone says where it is recognised; where it is missing, the whole event is searched', () => {
    expect(times('prefix', '2020-01-01T00:00:00Z seen= 2026-03-01T10:00:00Z', '2020-01-02T00:00:00Z')).toEqual([
      '2026-03-01T10:00:00.000',
      '2020-01-02T00:00:00.000',
    ]);
  });

  it('is read before the text is edited, and holds for the next event without one', () => {
    expect(times('masked', 'when=2026-03-01 10:00:00 x', 'y')).toEqual([
      '2026-03-01T10:00:00.000',
      '2026-03-01T10:00:00.000',
    ]);
  });
});

describe('settings of index time that are not followed', () => {
  const problems = (kind: string, text: string): readonly string[] => {
    try {
      runSearch('search index=* | table _raw', [clock(kind, text)], { roots: [root] });
      return [];
    } catch (error) {
      return (error as Error).message.split('\n');
    }
  };

  it('are said once where they matter for a log', () => {
    expect(problems('odd', 'a line that is long\nanother line')).toEqual([
      'Sourcetype "clock:odd": DATETIME_CONFIG = CURRENT is not followed: times are recognised.',
      'Sourcetype "clock:odd": LINE_BREAKER = ([\\r\\n]+)\\d is not followed: each line is an event.',
      'Sourcetype "clock:odd": SHOULD_LINEMERGE = true is not followed: each line is an event.',
      'Sourcetype "clock:odd": BREAK_ONLY_BEFORE = ^x is not followed: each line is an event.',
      'Sourcetype "clock:odd": TRUNCATE = 10 is not followed: events keep their length.',
      'Sourcetype "clock:odd": INDEXED_EXTRACTIONS = CSV is not followed.',
    ]);
    expect(problems('zone_only', 'a')).toEqual([
      'Sourcetype "clock:zone_only": TZ = Europe/Berlin is not followed without TIME_FORMAT: times are recognised.',
    ]);
    expect(problems('nowhere', 'a')).toEqual([
      'Sourcetype "clock:nowhere": TZ = Nowhere/Town is no time zone that is known: times are recognised.',
    ]);
    expect(problems('hours', 'a')).toEqual([
      'Sourcetype "clock:hours": TIME_FORMAT = %H:%M:%S tells no date: times are recognised.',
    ]);
    expect(problems('bad', 'a')).toEqual([
      'Sourcetype "clock:bad": The expression of TIME_PREFIX cannot be run: (: times are recognised.',
    ]);
    expect(problems('table', 'a,b\n1,2\n')).toEqual([
      'Sourcetype "clock:table": TIMESTAMP_FIELDS = b is not followed: times are recognised.',
    ]);
  });

  it('are not mentioned where events are read so anyway', () => {
    expect(problems('lines', 'short\nlines')).toEqual([]);
    expect(problems('lines', 'a line of more than twenty bytes')).toEqual([
      'Sourcetype "clock:lines": TRUNCATE = 20 is not followed: events keep their length.',
    ]);
  });

  it('JSON has the fields that are read when it is indexed', () => {
    const log = clock('json', '{"a": {"b": 1}, "c": ["x", "y"]}\n{"a": {"b": 2}}\n');
    expect(runSearch('search a.b=1 | table a.b c{}', [log], { roots: [root] })).toEqual([
      { 'a.b': '1', 'c{}': ['x', 'y'] },
    ]);
  });
});
