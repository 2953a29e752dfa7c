import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';

/** A throw-away certificate authority and a server's certificate that it signed, as PEM. Good for a day. */
export interface Certificates {
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

type Bytes = Buffer;

/** One DER value: tag, length, content. */
function der(tag: number, ...parts: readonly Bytes[]): Bytes {
  const content = Buffer.concat(parts);
  const length =
    content.length < 128
      ? Buffer.from([content.length])
      : content.length < 256
        ? Buffer.from([0x81, content.length])
        : Buffer.from([0x82, content.length >> 8, content.length & 255]);
  return Buffer.concat([Buffer.from([tag]), length, content]);
}

const sequence = (...parts: readonly Bytes[]): Bytes => der(0x30, ...parts);
const set = (...parts: readonly Bytes[]): Bytes => der(0x31, ...parts);
const oid = (hex: string): Bytes => der(0x06, Buffer.from(hex, 'hex'));
const text = (value: string): Bytes => der(0x0c, Buffer.from(value));
const bits = (value: Bytes): Bytes => der(0x03, Buffer.from([0]), value);
const yes = der(0x01, Buffer.from([0xff]));
const time = (date: Date): Bytes => der(0x17, Buffer.from(`${date.toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`));

const COMMON_NAME = oid('550403');
const ECDSA_WITH_SHA256 = sequence(oid('2a8648ce3d040302'));
const BASIC_CONSTRAINTS = oid('551d13');
const KEY_USAGE = oid('551d0f');
const ALTERNATIVE_NAMES = oid('551d11');

const nameOf = (name: string): Bytes => sequence(set(sequence(COMMON_NAME, text(name))));

interface Request {
  readonly subject: string;
  readonly issuer: string;
  readonly publicKey: KeyObject;
  readonly signer: KeyObject;
  readonly extensions: readonly Bytes[];
}

/** @see https://www.rfc-editor.org/rfc/rfc5280#section-4.1 */
function certificateOf({ subject, issuer, publicKey, signer, extensions }: Request): string {
  const day = 86_400_000;
  const serial = randomBytes(8);
  serial[0] = 1;
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, serial),
    ECDSA_WITH_SHA256,
    nameOf(issuer),
    sequence(time(new Date(Date.now() - day)), time(new Date(Date.now() + day))),
    nameOf(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensions)),
  );
  const signature = createSign('sha256').update(body).sign(signer);
  const whole = sequence(body, ECDSA_WITH_SHA256, bits(signature)).toString('base64');
  return `-----BEGIN CERTIFICATE-----\n${whole.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
}

export function createCertificates(hosts: readonly string[]): Certificates {
  const [own, server] = [0, 1].map(() => generateKeyPairSync('ec', { namedCurve: 'P-256' }));
  if (!own || !server) throw new Error('no keys');
  const issuer = `firedrill test ${createHash('sha256').update(randomBytes(8)).digest('hex').slice(0, 8)}`;
  const extension = (name: Bytes, content: Bytes): Bytes => sequence(name, yes, der(0x04, content));
  return {
    authority: certificateOf({
      subject: issuer,
      issuer,
      publicKey: own.publicKey,
      signer: own.privateKey,
      extensions: [
        extension(BASIC_CONSTRAINTS, sequence(yes)),
        extension(KEY_USAGE, der(0x03, Buffer.from([1, 0x06]))),
      ],
    }),
    certificate: certificateOf({
      subject: hosts[0] ?? '',
      issuer,
      publicKey: server.publicKey,
      signer: own.privateKey,
      extensions: [extension(ALTERNATIVE_NAMES, sequence(...hosts.map((host) => der(0x82, Buffer.from(host)))))],
    }),
    key: server.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}
