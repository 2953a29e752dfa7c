import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { temporaryFile } from '../../data/temporary-file.ts';
import { runSearch } from './run-search.ts';

const folder = '../../attack_data/datasets/attack_techniques/T1572/snapattack/';
const log = (name: string, sourcetype = 'XmlWinEventLog') => ({
  name,
  path: fileURLToPath(new URL(folder + name, import.meta.url)),
  source: 'XmlWinEventLog:Microsoft-Windows-Sysmon/Operational',
  sourcetype,
});
const attack = log('snapattack.log');
const benign = log('benign.log', 'xmlwineventlog');

const TUNNEL = `
| tstats summariesonly=false fillnull_value=null count from datamodel=Network_Traffic.All_Traffic
  where All_Traffic.dest_port=7844
  by All_Traffic.action All_Traffic.app All_Traffic.dest All_Traffic.dest_ip All_Traffic.dest_port All_Traffic.direction
     All_Traffic.dvc All_Traffic.protocol All_Traffic.protocol_version All_Traffic.src All_Traffic.src_ip
     All_Traffic.transport All_Traffic.user All_Traffic.vendor_product
| \`drop_dm_object_name(All_Traffic)\` | fields - count | sort dest`;

describe('Sysmon in the data models', () => {
  it('finds connections to the edge of the tunnel', () => {
    const common = {
      action: 'allowed',
      app: 'C:\\Users\\dana\\Downloads\\cloudflared.exe',
      dest_port: '7844',
      direction: 'outbound',
      dvc: 'ws-017.corp.example.com',
      protocol: 'ip',
      protocol_version: 'ipv4',
      src: 'ws-017.corp.example.com',
      src_ip: '192.0.2.17',
      user: 'dana',
      vendor_product: 'Microsoft Sysmon',
    };
    expect(runSearch(TUNNEL, [attack])).toEqual([
      { ...common, dest: 'region1.v2.argotunnel.com', dest_ip: '203.0.113.27', transport: 'udp' },
      { ...common, dest: 'region2.v2.argotunnel.com', dest_ip: '203.0.113.77', transport: 'tcp' },
    ]);
    expect(runSearch(TUNNEL, [benign])).toEqual([]);
  });

  it('knows processes, files, registry and names', () => {
    const processes = `| tstats count from datamodel=Endpoint.Processes where Processes.process_name=CLOUDFLARED.exe
      by Processes.parent_process_name Processes.process Processes.user Processes.original_file_name | fields - count`;
    // "-" is no original file name, and tstats leaves out what lacks a field it groups by.
    expect(runSearch(processes, [attack])).toEqual([]);
    expect(runSearch(processes.replace('Processes.original_file_name', 'Processes.dest'), [attack])).toEqual([
      {
        'Processes.parent_process_name': 'cmd.exe',
        'Processes.process': 'cloudflared.exe  tunnel --url http://localhost:3389 --no-autoupdate &gt; tunnel.log',
        'Processes.user': 'dana',
        'Processes.dest': 'ws-017.corp.example.com',
      },
    ]);
    const rows = (dataset: string, fields: string, where = '') =>
      runSearch(
        `| tstats count from datamodel=${dataset} ${where} by ${fields.replace(/\S+/g, `${dataset.split('.')[1]}.$&`)}
         | rename ${dataset.split('.')[1]}.* as * | fields - count`,
        [attack],
      );
    expect(rows('Endpoint.Filesystem', 'action dest file_name file_path file_hash user')).toEqual([
      {
        action: 'created',
        dest: 'ws-017.corp.example.com',
        file_name: 'cloudflared.exe',
        file_path: 'C:\\Users\\dana\\Downloads\\cloudflared.exe',
        file_hash: 'unknown',
        user: 'dana',
      },
    ]);
    const registry =
      'action registry_hive registry_key_name registry_value_name registry_value_data registry_value_type';
    expect(rows('Endpoint.Registry', registry)).toEqual([
      {
        action: 'modified',
        registry_hive: 'HKEY_CURRENT_USER',
        registry_key_name: 'AppSwitched',
        registry_value_name: 'Example',
        registry_value_data: '0x00000004',
        registry_value_type: 'REG_DWORD',
      },
    ]);
    const common = { query: 'region1.v2.argotunnel.com', src: 'ws-017.corp.example.com', dest: 'unknown' };
    expect(rows('Network_Resolution.DNS', 'query answer src dest', 'where DNS.query=region1*')).toEqual([
      { ...common, answer: '::ffff:203.0.113.27' },
      { ...common, answer: '::ffff:203.0.113.37' },
    ]);
  });

  it.each([
    TUNNEL,
    'search EventCode=3 DestinationPort=7844 | stats count by Image | sort Image',
    'search process_name=chrome* OR "trycloudflare" | stats count by EventCode | sort EventCode',
    '| tstats count from datamodel=Endpoint.Processes where Processes.process="*tunnel*" OR Processes.process_name=cmd.exe by Processes.process_name',
    '| tstats count from datamodel=Network_Traffic where All_Traffic.dest_port=0 by nodename',
  ])('gives the same with and without pushdown: %s', (search) => {
    for (const file of [attack, benign]) {
      expect(runSearch(search, [file])).toEqual(runSearch(search, [file], { optimise: false }));
    }
  });
});

it.each([
  ['15', '<Data Name="Hash">MD5=AA,SHA256=BB,IMPHASH=CC</Data>', { IMPHASH: 'CC', SHA256: 'BB' }],
  [
    '6',
    '<Data Name="Hashes">SHA256=BB</Data><Data Name="Signed">true</Data><Data Name="SignatureStatus">Expired</Data>',
    { SHA256: 'BB', service_signature_exists: 'true', service_signature_verified: 'false' },
  ],
])('event %s: sums and signatures', (code, data, expected) => {
  const text = `<Event><System><EventID>${code}</EventID><Channel>Microsoft-Windows-Sysmon/Operational</Channel></System><EventData>${data}</EventData></Event>`;
  const path = temporaryFile(`sysmon-${code}.log`, `${text.replaceAll('"', "'")}\n`);
  const search = 'search * | table IMPHASH SHA256 service_signature_exists service_signature_verified';
  expect(runSearch(search, [{ ...attack, path }])).toEqual([expected]);
});
