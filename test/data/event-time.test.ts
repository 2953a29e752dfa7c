import { describe, expect, it } from 'vitest';
import { rawTime } from '../../src/data/event-time.ts';
import { parseTime } from '../../src/data/time-text.ts';

const iso = (nanoseconds: bigint | undefined): string | undefined =>
  nanoseconds === undefined ? undefined : new Date(Number(nanoseconds / 1_000_000n)).toISOString();

describe('parseTime', () => {
  it('keeps nanoseconds', () => {
    expect(parseTime('2026-05-06T13:41:02.124782909Z')).toBe(1778074862124782909n);
  });

  it.each([
    ['2026-05-06 13:41:02', '2026-05-06T13:41:02.000Z'],
    ['2026-05-06T13:41:02.5+02:00', '2026-05-06T11:41:02.500Z'],
    ['2026-05-06', '2026-05-06T00:00:00.000Z'],
    ['1778074862', '2026-05-06T13:41:02.000Z'],
    ['1778074862124', '2026-05-06T13:41:02.124Z'],
    ['1778074862.25', '2026-05-06T13:41:02.250Z'],
    ['5/6/2026, 1:41:02.000 PM', '2026-05-06T13:41:02.000Z'],
    ['06/05/2026, 13:41:02', '2026-05-06T13:41:02.000Z'],
    ['yesterday', undefined],
    ['2026-13-40', undefined],
  ])('reads %s', (text, expected) => {
    expect(iso(parseTime(text))).toBe(expected);
  });
});

describe('rawTime', () => {
  it.each([
    ["<TimeCreated SystemTime='2026-05-06T13:41:02.1Z'/>", '2026-05-06T13:41:02.100Z'],
    ['{"id": 1, "eventTime": "2026-05-06T13:41:02Z", "time": "2020-01-01T00:00:00Z"}', '2026-05-06T13:41:02.000Z'],
    ['type=EXECVE msg=audit(1778074862.124:88): argc=1', '2026-05-06T13:41:02.124Z'],
    ['192.0.2.1 - - [06/May/2026:13:41:02 +0000] "GET / HTTP/1.1" 200', '2026-05-06T13:41:02.000Z'],
    ['05/06/2026 01:41:02 PM\nLogName=Security', '2026-05-06T13:41:02.000Z'],
    ['May 27 09:28:36 host sshd[1]: Accepted', '2000-05-27T09:28:36.000Z'],
    ['<166>May 06 2026 13:41:02: %ASA-6-302013: Built', '2026-05-06T13:41:02.000Z'],
    ['CEF:0|a|b|1|2|n|3|rt=May 06 2026 13:41:02.123 UTC src=192.0.2.1', '2026-05-06T13:41:02.123Z'],
    ['CEF:0|a|b|1|2|n|3|src=192.0.2.1 rt=1778074862124', '2026-05-06T13:41:02.124Z'],
    ['Date: Wed, 06 May 2026 13:41:02 +0200', '2026-05-06T11:41:02.000Z'],
    ['[Wed May  6 13:41:02 2026] [error] x', '2026-05-06T13:41:02.000Z'],
    ['13/05/2026 13:41:02\nLogName=Security', '2026-05-13T13:41:02.000Z'],
    ['06.05.2026 13:41:02\nLogName=Security', '2026-05-06T13:41:02.000Z'],
    ['20260506134102.500000\nCategory=0', '2026-05-06T13:41:02.500Z'],
    ['May 27 09:28:36 host app: expires 2030-01-01 00:00:00', '2000-05-27T09:28:36.000Z'],
    ['May  6 13:41:02 fw01 CEF:0|a|b|1|2|n|3|rt=May 06 2026 13:41:00', '2026-05-06T13:41:02.000Z'],
    ['May  6 13:41:02 fw01 CEF:0|a|b|1|2|n|3|rt=1778074860000', '2026-05-06T13:41:02.000Z'],
    ['May  6 13:41:02 ws-1 audispd: type=EOE msg=audit(1778074862.124:88):', '2026-05-06T13:41:02.124Z'],
    ['id=1234567890 at 2026-05-06 13:41:02', '2026-05-06T13:41:02.000Z'],
    ['no time at all', undefined],
  ])('finds the time in %s', (raw, expected) => {
    expect(iso(rawTime(raw))).toBe(expected);
  });
});
