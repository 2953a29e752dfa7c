import { closeSync, existsSync, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from './random.ts';

/** What ESCU's tests say of such a log. */
export const SOURCE = 'XmlWinEventLog:Microsoft-Windows-Sysmon/Operational';
export const SOURCETYPE = 'XmlWinEventLog';

const START = Date.UTC(2026, 4, 6, 8, 0, 0);
/** One network connection in so many goes to port 7844. */
const TUNNEL_EVERY = 4_000;

const FOLDERS = [
  'C:\\Windows\\System32',
  'C:\\Windows\\System32',
  'C:\\Program Files\\Google\\Chrome\\Application',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application',
  'C:\\Program Files\\Microsoft Office\\root\\Office16',
  'C:\\Users\\lee\\AppData\\Local\\Programs\\Example',
];
const PROGRAMS = [
  'svchost.exe',
  'chrome.exe',
  'msedge.exe',
  'outlook.exe',
  'powershell.exe',
  'cmd.exe',
  'rundll32.exe',
  'wmiprvse.exe',
  'taskhostw.exe',
  'conhost.exe',
  'explorer.exe',
  'teams.exe',
  'onedrive.exe',
  'lsass.exe',
  'services.exe',
  'update.exe',
];
const USERS = [
  'NT AUTHORITY\\SYSTEM',
  'EXAMPLE\\lee',
  'EXAMPLE\\alice',
  'EXAMPLE\\bob',
  'NT AUTHORITY\\NETWORK SERVICE',
];
const PORTS = [443, 443, 443, 443, 443, 80, 80, 53, 389, 445, 88, 135, 3268, 8080, 8443, 5985, 49_667, 123];
/** The documentation networks. */
const NETWORKS = ['198.51.100', '203.0.113', '192.0.2'];
/** How many peers a program has. */
const PEERS = 40;
const LIBRARIES = ['kernel32.dll', 'ntdll.dll', 'user32.dll', 'crypt32.dll', 'wininet.dll', 'amsi.dll', 'clr.dll'];
const DOMAINS = ['www.example.com', 'login.example.net', 'cdn.example.org', 'mail.example.com', 'api.example.net'];

/** Event ids and how many of a thousand events have them. */
const MIX: readonly (readonly [id: number, share: number])[] = [
  [3, 380],
  [1, 80],
  [5, 60],
  [7, 130],
  [10, 90],
  [11, 80],
  [12, 40],
  [13, 80],
  [22, 60],
];

type Data = readonly (readonly [name: string, value: string])[];

export interface CorpusEvent {
  readonly id: number;
  readonly record: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Six digits beyond the milliseconds. */
  readonly fraction: string;
  readonly computer: string;
  readonly data: Data;
}

/** Windows events as a forwarder of Splunk writes them: Sysmon, one event a line. The same seed gives the same bytes. */
export class Corpus {
  readonly #random: () => number;
  #record = 100_000;
  #time = START;
  #networkEvents = 0;

  constructor(seed = 1) {
    this.#random = seededRandom(seed);
  }

  next(): CorpusEvent {
    this.#record += 1;
    this.#time += 1 + this.#below(40);
    const id = this.#eventId();
    const utc = new Date(this.#time).toISOString().replace('T', ' ').slice(0, -1);
    const data: Data = [['RuleName', '-'], ['UtcTime', utc], ...this.#data(id, utc)];
    return { id, record: this.#record, time: this.#time, fraction: this.#digits(6), computer: this.#host(), data };
  }

  /** The next event, with its line end. */
  event(): string {
    const { id, record, time, fraction, computer, data } = this.next();
    const written = data.map(([name, value]) => `<Data Name='${name}'>${value}</Data>`).join('');
    const systemTime = `${new Date(time).toISOString().slice(0, -1)}${fraction}Z`;
    return (
      "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>" +
      "<Provider Name='Microsoft-Windows-Sysmon' Guid='{5770385F-C22A-43E0-BF4C-06F5698FFBD9}'/>" +
      `<EventID>${id}</EventID><Version>5</Version><Level>4</Level><Task>${id}</Task><Opcode>0</Opcode>` +
      `<Keywords>0x8000000000000000</Keywords><TimeCreated SystemTime='${systemTime}'/>` +
      `<EventRecordID>${record}</EventRecordID><Correlation/><Execution ProcessID='3128' ThreadID='4660'/>` +
      `<Channel>Microsoft-Windows-Sysmon/Operational</Channel><Computer>${computer}</Computer>` +
      `<Security UserID='S-1-5-18'/></System><EventData>${written}</EventData></Event>\n`
    );
  }

  #data(id: number, utc: string): Data {
    const image = this.#image();
    const process: Data = [
      ['ProcessGuid', this.#guid()],
      ['ProcessId', String(400 + this.#below(12_000))],
      ['Image', image],
    ];
    const user = this.#pick(USERS);
    switch (id) {
      case 1:
        return [
          ...process,
          ['FileVersion', '10.0.22621.1 (WinBuild.160101.0800)'],
          ['Description', 'Example program'],
          ['Product', 'Microsoft&amp;Example Operating System'],
          ['Company', 'Example Corporation'],
          ['OriginalFileName', image.slice(image.lastIndexOf('\\') + 1)],
          ['CommandLine', `"${image}" --type=renderer --id=${this.#below(100_000)} /quiet &gt; out.txt`],
          ['CurrentDirectory', 'C:\\Windows\\system32\\'],
          ['User', user],
          ['LogonGuid', this.#guid()],
          ['LogonId', '0x3e7'],
          ['TerminalSessionId', '0'],
          ['IntegrityLevel', 'System'],
          ['Hashes', `MD5=${this.#hex(32)},SHA256=${this.#hex(64)},IMPHASH=${this.#hex(32)}`],
          ['ParentProcessGuid', this.#guid()],
          ['ParentProcessId', String(400 + this.#below(12_000))],
          ['ParentImage', this.#image()],
          ['ParentCommandLine', `${this.#image()} -k netsvcs -p`],
          ['ParentUser', this.#pick(USERS)],
        ];
      case 3:
        return [...process, ...this.#connection(image, user)];
      case 5:
        return [...process, ['User', user]];
      case 7:
        return [
          ...process,
          ['ImageLoaded', `C:\\Windows\\System32\\${this.#pick(LIBRARIES)}`],
          ['FileVersion', '10.0.22621.1'],
          ['Description', 'Example library'],
          ['Product', 'Example'],
          ['Company', 'Example Corporation'],
          ['OriginalFileName', '-'],
          ['Hashes', `MD5=${this.#hex(32)},SHA256=${this.#hex(64)},IMPHASH=${this.#hex(32)}`],
          ['Signed', 'true'],
          ['Signature', 'Example Corporation'],
          ['SignatureStatus', 'Valid'],
          ['User', user],
        ];
      case 10:
        return [
          ['SourceProcessGUID', this.#guid()],
          ['SourceProcessId', String(400 + this.#below(12_000))],
          ['SourceThreadId', String(this.#below(9_000))],
          ['SourceImage', image],
          ['TargetProcessGUID', this.#guid()],
          ['TargetProcessId', String(400 + this.#below(12_000))],
          ['TargetImage', this.#image()],
          ['GrantedAccess', this.#pick(['0x1000', '0x1400', '0x1fffff', '0x1010'])],
          [
            'CallTrace',
            `C:\\Windows\\SYSTEM32\\ntdll.dll+${this.#hex(5)}|C:\\Windows\\System32\\KERNELBASE.dll+${this.#hex(5)}`,
          ],
          ['SourceUser', user],
          ['TargetUser', this.#pick(USERS)],
        ];
      case 11:
        return [
          ...process,
          ['TargetFilename', `C:\\Users\\lee\\AppData\\Local\\Temp\\${this.#hex(8)}.tmp`],
          ['CreationUtcTime', utc],
          ['User', user],
        ];
      case 22:
        return [
          ...process.slice(0, 2),
          ['QueryName', this.#pick(DOMAINS)],
          ['QueryStatus', '0'],
          ['QueryResults', `::ffff:${this.#address()};`],
          ['Image', image],
          ['User', user],
        ];
      default:
        return [
          ['EventType', id === 13 ? 'SetValue' : 'CreateKey'],
          ...process,
          [
            'TargetObject',
            `HKLM\\System\\CurrentControlSet\\Services\\Example${this.#below(400)}\\Parameters\\Value${this.#below(9)}`,
          ],
          ...(id === 13 ? ([['Details', `DWORD (0x0000${this.#hex(4)})`]] as const) : []),
          ['User', user],
        ];
    }
  }

  #connection(image: string, user: string): Data {
    this.#networkEvents += 1;
    const tunnel = this.#networkEvents % TUNNEL_EVERY === 0;
    const host = this.#host();
    const destination = this.#destination(image);
    return [
      ['User', user],
      ['Protocol', this.#random() < 0.85 ? 'tcp' : 'udp'],
      ['Initiated', this.#random() < 0.9 ? 'true' : 'false'],
      ['SourceIsIpv6', 'false'],
      ['SourceIp', `192.0.2.${this.#below(254)}`],
      ['SourceHostname', host],
      ['SourcePort', String(49_152 + this.#below(16_000))],
      ['SourcePortName', '-'],
      ['DestinationIsIpv6', 'false'],
      ['DestinationIp', destination.address],
      ['DestinationHostname', this.#random() < 0.3 ? '-' : this.#pick(DOMAINS)],
      ['DestinationPort', tunnel ? '7844' : String(destination.port)],
      ['DestinationPortName', '-'],
    ];
  }

  #eventId(): number {
    let at = this.#below(1000);
    for (const [id, share] of MIX) {
      if (at < share) return id;
      at -= share;
    }
    return 3;
  }

  #image(): string {
    return `${this.#pick(FOLDERS)}\\${this.#pick(PROGRAMS)}`;
  }

  #host(): string {
    return `ws-${String(this.#below(200)).padStart(3, '0')}.corp.example.com`;
  }

  #address(): string {
    // Few addresses take most of the traffic.
    const last = Math.floor(this.#random() ** 3 * 254);
    return `${this.#pick(NETWORKS)}.${last}`;
  }

  /** A program talks to peers of its own, to few of them most of the time, and to each on one port. */
  #destination(image: string): { readonly address: string; readonly port: number } {
    const own = [...image].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) >>> 0, 7);
    const peer = Math.floor(this.#random() ** 3 * PEERS);
    const network = NETWORKS[(own + peer) % NETWORKS.length] as string;
    return {
      address: `${network}.${(own * 7 + peer * 13) % 254}`,
      port: PORTS[(own + peer * 5) % PORTS.length] as number,
    };
  }

  #guid(): string {
    return `{7C1D52A4-${this.#hex(4)}-69F2-${this.#hex(4)}-00000000${this.#hex(4)}}`.toUpperCase();
  }

  #hex(length: number): string {
    let text = '';
    while (text.length < length) text += this.#below(0x10000000).toString(16).padStart(7, '0');
    return text.slice(0, length);
  }

  #digits(length: number): string {
    return String(this.#below(10 ** length)).padStart(length, '0');
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  #pick<T>(list: readonly T[]): T {
    return list[this.#below(list.length)] as T;
  }
}

/** A log of about `bytes` bytes in `folder`; made once. */
export function corpusFile(folder: string, bytes: number, seed = 1): string {
  const path = join(folder, `sysmon-${bytes}-${seed}.log`);
  if (existsSync(path) && statSync(path).size >= bytes) return path;
  mkdirSync(folder, { recursive: true });
  const draft = `${path}.${process.pid}`;
  const handle = openSync(draft, 'w');
  const corpus = new Corpus(seed);
  let written = 0;
  try {
    while (written < bytes) {
      let block = '';
      while (block.length < 1 << 20 && written + block.length < bytes) block += corpus.event();
      written += writeSync(handle, block, null, 'latin1');
    }
  } finally {
    closeSync(handle);
  }
  renameSync(draft, path);
  return path;
}
