import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SpanBatch } from '../../../src/data/readers/span-batch.ts';
import { parseWindowsEvent } from '../../../src/data/readers/xml/windows-event.ts';
import { lowerSigma } from '../../../src/languages/sigma/index.ts';
import { type EventFilter, eventFilterOf, SigmaMatcher } from '../../../src/platforms/sigma/matcher/index.ts';

/** Events that stand one behind another, as the reader of XML gives them. */
function spanRecords(events: readonly string[]): SpanBatch {
  const texts = events.map((event) => Buffer.from(event));
  const starts: number[] = [];
  const ends: number[] = [];
  let at = 0;
  for (const text of texts) {
    starts.push(at);
    at += text.length;
    ends.push(at);
    at += 1;
  }
  const bytes = Buffer.from(events.map((event) => `${event}\n`).join(''));
  const spans = { bytes, starts: Uint32Array.from(starts), ends: Uint32Array.from(ends) };
  return new SpanBatch(
    spans,
    Float64Array.from(events, (_, index) => index + 1),
    (raw) => {
      const event = parseWindowsEvent(raw);
      return event ? { kind: 'windows', event } : { kind: 'text' };
    },
  );
}

function filterOf(
  detection: unknown,
  logsource: unknown = { product: 'windows', category: 'process_creation' },
): EventFilter {
  const { query, problems } = lowerSigma({ logsource, detection });
  if (!query) throw new Error(JSON.stringify(problems));
  return eventFilterOf(query.plan) as EventFilter;
}

function found(filters: readonly EventFilter[], events: readonly string[], slowly: boolean): readonly string[] {
  const matcher = new SigmaMatcher(filters, { slowly });
  const hits: string[] = [];
  // Twice: what the first batch left behind must not show in the second.
  for (const batch of [spanRecords(events), spanRecords(events)]) {
    matcher.match(batch, (rule, record) => hits.push(`${rule} ${record}`));
  }
  matcher.close();
  return hits.sort();
}

const system = (eventId: string, channel: string, more = ''): string =>
  `<System><Provider Name='Microsoft-Windows-Sysmon' Guid='{1}'/><EventID>${eventId}</EventID>${more}<Channel>${channel}</Channel><Computer>host1.example.com</Computer></System>`;

const START = "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'>";
const SYSMON = 'Microsoft-Windows-Sysmon/Operational';

describe('EventBytes', () => {
  const piece = fc.constantFrom(
    'a',
    'B',
    'ab',
    '\\',
    ' -',
    '&amp;',
    '&quot;',
    '&LT;',
    '&lt;',
    '&#98;',
    '\u00e9',
    '\u212a',
    'k',
    'C:\\Windows',
    '*',
    '',
  );
  const value = fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join(''));
  const name = fc.constantFrom('Image', 'CommandLine', 'User', 'x y', 'Image', 'Version', 'EventID', 'Data');
  const data = fc.tuple(name, value, fc.integer({ min: 0, max: 30 })).map(([key, text, form]) => {
    switch (form) {
      case 0:
        return `<Data>${text}</Data>`;
      case 1:
        return `<Data Name='${key}'/>`;
      case 2:
        return `<Data Name="${key}">${text}</Data>`;
      case 3:
        return `<Data Name='${key}'><![CDATA[${text}]]></Data>`;
      case 4:
        return `<Data Name='${key}'>${text}`;
      case 5:
        return `<!-- ${key} --><Data Name='${key}'>${text}</Data>`;
      default:
        return `<Data Name='${key}'>${text}</Data>`;
    }
  });
  const event = fc
    .record({
      start: fc.constantFrom(START, START, START, START, '<Event>', "<Event a='>'>"),
      eventId: fc.constantFrom('1', '1', '1', '3', ' 1', '', '01', '&#49;'),
      channel: fc.constantFrom(SYSMON, SYSMON, SYSMON, SYSMON.toLowerCase(), 'Security', ''),
      more: fc.constantFrom(
        '',
        '',
        '<Version>5</Version><Level>4</Level>',
        '<Channel>x</Channel>',
        "<Execution ProcessID='4'/>",
        '<Task >',
      ),
      data: fc.array(data, { maxLength: 4 }),
      end: fc.constantFrom('', '', '', '', '<UserData><a>b</a></UserData>', ' '),
    })
    .map(
      ({ start, eventId, channel, more, data: entries, end }) =>
        `${start}${system(eventId, channel, more)}${entries.length === 0 ? '<EventData/>' : `<EventData>${entries.join('')}</EventData>`}${end}</Event>`,
    );
  const field = fc.constantFrom(
    'Image',
    'CommandLine',
    'User',
    'Missing',
    'Version',
    'EventID',
    'Channel',
    'Computer',
    'x y',
    'xy',
    'Data',
  );
  const modifier = fc.constantFrom(
    '',
    '|contains',
    '|startswith',
    '|endswith',
    '|contains|all',
    '|cased',
    '|re',
    '|exists',
  );
  const literal = fc.constantFrom(
    'a',
    'ab',
    'B',
    '',
    ' -',
    '\\',
    '&',
    '"',
    '<',
    'b',
    '\u00e9',
    'k',
    'a*b',
    'windows',
    '1',
    SYSMON,
    '5',
  );
  const item = fc
    .tuple(field, modifier, fc.array(literal, { minLength: 1, maxLength: 3 }))
    .map(([key, suffix, literals]) => {
      const values = suffix === '|re' ? literals.map((text) => text.replace(/[\\*]/g, '.')) : literals;
      return [key + suffix, suffix === '|exists' ? literals[0] === 'a' : values] as const;
    });
  const selection = fc.oneof(
    fc.array(item, { minLength: 1, maxLength: 2 }).map((items) => Object.fromEntries(items)),
    fc.array(literal, { minLength: 1, maxLength: 2 }),
  );
  const condition = fc.constantFrom('s1', 's1 and s2', 's1 or s2', 's1 and not s2', 'not s1', '1 of s*');
  const filter = fc
    .tuple(
      fc.record({ s1: selection, s2: selection, condition }),
      fc.constantFrom(
        { product: 'windows', category: 'process_creation' },
        { product: 'windows' },
        { product: 'windows', service: 'security' },
      ),
    )
    .map(([detection, logsource]) => filterOf(detection, logsource));

  it('finds what reading every event finds', () => {
    fc.assert(
      fc.property(
        fc.array(filter, { minLength: 1, maxLength: 5 }),
        fc.array(event, { minLength: 1, maxLength: 6 }),
        (filters, events) => {
          expect(found(filters, events, false)).toEqual(found(filters, events, true));
        },
      ),
      { numRuns: 1500 },
    );
  });

  it('gives up a single event with more hits than there is room for, and no other', () => {
    const long = `${START}${system('1', SYSMON)}<EventData><Data Name='Image'>${'ab'.repeat(50_000)}</Data></EventData></Event>`;
    const short = `${START}${system('1', SYSMON)}<EventData><Data Name='Image'>${'ab'.repeat(20_000)}</Data></EventData></Event>`;
    const filters = [
      filterOf({ s: { 'Image|contains': ['a', 'b'] }, condition: 's' }),
      filterOf({ s: { Image: 'x' }, condition: 's' }),
    ];
    const events = [short, short, long, short];
    expect(found(filters, events, false)).toEqual(found(filters, events, true));
    expect(found(filters, events, false)).toHaveLength(8);
  });

  it('reads a batch whose events are all of another form', () => {
    const event = `<Event a="1"><System><EventID>1</EventID><Channel>${SYSMON}</Channel></System><EventData><Data Name="Image">ab</Data></EventData></Event>`;
    const filters = [filterOf({ s: { Image: 'AB' }, condition: 's' })];
    expect(found(filters, [event], false)).toEqual(['0 1', '0 1']);
    expect(found(filters, ['<Event', event], false)).toEqual(['0 2', '0 2']);
  });
});
