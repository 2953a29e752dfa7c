import { createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';

/** A throw-away certificate authority and one certificate of it for this machine's loopback names. */
export interface Certificates {
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

const element = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts);
  const length =
    body.length < 128
      ? Buffer.from([body.length])
      : body.length < 256
        ? Buffer.from([0x81, body.length])
        : Buffer.from([0x82, body.length >> 8, body.length & 255]);
  return Buffer.concat([Buffer.from([tag]), length, body]);
};
const sequence = (...parts: readonly Uint8Array[]): Buffer => element(0x30, ...parts);
const set = (...parts: readonly Uint8Array[]): Buffer => element(0x31, ...parts);
const bits = (value: Uint8Array): Buffer => element(0x03, Buffer.from([0]), value);
const octets = (value: Uint8Array): Buffer => element(0x04, value);
const truth = element(0x01, Buffer.from([0xff]));
const explicit = (tag: number, part: Uint8Array): Buffer => element(0xa0 + tag, part);
const time = (date: Date): Buffer =>
  element(0x17, Buffer.from(`${date.toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`));

function identifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const part of rest) {
    const digits = [part & 127];
    for (let left = part >> 7; left > 0; left >>= 7) digits.unshift((left & 127) | 128);
    bytes.push(...digits);
  }
  return element(0x06, Buffer.from(bytes));
}

const ECDSA_SHA256 = sequence(identifier('1.2.840.10045.4.3.2'));
const nameOf = (common: string): Buffer =>
  sequence(set(sequence(identifier('2.5.4.3'), element(0x0c, Buffer.from(common)))));
const extension = (id: string, critical: boolean, value: Uint8Array): Buffer =>
  sequence(identifier(id), ...(critical ? [truth] : []), octets(value));

interface Request {
  readonly subject: string;
  readonly issuer: string;
  readonly publicKey: KeyObject;
  readonly signer: KeyObject;
  readonly extensions: readonly Buffer[];
}

function certificate({ subject, issuer, publicKey, signer, extensions }: Request): string {
  const day = 86_400_000;
  const body = sequence(
    explicit(0, element(0x02, Buffer.from([2]))),
    element(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ECDSA_SHA256,
    nameOf(issuer),
    sequence(time(new Date(Date.now() - day)), time(new Date(Date.now() + day))),
    nameOf(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    explicit(3, sequence(...extensions)),
  );
  const signature = createSign('sha256').update(body).sign(signer);
  const der = sequence(body, ECDSA_SHA256, bits(signature)).toString('base64');
  return `-----BEGIN CERTIFICATE-----\n${der.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
}

/** Makes both; the keys live as long as the process. */
export function throwAwayCertificates(): Certificates {
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const server = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer = `Throw-away CA ${randomBytes(4).toString('hex')}`;
  const ca = certificate({
    subject: issuer,
    issuer,
    publicKey: authority.publicKey,
    signer: authority.privateKey,
    extensions: [
      extension('2.5.29.19', true, sequence(truth)),
      extension('2.5.29.15', true, element(0x03, Buffer.from([1, 0x06]))),
    ],
  });
  const names = sequence(element(0x82, Buffer.from('localhost')), element(0x87, Buffer.from([127, 0, 0, 1])));
  return {
    ca,
    certificate: certificate({
      subject: 'localhost',
      issuer,
      publicKey: server.publicKey,
      signer: authority.privateKey,
      extensions: [extension('2.5.29.19', true, sequence()), extension('2.5.29.17', false, names)],
    }),
    key: server.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  };
}
