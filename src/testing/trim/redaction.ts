import { isIP, isIPv6 } from 'node:net';
import type { EventDocument } from '../../data/record.ts';

/** Fields by the end of their names: `Computer`, `shost`, `identHostName`, `TargetServerName`. */
const HOST_FIELD =
  /(?:^|[._]|[a-z](?=[A-Z]))(?:node|server|servername|machinename)$|(?:host|hostname|computer|computername|workstation|workstationname|devicename|devicedetail\.displayname)$/i;
const USER_FIELD =
  /(?:user|username|userid|usrname|userkey|accountname|userprincipalname|userdisplayname|membername|acct|alternateid|email|mail|upn)$|(?:^|\.)(?:account|actor|identity|actor\.displayname)$/i;
/** What auditd explains of a numeric id; Zeek's `uid` is a connection. */
const AUDIT_USER_FIELD = /^(?:A|E|S|FS|O|OA|I|SA)?UID$/;
const DOMAIN_FIELD = /(?:domain(?:name)?|ntdom)$/i;

/** Names that belong to the system, not to a person or a place; detections look for them. */
const SYSTEM_NAMES =
  /^(|-|\*|n\/a|system|local service|network service|anonymous logon|administrators?|guest|root|everyone|users|nt authority|nt service|builtin|workgroup|window manager|font driver host|public|default|default user|all users|unset|unknown|(dwm|umfd)-\d+|localhost|\.)$/i;

const IPV4 = /(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.]*\d)/g;
const IPV6 = /(?<![\w:.])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?![\w:.])/gi;
const DOMAIN_SID = /S-1-5-21-\d+-\d+-\d+/g;

/** Texts of auditd that hold blanks or quotes. */
const AUDIT_HEXADECIMAL = /(?<==)(?:[0-9A-F]{2}){4,}(?![^\s\x1d'])/g;

/** Where texts tell names: paths, mail addresses, messages of Linux's log-ins, labels of Windows' messages. */
const IN_TEXT: readonly { readonly kind: 'host' | 'user' | 'domain'; readonly pattern: RegExp }[] = [
  {
    kind: 'user',
    pattern: /(?:\/home|\/Users|\b[A-Z]:\\+(?:Users|Documents and Settings))[\\/]+([^\\/\s"':;,|<>]+)/gi,
  },
  { kind: 'user', pattern: /(?<![\w.+-])([\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,})\b/gi },
  { kind: 'host', pattern: /(?<![\\\w:])\\\\([\w-]{2,}(?:\.[\w-]+)*)\\/g },
  { kind: 'user', pattern: /\b(?:invalid user|for user|user) ([\w.-]+)(?=[\s(]|$)/g },
  { kind: 'user', pattern: /\b(?:Accepted|Failed|Postponed) \S+ for (?!invalid )([\w.-]+) from\b/g },
  { kind: 'user', pattern: /\bsudo(?:\[\d+\])?:\s+([\w.-]+) : /g },
  { kind: 'user', pattern: /\b(?:USER|ruser|user|logname)=([\w.$\\-]+)/g },
  { kind: 'user', pattern: /(?:^|\n)\s*(?:Account Name|Logon Account|User Name|User):[ \t]+([^\r\n]+)/g },
  { kind: 'user', pattern: /(?:^|\n)\s*Security ID:[ \t]+([^\r\n\\]+\\[^\r\n]+)/g },
  { kind: 'domain', pattern: /(?:^|\n)\s*Account Domain:[ \t]+([^\r\n]+)/g },
  {
    kind: 'host',
    pattern: /(?:^|\n)\s*(?:Workstation Name|Source Workstation|Caller Computer Name|Client Name):[ \t]+([^\r\n]+)/g,
  },
];

/** A name as writers spell it in JSON that keeps to ASCII. */
const inJson = (name: string): string =>
  name.replace(/[^\x20-\x7e]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Documentation addresses (RFC 5737), then those for benchmarks (RFC 2544): no public address is anybody's. */
const PUBLIC_BLOCKS = ['192.0.2', '198.51.100', '203.0.113'];
const HOSTS_IN_BLOCK = 254;

/**
 * Other names in the place of hosts, users and addresses: the same for the same in the whole log, so that what belongs
 * together still does. Private addresses stay in their private range; loopback, multicast and system names stay.
 */
export class Redaction {
  readonly #names = new Map<string, string>();
  readonly #counts = new Map<string, number>();
  #pattern: RegExp | undefined;

  /** Takes note of the names that an event holds: in fields that are for names, and where texts tell them. */
  see(document: EventDocument, raw = ''): void {
    if (document.kind === 'windows') {
      const { event } = document;
      this.#seeHost(event.computer);
      for (const { name, value } of [...event.data, ...(event.userData ?? [])]) this.#seeField(name ?? '', value);
      return;
    }
    if (document.value) this.#seeValues('', document.value);
    if (document.kind !== 'text') return;
    for (const record of document.records ?? []) this.#seeValues('', record);
    this.#seeText(raw);
  }

  /** The text with other names. */
  apply(text: string): string {
    this.#pattern ??= this.#namesPattern();
    return (text.includes('msg=audit(') ? text.replace(AUDIT_HEXADECIMAL, (code) => this.#hexadecimal(code)) : text)
      .replace(this.#pattern, (name) => {
        const other = this.#names.get(name.toLowerCase()) ?? name;
        return name === name.toUpperCase() ? other.toUpperCase() : other;
      })
      .replace(DOMAIN_SID, (sid) => this.#numbered('sid', sid, (number) => `S-1-5-21-1000000000-1000000000-${number}`))
      .replace(IPV4, (address) => this.#ipv4(address))
      .replace(IPV6, (address) => this.#ipv6(address));
  }

  #seeValues(path: string, value: unknown): void {
    if (typeof value === 'string') this.#seeField(path, value);
    else if (Array.isArray(value)) for (const one of value) this.#seeValues(path, one);
    else if (value !== null && typeof value === 'object') {
      for (const [key, one] of Object.entries(value)) this.#seeValues(path === '' ? key : `${path}.${key}`, one);
    }
  }

  #seeField(name: string, value: string): void {
    if (HOST_FIELD.test(name)) this.#seeHost(value);
    else if (USER_FIELD.test(name) || AUDIT_USER_FIELD.test(name)) this.#seeUser(value);
    else if (DOMAIN_FIELD.test(name)) this.#seeDomain(value);
    this.#seeText(value);
  }

  #seeText(text: string): void {
    for (const { kind, pattern } of IN_TEXT) {
      for (const [, name = ''] of text.matchAll(pattern)) {
        if (kind === 'host') this.#seeHost(name);
        else if (kind === 'domain') this.#seeDomain(name);
        else this.#seeUser(name);
      }
    }
  }

  /** A text that auditd wrote in hexadecimal. */
  #hexadecimal(code: string): string {
    const text = Buffer.from(code, 'hex').toString('utf8');
    const other = this.apply(text);
    return other === text ? code : Buffer.from(other, 'utf8').toString('hex').toUpperCase();
  }

  #seeHost(name: string): void {
    if (isIP(name) !== 0) return;
    const [, short = '', domain = ''] = /^\\*([^.\s\\]+)(?:\.([\w.-]+))?$/.exec(name.trim()) ?? [];
    this.#rename(short, 'host');
    this.#seeDomain(domain);
  }

  #seeUser(name: string): void {
    if (/^(?:S-1-|\{?[0-9a-f]{8}-[0-9a-f]{4}-)/i.test(name)) return;
    const [, domain = '', account = ''] = /^(?:([^\\@]*)\\+)?([^\\@]*)/.exec(name.trim()) ?? [];
    const behind = name.includes('@') ? name.slice(name.indexOf('@') + 1) : '';
    if (account.endsWith('$')) this.#rename(account.slice(0, -1), 'host');
    else this.#rename(account, 'user');
    this.#seeDomain(domain);
    this.#seeDomain(behind);
  }

  /** A domain and its short form share a number. */
  #seeDomain(name: string): void {
    if (SYSTEM_NAMES.test(name) || this.#names.has(name.toLowerCase()) || !/^[\w.-]{2,}$/.test(name)) return;
    const [label = ''] = name.split('.');
    this.#rename(label, 'domain');
    if (name.includes('.'))
      this.#names.set(name.toLowerCase(), `${this.#names.get(label.toLowerCase()) ?? label}.example`);
  }

  #rename(name: string, kind: string): void {
    const key = name.toLowerCase();
    if (name.length < 2 || SYSTEM_NAMES.test(name) || /^(0x)?\d+$/i.test(name) || this.#names.has(key)) return;
    this.#pattern = undefined;
    this.#names.set(key, `${kind}-${this.#next(kind)}`);
  }

  #next(kind: string): number {
    const number = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, number);
    return number;
  }

  /** The longest name first; a name stands alone, not within a word. */
  #namesPattern(): RegExp {
    // `alice.CORP` is how Windows calls alice's folder where another one has the name.
    const isOfKnown = (name: string): boolean => {
      const parts = name.split('.');
      return parts.length > 1 && parts.every((part) => this.#names.has(part));
    };
    const names = [...this.#names.keys()]
      .filter((name) => !(isOfKnown(name) && this.#names.get(name)?.startsWith('user-')))
      .sort((left, right) => right.length - left.length);
    for (const name of [...names]) {
      const spelled = inJson(name);
      if (spelled === name) continue;
      this.#names.set(spelled, this.#names.get(name) as string);
      names.unshift(spelled);
    }
    const escaped = names.map((name) => name.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&'));
    return escaped.length === 0
      ? /(?!)/g
      : new RegExp(`(?<=^|[^A-Za-z0-9_]|\\\\[nrt])(?:${escaped.join('|')})(?![A-Za-z0-9_])`, 'gi');
  }

  #ipv4(address: string): string {
    const parts = address.split('.').map(Number) as [number, number, number, number];
    const [first, second] = parts;
    if (parts.some((part) => part > 255) || first === 0 || first === 127 || first >= 224) return address;
    const low = (number: number): string =>
      `${Math.floor(number / HOSTS_IN_BLOCK) % 256}.${1 + (number % HOSTS_IN_BLOCK)}`;
    if (first === 10) return this.#numbered('ip-10', address, (number) => `10.0.${low(number)}`);
    if (first === 172 && second >= 16 && second < 32) {
      return this.#numbered('ip-172', address, (number) => `172.16.${low(number)}`);
    }
    if (first === 192 && second === 168) return this.#numbered('ip-192', address, (number) => `192.168.${low(number)}`);
    if (first === 169 && second === 254) return this.#numbered('ip-169', address, (number) => `169.254.${low(number)}`);
    return this.#numbered('ip', address, (number) => {
      const block = PUBLIC_BLOCKS[Math.floor((number - 1) / HOSTS_IN_BLOCK)];
      return block === undefined ? `198.18.${low(number)}` : `${block}.${1 + ((number - 1) % HOSTS_IN_BLOCK)}`;
    });
  }

  #ipv6(address: string): string {
    if (!isIPv6(address)) return address;
    // The same address however its zeros are written.
    const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
    if (/^(?:::1?$|::ffff:|ff)/.test(canonical)) return address;
    const block = /^fe[89ab]/.test(canonical) ? 'fe80::' : /^f[cd]/.test(canonical) ? 'fd00::' : '2001:db8::';
    return this.#numbered(`ip6-${block}`, canonical, (number) => `${block}${number.toString(16)}`);
  }

  readonly #numbers = new Map<string, string>();

  #numbered(kind: string, name: string, write: (number: number) => string): string {
    const key = `${kind} ${name}`;
    let other = this.#numbers.get(key);
    if (other === undefined) {
      other = write(this.#next(kind));
      this.#numbers.set(key, other);
    }
    return other;
  }
}
