import { describe, expect, it } from 'vitest';
import type { EventSource } from '../../src/data/record.ts';
import { EventsWithFindings, stashText, type TimedFinding } from '../../src/testing/finding-events.ts';
import { delimitedTransform } from '../../src/platforms/splunk/extraction/delimited-transform.ts';

const finding = (source: string, fields: TimedFinding['fields']): TimedFinding => ({
  index: 'risk',
  source,
  fields,
  time: 1_772_359_200_000_000_000n,
});

describe('findings as events', () => {
  const awkward = {
    risk_object: 'alice',
    process: 'x.exe "a, b=c" \\ end',
    'annotations.mitre_attack': ['T1003', 'T1105'],
  };

  it('writes a time and pairs', () => {
    expect(stashText(finding('S', awkward))).toBe(
      '1772359200, risk_object="alice", process="x.exe \\"a, b=c\\" \\\\ end", annotations.mitre_attack="T1003", annotations.mitre_attack="T1105"',
    );
  });

  it('is read back by the transform of the summary indexer', () => {
    const settings = new Map([
      ['DELIMS', '",", "="'],
      ['MV_ADD', 'true'],
      ['CLEAN_KEYS', 'false'],
    ]);
    const extraction = delimitedTransform('stash_extract', settings);
    expect(new Map(extraction?.extract(stashText(finding('S', awkward))))).toEqual(new Map(Object.entries(awkward)));
  });

  it('stands after the events of the replay, a file for each search', () => {
    const none: EventSource = { files: [], *read() {} };
    const events = new EventsWithFindings(none, [finding('A', { n: '1' }), finding('B', {}), finding('A', { n: '2' })]);
    expect(events.files.map(({ source, index, sourcetype }) => `${index} ${sourcetype} ${source}`)).toEqual([
      'risk stash A',
      'risk stash B',
    ]);
    const raws: string[] = [];
    let ended = 0;
    const options = { batchSize: 1, report: () => undefined, onEnd: (records: number) => (ended = records) };
    for (const batch of events.read(0, options)) raws.push(`${batch.record(0)}: ${batch.raw(0)}`);
    expect([raws, ended]).toEqual([['1: 1772359200, n="1"', '2: 1772359200, n="2"'], 2]);
  });
});
