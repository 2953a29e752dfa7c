import { describe, expect, it } from 'vitest';
import { interpretedFields } from '../../../src/data/readers/auditd/fields.ts';
import { textDocument } from '../../../src/data/readers/text-document.ts';

const value = (line: string): unknown => {
  const document = textDocument(line);
  return document.kind === 'text' ? document.value : document;
};

describe('LEEF', () => {
  it.each([
    ['0x7c', '|'],
    ['x5E', '^'],
    ['\\x09', '\t'],
    ['\\t', '\t'],
    ['', '\t'],
    [';', ';'],
  ])('2.0 with %j between attributes', (named, delimiter) => {
    expect(value(`LEEF:2.0|V|P|1|E|${named}|a=1${delimiter}b=x=y`)).toMatchObject({ a: '1', b: 'x=y' });
  });

  it('2.0 without the delimiter', () => {
    expect(value('LEEF:2.0|V|P|1|E|a=1\tb=2')).toMatchObject({ EventID: 'E', a: '1', b: '2' });
  });

  it('bars in its head are escaped', () => {
    expect(value('LEEF:1.0|V|P\\|Q|1|E|a=1')).toMatchObject({ Product: 'P|Q', EventID: 'E', a: '1' });
  });

  it('behind the short header that its guide shows', () => {
    expect(value('<13>1 2026-05-06T13:41:02.520Z gw01 LEEF:1.0|V|P|1|E|a=1')).toMatchObject({
      a: '1',
      syslog: { facility: 'user', timestamp: '2026-05-06T13:41:02.520Z', hostname: 'gw01' },
    });
  });
});

describe('CEF', () => {
  it.each([
    // From the guide's chapter on escapes
    [
      'CEF:0|s|t|1.0|100|detected a \\| in message|10|act=blocked a | dst=192.0.2.1',
      { Name: 'detected a | in message', act: 'blocked a |', dst: '192.0.2.1' },
    ],
    [
      'CEF:0|s|t|1.0|100|detected a \\\\ in packet|10|act=blocked a \\\\ dst=192.0.2.1',
      { Name: 'detected a \\ in packet', act: 'blocked a \\' },
    ],
    ['CEF:0|s|t|1.0|100|a = b|10|act=blocked a \\= dst=192.0.2.1', { Name: 'a = b', act: 'blocked a =' }],
    [
      'CEF:1|s|t|1|100|n|Very-High|msg=one\\n two\\r cs1Label=Rule  cs1=a b ',
      { CefVersion: '1', Severity: 'Very-High', msg: 'one\n two\r', cs1Label: 'Rule', cs1: 'a b' },
    ],
    ['<134>1 2026-05-06T13:41:02Z fw01 CEF:0|s|t|1|100|n|1|a=1', { a: '1', syslog: { hostname: 'fw01' } }],
  ])('%s', (line, expected) => {
    expect(value(line)).toMatchObject(expected);
  });
});

describe('Sysmon for Linux', () => {
  const event = (attributes: string) =>
    `<Event${attributes}><System><Provider Name="Linux-Sysmon"/><EventID>3</EventID><Channel>Linux-Sysmon/Operational</Channel></System></Event>`;

  it.each([
    ['RFC 5424', `<30>1 2026-05-06T13:41:02.000Z ws-018 sysmon 12 - - ${event('')}`],
    ['a blank at the end', `May  6 13:41:02 ws-018 sysmon: ${event('')} `],
    ['a name space', `May  6 13:41:02 ws-018 sysmon[1]: ${event(' xmlns="x"')}`],
  ])('%s', (_title, line) => {
    expect(textDocument(line)).toMatchObject({ kind: 'windows', event: { provider: 'Linux-Sysmon', eventId: 3 } });
  });
});

describe('auditd', () => {
  it('keeps apart what a program wrote, which may hold quotes, and what auditd explains', () => {
    const line = `type=USER_AUTH msg=audit(1778074862.123:12): pid=1 msg='op=PAM acct="al'ice" res=failed'\x1dUID="root"`;
    expect(value(line)).toMatchObject({ pid: '1', op: 'PAM', acct: "al'ice", res: 'failed', UID: 'root' });
  });

  it('knows types without a name', () => {
    expect(value('type=UNKNOWN[1334] msg=audit(1778074862.123:11): op=LOAD')).toMatchObject({ op: 'LOAD' });
  });

  it('joins the parts of a long argument, and decodes what is not quoted', () => {
    const line = 'type=EXECVE msg=audit(1778074862.123:1): argc=3 a0="6162" a1_len=8 a1[0]=61C3 a1[1]=A964 a2=6520';
    expect(interpretedFields(line)).toMatchObject({ a0: '6162', a1: 'aéd', a2: 'e ' });
  });
});

describe('JSON among other lines', () => {
  it('is an object', () => {
    expect(textDocument('{"a": {"b": 1}}')).toEqual({ kind: 'object', value: { a: { b: 1 } } });
    expect(textDocument('{"a": ')).toEqual({ kind: 'text' });
  });
});
