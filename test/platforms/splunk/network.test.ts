import { describe, expect, it } from 'vitest';
import { temporaryFile } from '../../data/temporary-file.ts';
import { runSearch } from './run-search.ts';

/** What a search gives over one event. */
function over(event: string, sourcetype: string, search: string) {
  const path = temporaryFile(`network-${sourcetype.replaceAll(':', '-')}.log`, `${event}\n`);
  return runSearch(search, [{ name: 'x', path, source: 's', sourcetype }]);
}

const TRAFFIC = ['src_ip', 'src', 'dest_ip', 'dest', 'dest_port', 'transport', 'action'];
const traffic = `| tstats count from datamodel=Network_Traffic.All_Traffic by ${TRAFFIC.map((field) => `All_Traffic.${field}`).join(' ')} | fields - count | rename All_Traffic.* as *`;

const connection = (action: string, port: string, transport: string) => [
  {
    src_ip: '198.51.100.7',
    src: '198.51.100.7',
    dest_ip: '192.0.2.5',
    dest: '192.0.2.5',
    dest_port: port,
    transport,
    action,
  },
];

describe('connections of many sources in the data model of network traffic', () => {
  it.each([
    [
      'cisco:asa',
      'May  6 13:41:02 fw : %ASA-6-302013: Built inbound TCP connection 77 for outside:198.51.100.7/51000 (198.51.100.7/51000) to inside:192.0.2.5/443 (192.0.2.5/443)',
      'allowed',
      '443',
      'tcp',
    ],
    [
      'cisco:asa',
      '<166>May 06 2026 13:41:02: %ASA-6-302014: Teardown TCP connection 77 for outside:198.51.100.7/51000 to inside:192.0.2.5/443 duration 0:00:30 bytes 1234 TCP FINs',
      'teardown',
      '443',
      'tcp',
    ],
    [
      'cisco:asa',
      'May  6 13:41:02 fw : %ASA-4-106023: Deny tcp src outside:198.51.100.7/51000 dst inside:192.0.2.5/22 by access-group "out" [0x0, 0x0]',
      'blocked',
      '22',
      'tcp',
    ],
    [
      'cisco:asa',
      'May  6 13:41:02 fw : %ASA-6-106100: access-list out denied udp outside/198.51.100.7(51000) -> inside/192.0.2.5(53) hit-cnt 1 first hit',
      'blocked',
      '53',
      'udp',
    ],
    [
      'cisco:asa',
      'May  6 13:41:02 fw : %ASA-2-106001: Inbound TCP connection denied from 198.51.100.7/51000 to 192.0.2.5/23 flags SYN on interface outside',
      'blocked',
      '23',
      'tcp',
    ],
    [
      'aws:cloudwatchlogs:vpcflow',
      '2 123456789010 eni-1 198.51.100.7 192.0.2.5 51000 22 6 20 4249 1778074862 1778074922 REJECT OK',
      'blocked',
      '22',
      'tcp',
    ],
    [
      'pan:traffic',
      'May  6 13:41:02 fw 1,2026/05/06 13:41:02,0011,TRAFFIC,end,2560,2026/05/06 13:41:02,198.51.100.7,192.0.2.5,0.0.0.0,0.0.0.0,rule1,example\\alice,,ssl,vsys1,trust,untrust,ethernet1/1,ethernet1/2,log,,7,1,51000,443,0,0,0x1c,tcp,allow,5000,2000,3000,20,2026/05/06 13:41:00,2,any,,9,0x0,US,NL,,10,10,tcp-fin',
      'allowed',
      '443',
      'tcp',
    ],
    [
      'zeek:conn:json',
      '{"ts":1778074862.1,"uid":"C1","id.orig_h":"198.51.100.7","id.orig_p":51000,"id.resp_h":"192.0.2.5","id.resp_p":22,"proto":"tcp","conn_state":"REJ","local_orig":false,"local_resp":true}',
      'blocked',
      '22',
      'tcp',
    ],
    [
      'bro:conn:json',
      '{"ts":1778074862.1,"uid":"C1","id.orig_h":"198.51.100.7","id.orig_p":51000,"id.resp_h":"192.0.2.5","id.resp_p":443,"proto":"tcp","conn_state":"SF"}',
      'allowed',
      '443',
      'tcp',
    ],
    [
      'suricata',
      '{"timestamp":"2026-05-06T13:41:02.1+0000","event_type":"flow","src_ip":"198.51.100.7","src_port":51000,"dest_ip":"192.0.2.5","dest_port":443,"proto":"TCP"}',
      'allowed',
      '443',
      'tcp',
    ],
    [
      'stream:tcp',
      '{"timestamp":"2026-05-06T13:41:02Z","src_ip":"198.51.100.7","src_port":51000,"dest_ip":"192.0.2.5","dest_port":443}',
      'allowed',
      '443',
      'tcp',
    ],
  ])('%s: %s', (sourcetype, event, action, port, transport) => {
    expect(over(event, sourcetype, traffic)).toEqual(connection(action, port, transport));
  });
});

const WEB = ['src', 'dest', 'http_method', 'url', 'status', 'http_user_agent'];
const web = `| tstats count from datamodel=Web.Web by ${WEB.map((field) => `Web.${field}`).join(' ')} | fields - count | rename Web.* as *`;

describe('requests in the data model of the web', () => {
  it.each([
    [
      'ms:iis:splunk',
      '2026-05-06 13:41:02 W3SVC1 WEB1 192.0.2.5 GET /a.aspx q=1 443 - 198.51.100.7 HTTP/1.1 curl/8+x - - example.com 200 0 0 1500 300 12',
      'WEB1',
      '/a.aspx?q=1',
      '200',
      'curl/8 x',
    ],
    [
      'nginx:plus:kv',
      'time_local="06/May/2026:13:41:02 +0000" remote_addr="198.51.100.7" server_addr="192.0.2.5" request_method="GET" request_uri="/a?q=1" status="200" http_user_agent="curl/8 x"',
      '192.0.2.5',
      '/a?q=1',
      '200',
      'curl/8 x',
    ],
    [
      'suricata',
      '{"timestamp":"2026-05-06T13:41:02.1+0000","event_type":"http","src_ip":"198.51.100.7","dest_ip":"192.0.2.5","proto":"TCP","http":{"hostname":"example.com","url":"/a?q=1","http_user_agent":"curl/8 x","http_method":"GET","status":200}}',
      '192.0.2.5',
      'http://example.com/a?q=1',
      '200',
      'curl/8 x',
    ],
    [
      'stream:http',
      '{"timestamp":"2026-05-06T13:41:02Z","src_ip":"198.51.100.7","dest_ip":"192.0.2.5","http_method":"GET","site":"example.com","uri":"/a?q=1","status":200,"http_user_agent":"curl/8 x"}',
      '192.0.2.5',
      'http://example.com/a?q=1',
      '200',
      'curl/8 x',
    ],
  ])('%s: %s', (sourcetype, event, dest, url, status, agent) => {
    expect(over(event, sourcetype, web)).toEqual([
      { src: '198.51.100.7', dest, http_method: 'GET', url, status, http_user_agent: agent },
    ]);
  });
});

describe('logs of IIS with a head', () => {
  const log = `#Software: Microsoft Internet Information Services 10.0
#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-bytes cs-bytes
2026-05-06 13:41:02 192.0.2.5 GET /a.aspx q=1 - 198.51.100.7 curl/8+x - 404 1500 300
`;
  const search = (text: string) =>
    runSearch(text, [{ name: 'u_ex.log', path: temporaryFile('network-iis-head.log', log) }]);

  it('have the fields that the head names, without those that hold nothing', () => {
    expect(
      search('search sourcetype=ms:iis:auto | table _time cs_* c_ip sc_status uri_query user bytes action tag _raw'),
    ).toEqual([
      {
        _time: '1778074862',
        cs_User_Agent: 'curl/8+x',
        cs_bytes: '300',
        cs_method: 'GET',
        cs_uri_query: 'q=1',
        cs_uri_stem: '/a.aspx',
        c_ip: '198.51.100.7',
        sc_status: '404',
        uri_query: 'q=1',
        bytes: '1800',
        action: 'failure',
        tag: ['failure', 'web'],
        _raw: log.split('\n')[2],
      },
    ]);
  });

  it('are in the data model of the web', () => {
    expect(search(web)).toEqual([
      {
        src: '198.51.100.7',
        dest: '192.0.2.5',
        http_method: 'GET',
        url: '/a.aspx?q=1',
        status: '404',
        http_user_agent: 'curl/8 x',
      },
    ]);
  });
});

describe('logons and changes', () => {
  it('Google Workspace', () => {
    const event =
      '{"id":{"time":"2026-05-06T13:41:02Z","applicationName":"login","customerId":"C1"},"actor":{"email":"alice@example.com"},"ipAddress":"198.51.100.7","event":{"type":"login","name":"login_failure","parameters":[{"name":"login_type","value":"google_password"},{"name":"login_challenge_method","multiValue":["password"]}]}}';
    const fields =
      'user user_name src src_ip action app vendor_account authentication_method login_challenge_method tag';
    expect(over(event, 'gws:reports:login', `search * | table ${fields}`)).toEqual([
      {
        user: 'alice@example.com',
        user_name: 'alice@example.com',
        src: '198.51.100.7',
        src_ip: '198.51.100.7',
        action: 'failure',
        app: 'Google Workspace login',
        vendor_account: 'C1',
        authentication_method: 'google_password',
        login_challenge_method: 'password',
        tag: ['authentication', 'failure'],
      },
    ]);
  });

  it.each([
    ['%ASA-6-605005: Login permitted from 198.51.100.7/51000 to inside:192.0.2.1/ssh for user "alice"', 'success'],
    [
      '%ASA-6-113005: AAA user authentication Rejected : reason = AAA failure : server = 192.0.2.3 : user = alice : user IP = 198.51.100.7',
      'failure',
    ],
  ])('Cisco ASA: %s', (message, action) => {
    const search =
      '| tstats count from datamodel=Authentication.Authentication by Authentication.user Authentication.src Authentication.action | fields - count';
    expect(over(`May  6 13:41:02 fw : ${message}`, 'cisco:asa', search)).toEqual([
      { 'Authentication.user': 'alice', 'Authentication.src': '198.51.100.7', 'Authentication.action': action },
    ]);
  });

  it('commands on a firewall are changes', () => {
    const event = "May  6 13:41:02 fw : %ASA-5-111008: User 'alice' executed the 'no logging enable' command.";
    expect(over(event, 'cisco:asa', 'search tag=change | table user command action message_id severity')).toEqual([
      {
        user: 'alice',
        command: 'no logging enable',
        action: 'modified',
        message_id: '111008',
        severity: 'notification',
      },
    ]);
  });

  it('Active Directory’s own records keep values with blanks', () => {
    const event =
      '05/06/2026 13:41:02.123\ndcName=dc1.example.com\nadmonEventType=Update\nNames:\n\tobjectCategory=CN=Group-Policy-Container,CN=Schema\n\tdisplayName=Default Domain Policy\n\tdistinguishedName=CN={31B2},CN=Policies\n';
    const fields = 'dcName admonEventType objectCategory displayName distinguishedName eventtype';
    expect(over(event, 'ActiveDirectory', `search * | table ${fields}`)).toEqual([
      {
        dcName: 'dc1.example.com',
        admonEventType: 'Update',
        objectCategory: 'CN=Group-Policy-Container,CN=Schema',
        displayName: 'Default Domain Policy',
        distinguishedName: 'CN={31B2},CN=Policies',
        eventtype: 'admon',
      },
    ]);
  });
});
