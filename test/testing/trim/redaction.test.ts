import { describe, expect, it } from 'vitest';
import { openEventSource } from '../../../src/data/event-source.ts';
import { Redaction } from '../../../src/testing/trim/redaction.ts';
import { TrimmedLog } from '../../../src/testing/trim/trimmed-log.ts';
import { temporaryFile } from '../../data/temporary-file.ts';

function redacted(content: string): readonly string[] {
  const redaction = new Redaction();
  const raws: string[] = [];
  const log = { name: 'a.log', path: temporaryFile('redact.log', content) };
  for (const batch of openEventSource([log]).read(0, { batchSize: 8, report: () => undefined })) {
    for (let row = 0; row < batch.length; row += 1) {
      redaction.see(batch.document(row), batch.raw(row));
      raws.push(batch.raw(row));
    }
  }
  return raws.map((raw) => redaction.apply(raw));
}

describe('Redaction', () => {
  it('syslog: names that messages tell', () => {
    expect(
      redacted(
        [
          'May  6 13:41:02 web-01 sshd[1]: Failed password for invalid user bob from 203.0.113.9 port 22 ssh2',
          'May  6 13:41:02 web-01 sshd[1]: Accepted publickey for alice from 10.1.2.3 port 22 ssh2',
          'May  6 13:41:02 web-01 sudo:    alice : TTY=pts/0 ; PWD=/home/alice ; USER=root ; COMMAND=/bin/ls /home/carol',
        ].join('\n'),
      ),
    ).toEqual([
      'May  6 13:41:02 host-1 sshd[1]: Failed password for invalid user user-1 from 192.0.2.1 port 22 ssh2',
      'May  6 13:41:02 host-1 sshd[1]: Accepted publickey for user-2 from 10.0.0.2 port 22 ssh2',
      'May  6 13:41:02 host-1 sudo:    user-2 : TTY=pts/0 ; PWD=/home/user-2 ; USER=root ; COMMAND=/bin/ls /home/user-3',
    ]);
  });

  it('auditd: nodes, accounts, folders, and what is written in hexadecimal', () => {
    const hexadecimal = (text: string) => Buffer.from(text).toString('hex').toUpperCase();
    const audit = (node: string, name: string, address: string) =>
      `node=${node} type=USER_LOGIN msg=audit(1778074862.000:7): pid=9 uid=0 msg='op=login acct="${name}" addr=${address} res=failed' UID="root" AUID="${name}"\n` +
      `node=${node} type=EXECVE msg=audit(1778074862.000:8): argc=2 a0="cat" a1=${hexadecimal(`/home/${name}/a b`)}`;
    expect(redacted(audit('web-01.corp.example.net', 'alice', '203.0.113.9')).join('\n')).toBe(
      audit('host-1.domain-1.example', 'user-1', '192.0.2.1'),
    );
  });

  it('CEF and LEEF: hosts, users and domains by their keys', () => {
    expect(
      redacted(
        'CEF:0|V|P|1|1|n|3|shost=ws-9.corp.example.net dhost=srv1 suser=alice duser=CORP\\\\bob sntdom=CORP dvc=10.0.0.9\nLEEF:1.0|V|P|1|1|usrName=alice\tidentHostName=ws-77',
      ),
    ).toEqual([
      'CEF:0|V|P|1|1|n|3|shost=host-1.domain-1.example dhost=host-2 suser=user-1 duser=DOMAIN-1\\\\user-2 sntdom=DOMAIN-1 dvc=10.0.0.2',
      'LEEF:1.0|V|P|1|1|usrName=user-1\tidentHostName=host-3',
    ]);
  });

  it('WinEventLog text: labels of the message, and nothing of the head but the computer', () => {
    const event = (host: string, domain: string, user: string, workstation: string) =>
      `05/06/2026 01:41:02 PM\nLogName=Security\nEventCode=4625\nComputerName=${host}\nMessage=An account failed to log on.\n\nSubject:\n\tSecurity ID:\t\tS-1-5-18\n\tAccount Name:\t\t${user}\n\tAccount Domain:\t\t${domain}\n\tWorkstation Name:\t${workstation}`;
    expect(redacted(event('ws1.corp.example.net', 'CORP', 'alice', 'LAPTOP-5'))).toEqual([
      event('host-1.domain-1.example', 'DOMAIN-1', 'user-1', 'HOST-2'),
    ]);
  });

  it('cloud records: who did it, however the service calls it', () => {
    expect(
      redacted(
        [
          '{"UserId":"alice@corp.example.net","ClientIP":"203.0.113.7:4432"}',
          '{"actor":{"alternateId":"alice@corp.example.net","displayName":"Alice Smith"},"eventType":"x"}',
          '{"protoPayload":{"authenticationInfo":{"principalEmail":"eve@corp.example.net"}}}',
          '{"identity":"Grace Hopper","properties":{"userPrincipalName":"grace@corp.example.net","deviceDetail":{"displayName":"LAPTOP-9"}}}',
          '{"UserName":"Ren\\u00e9","Message":"Name:\\tRen\\u00e9\\r\\n"}',
        ].join('\n'),
      ),
    ).toEqual([
      '{"UserId":"user-1@domain-1.example","ClientIP":"192.0.2.1:4432"}',
      '{"actor":{"alternateId":"user-1@domain-1.example","displayName":"user-2"},"eventType":"x"}',
      '{"protoPayload":{"authenticationInfo":{"principalEmail":"user-3@domain-1.example"}}}',
      '{"identity":"user-4","properties":{"userPrincipalName":"user-5@domain-1.example","deviceDetail":{"displayName":"HOST-1"}}}',
      '{"UserName":"user-6","Message":"Name:\\tuser-6\\r\\n"}',
    ]);
  });

  it('event XML: folders and shares in command lines', () => {
    const [event = ''] = redacted(
      `<Event xmlns='x'><System><Provider Name='P'/><EventID>1</EventID><Channel>C</Channel><Computer>ws1.corp.example.net</Computer></System><EventData><Data Name='User'>CORP\\alice</Data><Data Name='CommandLine'>C:\\Users\\hank\\a.exe \\\\SRV5\\share C:\\Users\\alice.CORP\\ C:\\Users\\Public\\b.exe</Data></EventData></Event>`,
    );
    expect(event).toContain('<Computer>host-1.domain-1.example</Computer>');
    expect(event).toContain('DOMAIN-1\\user-1<');
    expect(event).toContain(
      'C:\\Users\\user-2\\a.exe \\\\HOST-2\\share C:\\Users\\user-1.DOMAIN-1\\ C:\\Users\\Public\\b.exe',
    );
  });
});

describe('TrimmedLog', () => {
  it('keeps every head of a Zeek log that was put together', () => {
    const log = `#separator \\x09\n#path\tconn\n#fields\tuid\n#types\tstring\nC1\nC2\n#separator \\x09\n#path\tdns\n#fields\tuid\tquery\n#types\tstring\tstring\nC3\ta\nC4\tb\n`;
    const trimmed = new TrimmedLog({ name: 'a.log', path: temporaryFile('zeek.log', log) }, () => undefined);
    expect(trimmed.text(new Set([2, 3]), (text) => text)).toBe(log.replace('C1\n', '').replace('C4\tb\n', ''));
  });
});
