import { describe, expect, it } from 'vitest';
import type { LogFile } from '../../../src/data/record.ts';
import { temporaryFile, temporaryFolder } from '../../data/temporary-file.ts';
import { runSearch } from './run-search.ts';

/** An add-on whose settings work while events are indexed. */
const root = `${temporaryFolder}/index-time`;
temporaryFile(
  'index-time/apps/TA-gate/default/props.conf',
  String.raw`
[gate]
TRANSFORMS = gate_host
TRANSFORMS-a_kind = gate_alarm, gate_index
TRANSFORMS-b_noise = gate_noise, gate_keep
TRANSFORMS-c_fields = gate_zone, gate_pairs, gate_two, gate_joined
TRANSFORMS-d_raw = gate_pin
SEDCMD-cards = s/card=\d+(\d{4})/card=x\1/g y/;/,/
EVAL-search_time = "gate"

[gate:alarm]
TRANSFORMS-again = gate_never
EVAL-search_time = "alarm"
EXTRACT-level = level=(?<level>\w+)

[host::door-*]
EVAL-from_host = "door"

[source::/var/gate/old.log]
TRANSFORMS-source = gate_source

[gate:clone]
TRANSFORMS-clone = gate_clone

[gate:masked]
SEDCMD-user = s/user=\S+/user=###/

[gate:table]
KV_MODE = none
TRANSFORMS-size = gate_size

[gate:eval]
TRANSFORMS-eval = gate_eval, gate_time, gate_bad, gate_lone
SEDCMD-odd = d/a/
`,
);
temporaryFile(
  'index-time/apps/TA-gate/default/transforms.conf',
  String.raw`
[gate_host]
REGEX = door=(\w+)
FORMAT = host::door-$1
DEST_KEY = MetaData:Host

[gate_alarm]
REGEX = ALARM
FORMAT = sourcetype::gate:alarm
DEST_KEY = MetaData:Sourcetype

[gate_index]
SOURCE_KEY = MetaData:Host
REGEX = ^host::door-north$
FORMAT = north
DEST_KEY = _MetaData:Index

[gate_noise]
REGEX = .
FORMAT = nullQueue
DEST_KEY = queue

[gate_keep]
REGEX = door=
FORMAT = indexQueue
DEST_KEY = queue

[gate_zone]
REGEX = zone=([A-Z])
FORMAT = zone::$1
WRITE_META = true

[gate_pairs]
REGEX = (\w+):(\w+)
FORMAT = $1::"$2 $3"
WRITE_META = true
REPEAT_MATCH = true

[gate_two]
REGEX = note=(.*)$
WRITE_META = true

[gate_joined]
SOURCE_KEY = fields:zone,left
REGEX = ^(\S+) (.*)$
FORMAT = joined::$1.$2
WRITE_META = true

[gate_pin]
REGEX = ^(.*)pin=\d+(.*)$
FORMAT = $1pin=**$2 ($0)
DEST_KEY = _raw

[gate_never]
REGEX = .
FORMAT = nullQueue
DEST_KEY = queue

[gate_source]
SOURCE_KEY = MetaData:Source
REGEX = ^source::/var/gate/(\w+)
FORMAT = source::gate-$1
DEST_KEY = MetaData:Source

[gate_clone]
REGEX = user=
FORMAT = masked
DEST_KEY = _MetaData:Index
CLONE_SOURCETYPE = gate:masked

[gate_size]
REGEX = ^(\w+),(\w)
FORMAT = size::$1/$2
WRITE_META = true

[gate_eval]
INGEST_EVAL = a=1

[gate_time]
REGEX = (\d+)
FORMAT = $1
DEST_KEY = _time

[gate_bad]
REGEX = (
FORMAT = a::$1
WRITE_META = true

[gate_lone]
REGEX = (a)
FORMAT = b::$1
`,
);
const gate = (text: string, facts: Partial<LogFile> = {}): LogFile => {
  const path = temporaryFile(`gate-${text.length}.log`, text);
  return { name: path, path, source: '/var/gate/new.log', sourcetype: 'gate', host: 'pylon', ...facts };
};
/** The same with and without what is pushed down to the log. */
function rows(search: string, log: LogFile) {
  const found = runSearch(search, [log], { roots: [root] });
  expect(runSearch(search, [log], { roots: [root], optimise: false })).toEqual(found);
  return found;
}
const LINES = [
  '2026-03-01T10:00:00Z door=north ALARM level=high zone=A card=12345678; pin=77 end',
  '2026-03-01T10:00:01Z door=south zone=B left:on right:off note=two words',
  '2026-03-01T10:00:02Z heartbeat ALARM',
  'door=east no time',
].join('\n');

describe('what is done to events before they are indexed', () => {
  it('another sourcetype, host and index hold for all that a search asks', () => {
    expect(
      rows('search index=* | sort _time | table host sourcetype index source search_time from_host level', gate(LINES)),
    ).toEqual([
      {
        host: 'door-north',
        sourcetype: 'gate:alarm',
        index: 'north',
        source: '/var/gate/new.log',
        search_time: 'alarm',
        from_host: 'door',
        level: 'high',
      },
      {
        host: 'door-south',
        sourcetype: 'gate',
        index: 'main',
        source: '/var/gate/new.log',
        search_time: 'gate',
        from_host: 'door',
      },
      {
        host: 'door-east',
        sourcetype: 'gate',
        index: 'main',
        source: '/var/gate/new.log',
        search_time: 'gate',
        from_host: 'door',
      },
    ]);
    expect(rows('search sourcetype=gate:alarm index=north host=door-north | stats count', gate(LINES))).toEqual([
      { count: '1' },
    ]);
    expect(rows('search heartbeat | stats count', gate(LINES))).toEqual([{ count: '0' }]);
  });

  it('an event without a time takes that of the one before, though that is not indexed', () => {
    expect(rows('search host=door-east | eval t=strftime(_time, "%S") | table t', gate(LINES))).toEqual([{ t: '02' }]);
  });

  it('texts are rewritten: sed first, then by transforms', () => {
    const text = '2026-03-01T10:00:00Z door=north ALARM level=high zone=A card=x5678, pin=';
    expect(rows('search pin | table _raw', gate(LINES))).toEqual([{ _raw: `${text}** end (${text}77 end)` }]);
    expect(rows('search "card=x5678" | stats count', gate(LINES))).toEqual([{ count: '1' }]);
  });

  it('indexed fields: a value in quotes keeps its blanks, another ends at one', () => {
    expect(rows('search host=door-south | table zone left right gate_two joined', gate(LINES))).toEqual([
      { zone: 'B', left: 'on $3', right: 'off $3', gate_two: 'two', joined: 'B.on' },
    ]);
  });

  it('a source:: stanza sees the source of the log', () => {
    expect(
      rows('search door | table source', gate('door=a', { sourcetype: 'x', source: '/var/gate/old.log' })),
    ).toEqual([{ source: 'gate-old' }]);
  });

  it('a copy of another sourcetype goes through the settings of that one', () => {
    const log = gate('user=alice in', { sourcetype: 'gate:clone' });
    expect(rows('search index=* | sort sourcetype | table sourcetype index _raw', log)).toEqual([
      { sourcetype: 'gate:clone', index: 'main', _raw: 'user=alice in' },
      { sourcetype: 'gate:masked', index: 'masked', _raw: 'user=### in' },
    ]);
  });

  it('rows of a table keep the names of its head beside indexed fields', () => {
    const log = gate('door,zone,note\nnorth,A,x zone=B\n', { sourcetype: 'gate:table' });
    expect(rows('search B | table door zone note size', log)).toEqual([
      { door: 'north', zone: 'A', note: 'x zone=B', size: 'north/A' },
    ]);
  });

  it('what cannot be followed is said', () => {
    expect(() => rows('search *', gate('a', { sourcetype: 'gate:eval' }))).toThrow(
      [
        'The edit of SEDCMD cannot be run: d/a/',
        'The transform "gate_eval" is not applied: INGEST_EVAL is not supported.',
        'The transform "gate_time" is not applied: the time of an event is no key here.',
        'The transform "gate_bad" cannot be run: (',
        'The transform "gate_lone" is not applied: it needs REGEX, and DEST_KEY or WRITE_META.',
      ].join('\n'),
    );
  });
});
