import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeSigmaRules } from './sigma-rules.ts';

/** How many documents of a kind are made. */
const COPIES = { splunk: 690, sentinel: 260, sigma: 1506 } as const;
const shipped = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));
const TEMPLATES = {
  splunk: 'detections/splunk/endpoint/windows_potential_cloudflared_network_connection.yml',
  sentinel: 'detections/sentinel/cloudflared_argo_tunnel_communication.yaml',
} as const;
/** Every other rule asks an ASIM parser in place of a table. */
const SOURCES = ['DeviceNetworkEvents', '_Im_NetworkSession(dstportnumber=7844)', 'DeviceNetworkEvents', '_Im_Dns()'];

/** Folders to validate: those given, copied, or the shipped detections many times over, each a little different. */
export function validateSets(root: string, given: readonly string[]): readonly string[] {
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root, { recursive: true });
  if (given.length > 0) {
    return given.map((folder, at) => {
      const name = `content-${at + 1}`;
      cpSync(folder, join(root, name), { recursive: true });
      return name;
    });
  }
  mkdirSync(join(root, 'sigma'));
  writeSigmaRules(join(root, 'sigma'), COPIES.sigma);
  writeSplunk(join(root, 'splunk'));
  writeSentinel(join(root, 'sentinel'));
  return ['splunk', 'sigma', 'sentinel'];
}

function writeSplunk(folder: string): void {
  const text = readFileSync(shipped(TEMPLATES.splunk), 'utf8');
  for (let at = 0; at < COPIES.splunk; at += 1) {
    const name = `Windows Potential Cloudflared Network Connection ${at}`;
    const copy = text
      .replace(/^name: .*$/m, `name: ${name}`)
      .replace(/^id: .*$/m, `id: ${identifier(at)}`)
      .replaceAll('7844', String(1024 + at))
      .replaceAll('connection_filter', `connection_${at}_filter`);
    write(join(folder, 'detections', `${name.toLowerCase().replaceAll(' ', '_')}.yml`), copy);
  }
  write(
    join(folder, 'macros', 'tunnel_ports.yml'),
    'name: tunnel_ports\ndefinition: dest_port=7844\ndescription: Ports.\n',
  );
}

function writeSentinel(folder: string): void {
  const text = readFileSync(shipped(TEMPLATES.sentinel), 'utf8');
  for (let at = 0; at < COPIES.sentinel; at += 1) {
    const source = SOURCES[at % SOURCES.length] as string;
    const column = source.includes('Dns') ? 'DnsQuery' : source.includes('Im') ? 'DstHostname' : 'RemoteUrl';
    const copy = text
      .replace(/^tests:[\s\S]*$/m, '')
      .replace(/^entityMappings:[\s\S]*?(?=^version:)/m, '')
      .replace(/^id: .*$/m, `id: ${identifier(at)}`)
      .replace(/^name: .*$/m, `name: Cloudflared Argo Tunnel communication ${at}`)
      .replace(/^ {2}DeviceNetworkEvents$/m, `  ${source}`)
      .replace(/RemoteUrl has_any/, `${column} has_any`)
      .replace('"trycloudflare"', `"try${at}cloudflare"`);
    write(join(folder, `rule_${at}.yaml`), copy);
  }
}

const identifier = (at: number): string => `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`;

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
