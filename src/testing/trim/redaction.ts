import { isIP, isIPv6 } from 'node:net';
import type { EventDocument } from '../../data/record.ts';

const HOST_FIELD =
  /^(computer|computername|host|hostname|workstation|workstationname|devicename|dvchostname|sourcehostname|destinationhostname)$/i;
const USER_FIELD = /(user|username|accountname|samaccountname|userprincipalname|membername)$/i;
const DOMAIN_FIELD = /domain(name)?$/i;

/** Names that belong to the system, not to a person or a place; detections look for them. */
const SYSTEM_NAMES =
  /^(|-|\*|n\/a|system|local service|network service|anonymous logon|administrators?|guest|root|everyone|users|nt authority|nt service|builtin|workgroup|window manager|font driver host|(dwm|umfd)-\d+|localhost|\.)$/i;

const IPV4 = /(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.]*\d)/g;
const IPV6 = /(?<![\w:.])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?![\w:.])/gi;
const DOMAIN_SID = /S-1-5-21-\d+-\d+-\d+/g;

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

  /** Takes note of the names that an event holds. */
  see(document: EventDocument): void {
    if (document.kind === 'windows') {
      const { event } = document;
      this.#seeHost(event.computer);
      for (const { name, value } of [...event.data, ...(event.userData ?? [])]) this.#seeField(name ?? '', value);
    } else if (document.value) this.#seeValues('', document.value);
  }

  /** The text with other names. */
  apply(text: string): string {
    this.#pattern ??= this.#namesPattern();
    return text
      .replace(this.#pattern, (name) => {
        const other = this.#names.get(name.toLowerCase()) ?? name;
        return name === name.toUpperCase() ? other.toUpperCase() : other;
      })
      .replace(DOMAIN_SID, (sid) => this.#numbered('sid', sid, (number) => `S-1-5-21-1000000000-1000000000-${number}`))
      .replace(IPV4, (address) => this.#ipv4(address))
      .replace(IPV6, (address) => this.#ipv6(address));
  }

  #seeValues(name: string, value: unknown): void {
    if (typeof value === 'string') this.#seeField(name, value);
    else if (Array.isArray(value)) for (const one of value) this.#seeValues(name, one);
    else if (value !== null && typeof value === 'object') {
      for (const [key, one] of Object.entries(value)) this.#seeValues(key, one);
    }
  }

  #seeField(name: string, value: string): void {
    if (HOST_FIELD.test(name)) this.#seeHost(value);
    else if (USER_FIELD.test(name)) this.#seeUser(value);
    else if (DOMAIN_FIELD.test(name)) this.#seeDomain(value);
  }

  #seeHost(name: string): void {
    if (isIP(name) !== 0) return;
    const [, short = '', domain = ''] = /^\\*([^.\s\\]+)(?:\.([\w.-]+))?$/.exec(name.trim()) ?? [];
    this.#rename(short, 'host');
    this.#seeDomain(domain);
  }

  #seeUser(name: string): void {
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
    const names = [...this.#names.keys()].sort((left, right) => right.length - left.length);
    const escaped = names.map((name) => name.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&'));
    return escaped.length === 0
      ? /(?!)/g
      : new RegExp(`(?<![A-Za-z0-9_])(?:${escaped.join('|')})(?![A-Za-z0-9_])`, 'gi');
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
