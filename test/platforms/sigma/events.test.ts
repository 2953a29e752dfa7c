import { describe, expect, it } from 'vitest';
import { textDocument } from '../../../src/data/readers/text-document.ts';
import { fieldsOf, objectFields, windowsFields } from '../../../src/platforms/sigma/fields.ts';
import { logsourceOf } from '../../../src/platforms/sigma/logsource-of.ts';
import { needlesOf } from '../../../src/platforms/sigma/needles.ts';
import { routeOf } from '../../../src/platforms/sigma/route.ts';
import { matchesOf, objectRecords, ruleOf, textRecords } from '../../languages/sigma/run-rule.ts';
import { SYSMON, windowsEvent, windowsRecords } from './windows-records.ts';

const selected = { selection: { Image: '*' }, condition: 'selection' };

describe('logsources', () => {
  const events = windowsRecords([
    windowsEvent(SYSMON, 1, { Image: 'a' }),
    windowsEvent(SYSMON.toUpperCase(), 13, { Image: 'a' }),
    windowsEvent('Security', 1, { Image: 'a' }),
    windowsEvent('Linux-Sysmon/Operational', 1, { Image: 'a' }),
    windowsEvent('Windows PowerShell', 400, { Image: 'a' }),
  ]);

  it.each([
    [{ product: 'windows', category: 'process_creation' }, [1]],
    [{ category: 'process_creation' }, [1, 4]],
    [{ service: 'sysmon' }, [1, 2, 4]],
    [{ service: 'security' }, [3]],
    [{ product: 'linux' }, [4]],
    [{ product: 'windows', category: 'registry_set' }, [2]],
    [{ product: 'windows', category: 'registry_event' }, [2]],
    [{ product: 'windows', service: 'sysmon' }, [1, 2]],
    [{ product: 'windows', service: 'security' }, [3]],
    [{ product: 'windows', service: 'sysmon', category: 'registry_set' }, [2]],
    [{ product: 'linux', category: 'process_creation' }, [4]],
    [{ product: 'windows', category: 'ps_classic_start' }, [5]],
    [{ product: 'windows' }, [1, 2, 3, 5]],
    [{ product: 'windows', category: 'no_such_category' }, []],
    [{ category: 'webserver' }, []],
    [{ product: 'aws' }, []],
  ] as const)('%j', (logsource, expected) => {
    expect(matchesOf(ruleOf(selected, logsource), events)).toEqual(expected);
  });

  it('says which logsources it does not know', () => {
    expect(routeOf({ product: 'windows', category: 'no_such_category' }).known).toBe(false);
    expect(routeOf({ product: 'windows', service: 'security' }).known).toBe(true);
    expect(routeOf({ product: 'example', service: 'anything' }).known).toBe(true);
  });

  it('takes logs of IIS for those of a web server, and for nothing else', () => {
    const asked = { 's-ip': '192.0.2.5', 'cs-method': 'GET', 'cs-uri-stem': '/a.aspx', Image: 'a' };
    const found = (logsource: unknown) => matchesOf(ruleOf(selected, logsource), objectRecords([asked]));
    expect(found({ category: 'webserver' })).toEqual([1]);
    expect(found({ category: 'proxy' })).toEqual([]);
    expect(found({ product: 'windows', category: 'process_creation' })).toEqual([]);
    expect(logsourceOf({ kind: 'object', value: asked }, 'x')).toEqual({ category: 'webserver' });
  });

  it('keeps records of one product from the rules of another', () => {
    const trail = { eventVersion: '1.0', eventSource: 's3.amazonaws.com', eventName: 'GetObject', Image: 'a' };
    const records = objectRecords([trail, { Image: 'a' }, { Channel: SYSMON, EventID: 1, Image: 'a' }]);
    const found = (logsource: unknown) => matchesOf(ruleOf(selected, logsource), records);
    expect(found({ product: 'aws', service: 'cloudtrail' })).toEqual([1, 2]);
    expect(found({ product: 'azure', service: 'signinlogs' })).toEqual([2]);
    expect(found({ product: 'windows', category: 'process_creation' })).toEqual([2, 3]);
    expect(found({ product: 'windows', service: 'security' })).toEqual([2]);
  });

  it('gives text to every product but Windows', () => {
    const rule = (logsource: unknown) => ruleOf({ keywords: ['failed'], condition: 'keywords' }, logsource);
    const lines = textRecords(['login failed']);
    expect(matchesOf(rule({ product: 'linux', service: 'sshd' }), lines)).toEqual([1]);
    expect(matchesOf(rule({ product: 'windows', service: 'system' }), lines)).toEqual([]);
    expect(matchesOf(rule({ product: 'linux' }), textRecords(['<Event xmlns="x">failed']))).toEqual([]);
    const audit = textRecords(['type=USER_AUTH msg=audit(1709708889.010:7): pid=5 res=failed']);
    const of = (logsource: unknown) => matchesOf(rule(logsource), audit).length;
    expect([{ product: 'linux' }, { product: 'linux', service: 'auditd' }, { service: 'auditd' }].map(of)).toEqual([
      1, 1, 1,
    ]);
    expect([{ product: 'linux', service: 'sshd' }, { product: 'apache' }, { category: 'webserver' }].map(of)).toEqual([
      0, 0, 0,
    ]);
  });
});

describe('fields', () => {
  it('of a Windows event stand under the names of SigmaHQ', () => {
    const event = windowsEvent(
      'System',
      7045,
      { 'Source Name': 'x', Level: 'own', Channel: 'other' },
      {
        level: '4',
        providerGuid: '{1}',
        eventRecordId: '9',
        userSid: 'S-1-5-18',
        userData: [{ name: 'Operation', value: 'o' }],
      },
    );
    const fields = windowsFields({ ...event, data: [...event.data, { value: 'one' }, { value: 'two' }] });
    expect(Object.fromEntries(fields)).toEqual({
      EventID: '7045',
      Channel: 'System',
      Provider_Name: 'Example-Provider',
      Computer: 'host1.example.com',
      'Source Name': 'x',
      SourceName: 'x',
      Level: 'own',
      Data: ['one', 'two'],
      Operation: 'o',
      Provider_Guid: '{1}',
      TimeCreated_SystemTime: '2024-03-06T07:08:09.010Z',
      EventRecordID: '9',
      Security_UserID: 'S-1-5-18',
    });
  });

  it('of a JSON record are its leaves', () => {
    expect([...objectFields({ a: { b: 1, c: [2] }, 'd.e': null }).names()]).toEqual(['a.b', 'a.c', 'd.e']);
  });

  it('of the Linux audit log are its pairs', () => {
    const line = `type=USER_CMD msg=audit(1709708889.010:7): pid=5 a0="ls -l" msg='cwd="/tmp" cmd=id'`;
    const fields = fieldsOf(textDocument(line));
    expect(Object.fromEntries([...fields.names()].map((name) => [name, fields.get(name)]))).toMatchObject({
      type: 'USER_CMD',
      pid: '5',
      a0: 'ls -l',
      cwd: '/tmp',
      cmd: 'id',
    });
    expect([...fieldsOf(textDocument('a=1 b=2')).names()]).toEqual([]);
  });

  it('keywords see decoded text', () => {
    const records = windowsRecords([windowsEvent('Security', 1, { A: 'x <b> & y' })]);
    const rule = (keyword: string) =>
      ruleOf({ keywords: [keyword], condition: 'keywords' }, { product: 'windows', service: 'security' });
    expect(matchesOf(rule('<B> & Y'), records)).toEqual([1]);
    expect(matchesOf(rule('&lt;b'), records)).toEqual([]);
  });
});

describe('needles', () => {
  const mention = (text: string) => ({ column: 'a', text });

  it('are the longest parts that stand in any format as they are', () => {
    expect(needlesOf(mention('C:\\Temp\\evil.exe'))).toEqual([['evil.exe']]);
    expect(needlesOf({ all: [mention('alpha'), mention('<<')] })).toEqual([['alpha']]);
    expect(needlesOf({ any: [mention('alpha'), mention('beta')] })).toEqual([['alpha', 'beta']]);
    expect(needlesOf({ any: [mention('alpha'), mention('4624')] })).toEqual([]);
    expect(needlesOf(undefined)).toEqual([]);
  });
});
