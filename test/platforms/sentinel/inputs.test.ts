import { describe, expect, it } from 'vitest';
import { EPOCH_TICKS } from '../../../src/languages/kql/values.ts';
import { castJson } from '../../../src/platforms/sentinel/inputs/cast-json.ts';
import { eventDataBag } from '../../../src/platforms/sentinel/inputs/event-data.ts';
import {
  eventDataItem,
  eventDataXml,
  eventXml,
  parameterXml,
} from '../../../src/platforms/sentinel/inputs/event-data-xml.ts';
import { eventMessage } from '../../../src/platforms/sentinel/inputs/event-message.ts';
import { ticksOfIsoTime } from '../../../src/platforms/sentinel/inputs/iso-time.ts';
import { needlesOf } from '../../../src/platforms/sentinel/inputs/needles.ts';
import { sysmonEvent } from './replay.ts';

const event = sysmonEvent(3, { fields: { RuleName: '-', Image: 'C:\\a & "b"\\<c>.exe' } });
const NAMESPACE = 'http://schemas.microsoft.com/win/2004/08/events/event';

describe('EventData', () => {
  it('is XML with escaped entities, bare and in the wrapper of the Event table', () => {
    const data = '<Data Name="RuleName">-</Data><Data Name="Image">C:\\a &amp; "b"\\&lt;c&gt;.exe</Data>';
    expect(eventDataXml(event)).toBe(`<EventData xmlns="${NAMESPACE}">${data}</EventData>`);
    expect(eventDataItem(event)).toBe(
      '<DataItem type="System.XmlData" time="2025-03-13T10:00:00.1234567Z" ' +
        `sourceHealthServiceId="00000000-0000-0000-0000-000000000000">${eventDataXml(event)}</DataItem>`,
    );
    expect(parameterXml(event)).toBe('<Param>-</Param><Param>C:\\a &amp; "b"\\&lt;c&gt;.exe</Param>');
  });

  it('is part of the event as XML', () => {
    expect(eventXml(sysmonEvent(5, { provider: 'Linux-Sysmon', fields: { User: 'root' } }))).toBe(
      '<Event><System><Provider Name="Linux-Sysmon"/><EventID>5</EventID><Version>5</Version><Level>4</Level>' +
        '<Task>5</Task><Opcode>0</Opcode><Keywords>0x8000000000000000</Keywords>' +
        '<TimeCreated SystemTime="2025-03-13T10:00:00.1234567Z"/><EventRecordID>17</EventRecordID><Correlation/>' +
        '<Execution ProcessID="2000" ThreadID="3000"/><Channel>Microsoft-Windows-Sysmon/Operational</Channel>' +
        '<Computer>WS01.example.com</Computer><Security UserId="S-1-5-18"/></System>' +
        '<EventData><Data Name="User">root</Data></EventData></Event>',
    );
  });

  it('is a bag of decoded texts', () => {
    expect({ ...eventDataBag(event) }).toEqual({ RuleName: '-', Image: 'C:\\a & "b"\\<c>.exe' });
  });

  it('holds unnamed data under Data, and no prototype', () => {
    const bag = eventDataBag({ ...event, data: [{ value: 'a' }, { value: 'b' }, { name: '__proto__', value: 'c' }] });
    expect(Object.entries(bag)).toEqual([
      ['__proto__', 'c'],
      ['Data', ['a', 'b']],
    ]);
    expect(Object.getPrototypeOf(bag)).toBeNull();
  });

  it('shows the elements of UserData', () => {
    const withUserData = { ...event, data: [], userData: [{ name: 'Reason', value: 'x<y' }] };
    expect(eventDataXml(withUserData)).toBe(`<UserData xmlns="${NAMESPACE}"><Reason>x&lt;y</Reason></UserData>`);
    expect({ ...eventDataBag(withUserData) }).toEqual({ Reason: 'x<y' });
  });
});

describe('message', () => {
  it('of Sysmon lists the data; others keep theirs in the machine', () => {
    expect(eventMessage(event)).toBe('Network connection detected:\r\nRuleName: -\r\nImage: C:\\a & "b"\\<c>.exe');
    expect(eventMessage({ ...event, provider: 'Other' })).toBe('');
  });
});

describe('times', () => {
  it('keep 100 ns and follow the zone', () => {
    expect(ticksOfIsoTime('1970-01-01T00:00:00.000000199Z')).toBe(EPOCH_TICKS + 1n);
    expect(ticksOfIsoTime('1970-01-01 01:00:00+01:00')).toBe(EPOCH_TICKS);
    expect(ticksOfIsoTime('1969-12-31T23:59:59.5')).toBe(EPOCH_TICKS - 5_000_000n);
    expect(ticksOfIsoTime('yesterday')).toBeUndefined();
  });
});

describe('JSON values', () => {
  it('become cells of the column, or null', () => {
    expect([
      castJson(undefined, 'string'),
      castJson({ a: 1 }, 'string'),
      castJson('{"a":1}', 'dynamic'),
      castJson('{a', 'dynamic'),
      castJson('TRUE', 'bool'),
      castJson('12', 'int'),
      castJson(3_000_000_000, 'int'),
      castJson('9007199254740993', 'long'),
      castJson('1.5', 'real'),
      castJson('soon', 'datetime'),
    ]).toEqual(['', '{"a":1}', { a: 1 }, '{a', true, 12, null, 9_007_199_254_740_993n, 1.5, null]);
  });
});

describe('needles', () => {
  const needles = (mention: Parameters<typeof needlesOf>[0]) => needlesOf(mention, (column) => column === 'raw');

  it('are plain runs of verbatim columns', () => {
    expect(needles({ column: 'raw', text: 'C:\\Temp\\cloudflared.exe' })).toEqual([['cloudflared.exe']]);
    expect(needles({ column: 'made', text: 'cloudflared' })).toEqual([]);
    expect(needles({ column: 'raw', text: '<&>' })).toEqual([]);
    expect(needles(undefined)).toEqual([]);
  });

  it('follow all and any', () => {
    const [alpha, beta] = ['alpha', 'beta'].map((text) => ({ column: 'raw', text })) as [never, never];
    expect(needles({ all: [alpha, { any: [alpha, beta] }] })).toEqual([['alpha'], ['alpha', 'beta']]);
    expect(needles({ any: [alpha, { column: 'made', text: 'gamma' }] })).toEqual([]);
  });
});
