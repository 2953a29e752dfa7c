import { describe, expect, it } from 'vitest';
import { temporaryFile } from '../../data/temporary-file.ts';
import { runSearch } from './run-search.ts';

function fieldsOf(name: string, raw: string, kind: { source?: string; sourcetype?: string }, fields: string) {
  return runSearch(`search * | table ${fields}`, [{ name, path: temporaryFile(name, raw), ...kind }]);
}

describe('knowledge that is shipped', () => {
  it('Zscaler: tabs between pairs, blanks in values', () => {
    const raw =
      '2026-05-06 13:41:02\treason=Allowed\taction=Blocked\turl=example.com/a b\tClientIP=192.0.2.7\tserverip=198.51.100.9\tuseragent=Mozilla/5.0 (X11)\trequestmethod=GET\thostname=example.com\n';
    const fields = 'src dest action url http_user_agent http_method url_domain vendor_product tag';
    expect(fieldsOf('zs.log', raw, { source: 'zscaler', sourcetype: 'zscalernss-web' }, fields)).toEqual([
      {
        src: '192.0.2.7',
        dest: '198.51.100.9',
        action: 'blocked',
        url: 'example.com/a b',
        http_user_agent: 'Mozilla/5.0 (X11)',
        http_method: 'GET',
        url_domain: 'example.com',
        vendor_product: 'Zscaler NSS',
        tag: ['proxy', 'web'],
      },
    ]);
  });

  it('GitHub, told by its records', () => {
    const raw =
      '{"@timestamp": 1777996862000, "action": "repo.access", "actor": "alice", "actor_ip": "192.0.2.7", "repo": "example/app"}\n';
    expect(fieldsOf('gh.json', raw, {}, 'sourcetype user src vendor_action object dest tag')).toEqual([
      {
        sourcetype: 'github:cloud:audit',
        user: 'alice',
        src: '192.0.2.7',
        vendor_action: 'repo.access',
        object: 'example/app',
        dest: 'example/app',
        tag: 'change',
      },
    ]);
  });

  it('Google Workspace, one sourcetype for each application', () => {
    const raw =
      '{"kind": "admin#reports#activity", "id": {"time": "2026-05-06T13:41:02.000Z", "applicationName": "login"}, "actor": {"email": "alice@example.com"}, "ipAddress": "192.0.2.7", "event": {"name": "login_failure"}}\n';
    expect(fieldsOf('gws.json', raw, {}, 'sourcetype user src signature app tag')).toEqual([
      {
        sourcetype: 'gws:reports:login',
        user: 'alice@example.com',
        src: '192.0.2.7',
        signature: 'login_failure',
        app: 'Google Workspace login',
        tag: ['authentication', 'failure'],
      },
    ]);
  });

  it('Zeek as JSON and as rows under a head', () => {
    const json =
      '{"_path": "conn", "ts": 1777996862.5, "uid": "C1", "id.orig_h": "192.0.2.7", "id.resp_h": "198.51.100.9", "id.resp_p": 443, "proto": "tcp"}\n';
    const tsv =
      '#separator \\x09\n#path\tconn\n#fields\tts\tuid\tid.orig_h\tid.resp_h\tid.resp_p\tproto\n#types\ttime\tstring\taddr\taddr\tport\tenum\n1777996862.5\tC1\t192.0.2.7\t198.51.100.9\t443\ttcp\n';
    const expected = [
      {
        sourcetype: 'zeek:conn:json',
        src: '192.0.2.7',
        dest: '198.51.100.9',
        dest_port: '443',
        transport: 'tcp',
        tag: ['communicate', 'network'],
      },
    ];
    const fields = 'sourcetype src dest dest_port transport tag';
    expect(fieldsOf('conn.json', json, {}, fields)).toEqual(expected);
    expect(fieldsOf('conn.log', tsv, {}, fields)).toEqual([{ ...expected[0], sourcetype: 'bro_conn' }]);
  });
});
