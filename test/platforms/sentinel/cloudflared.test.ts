import { describe, expect, it } from 'vitest';
import { attackData, run } from './workspace.ts';

const ATTACK = attackData('attack_techniques/T1572/snapattack/snapattack.log');
const BENIGN = attackData('attack_techniques/T1572/snapattack/benign.log');

const DEFENDER = 'DeviceNetworkEvents | where RemoteUrl has_any ("trycloudflare", "argotunnel.com")';
const asim = (direction: string): string => `imNetworkSession
| where NetworkDirection =~ "${direction}" and (DstHostname endswith ".v2.argotunnel.com"
    or DstHostname endswith "protocol-v2.argotunnel.com" or DstHostname endswith "trycloudflare.com"
    or DstHostname endswith "update.argotunnel.com")`;

describe('tunnels to Cloudflare', () => {
  it('show in Defender tables derived from Sysmon', () => {
    const rows = run(
      `${DEFENDER} | project ActionType, Protocol, RemoteUrl, RemotePort, InitiatingProcessFileName`,
      ATTACK,
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(new Set(rows.map((row) => row['ActionType']))).toEqual(new Set(['ConnectionSuccess']));
    expect(run(DEFENDER, BENIGN)).toEqual([]);
  });

  it('show in ASIM network sessions', () => {
    expect(run(asim('Outbound'), ATTACK).length).toBeGreaterThan(0);
    expect(run(asim('Outbound'), BENIGN)).toEqual([]);
  });

  it('never hold with a direction that no session has', () => {
    expect(run(asim('true'), ATTACK)).toEqual([]);
    expect(run('imNetworkSession | distinct NetworkDirection', ATTACK)).toEqual([{ NetworkDirection: 'Outbound' }]);
  });
});
