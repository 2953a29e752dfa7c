import { describe, expect, it } from 'vitest';
import { syslogReader } from '../../../src/data/readers/syslog.ts';
import { parseSyslog } from '../../../src/data/readers/syslog/header.ts';
import { readAll } from '../read-all.ts';
import { temporaryFile } from '../temporary-file.ts';

describe('parseSyslog', () => {
  it.each([
    // RFC 3164, 5.4
    [
      "<34>Oct 11 22:14:15 mymachine su: 'su root' failed",
      {
        facility: 'auth',
        severity: 'crit',
        timestamp: 'Oct 11 22:14:15',
        hostname: 'mymachine',
        app_name: 'su',
        message: "'su root' failed",
      },
    ],
    ['<13>Use the BFG!', { facility: 'user', severity: 'notice', message: 'Use the BFG!' }],
    [
      '<165>Aug 24 05:34:00 CST 1987 mymachine myproc[10]: x',
      {
        facility: 'local4',
        severity: 'notice',
        timestamp: 'Aug 24 05:34:00',
        hostname: 'CST',
        message: '1987 mymachine myproc[10]: x',
      },
    ],
    // As programs and devices write it
    [
      'May  6 13:41:02 sshd[12]: no host',
      { timestamp: 'May  6 13:41:02', app_name: 'sshd', proc_id: '12', message: 'no host' },
    ],
    [
      'May 6 13:41:02 ws-017 app: one blank',
      { timestamp: 'May 6 13:41:02', hostname: 'ws-017', app_name: 'app', message: 'one blank' },
    ],
    [
      'May  6 13:41:02 2001:db8::1 app: v6',
      { timestamp: 'May  6 13:41:02', hostname: '2001:db8::1', app_name: 'app', message: 'v6' },
    ],
    [
      'May  6 13:41:02 ws-017 a/b[x-1]: m',
      { timestamp: 'May  6 13:41:02', hostname: 'ws-017', app_name: 'a/b', proc_id: 'x-1', message: 'm' },
    ],
    [
      'May  6 13:41:02 ws-017 http://example.com',
      { timestamp: 'May  6 13:41:02', hostname: 'ws-017', message: 'http://example.com' },
    ],
    [
      '<189>29: *Apr 20 14:36:52.877: %SYS-5-CONFIG_I: Configured',
      {
        facility: 'local7',
        severity: 'notice',
        timestamp: 'Apr 20 14:36:52.877',
        app_name: '%SYS-5-CONFIG_I',
        message: 'Configured',
      },
    ],
    [
      '<166>May 06 2026 13:41:02 fw01 : %ASA-6-302013: Built',
      {
        facility: 'local4',
        severity: 'info',
        timestamp: 'May 06 2026 13:41:02',
        hostname: 'fw01',
        app_name: '%ASA-6-302013',
        message: 'Built',
      },
    ],
    // RFC 5424, nil values and a version of two digits
    ['<165>1 - - - - - -', { facility: 'local4', severity: 'notice', message: '' }],
    ['<165>10 - h - - - - m', { facility: 'local4', severity: 'notice', hostname: 'h', message: 'm' }],
    [
      '<34>1 2026-05-06T13:41:02Z h a - - - \ufeffé',
      {
        facility: 'auth',
        severity: 'crit',
        timestamp: '2026-05-06T13:41:02Z',
        hostname: 'h',
        app_name: 'a',
        message: 'é',
      },
    ],
    ['<192>1 - h - - - - no such priority', { hostname: 'h', message: 'no such priority' }],
    ['12 <13>Use me', { facility: 'user', severity: 'notice', message: 'Use me' }],
  ])('%s', (line, expected) => {
    expect(parseSyslog(line)).toEqual(expected);
  });

  it.each(['Use the BFG!', '<192>no such priority', '<a>b</a>', '{"a": 1}'])('%s has no header', (line) => {
    expect(parseSyslog(line)).toBeUndefined();
  });

  it.each([
    ['[a x="1\\\\2\\]3\\"4\\z"] m', { a: { x: '1\\2]3"4\\z' } }, 'm'],
    ['[ip ip="192.0.2.1" ip="192.0.2.2"][meta] m', { ip: { ip: ['192.0.2.1', '192.0.2.2'] }, meta: {} }, 'm'],
    ['[a x="open m', undefined, '[a x="open m'],
  ])('structured data %s', (text, expected, message) => {
    const header = parseSyslog(`<34>1 - h a - - ${text}`);
    expect(header?.structured_data).toEqual(expected);
    expect(header?.message).toBe(message);
  });
});

describe('messages behind their lengths', () => {
  const read = (content: string) => readAll(syslogReader, temporaryFile('framed.log', content));

  it('may stand on lines of their own', () => {
    expect(read('6 <13>ab\n6 <13>cd\n').records.map(({ raw }) => raw)).toEqual(['<13>ab', '<13>cd']);
  });

  it('a count that leads nowhere costs its line', () => {
    const { records, total } = read('6 <13>ab6 <13>cd999 <13>ef\n6 <13>gh');
    expect(records.map(({ raw }) => raw)).toEqual(['<13>ab', '<13>cd', '999 <13>ef', '<13>gh']);
    expect(total).toBe(4);
  });

  it('are searched for needles', () => {
    const { records, total } = readAll(syslogReader, temporaryFile('framed.log', '6 <13>ab6 <13>cd'), {
      needles: [['CD']],
    });
    expect(records.map(({ record, raw }) => [record, raw])).toEqual([[2, '<13>cd']]);
    expect(total).toBe(2);
  });
});
