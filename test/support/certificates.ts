import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** A certificate and its key, in PEM. */
export interface Certified {
  readonly cert: string;
  readonly key: string;
}

/** An authority of its own: what it signs is trusted by whoever trusts it (X.509 v3, RFC 5280; P-256 and SHA-256). */
export function makeAuthority(name: string): { readonly cert: string; issue(hostName: string): Certified } {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const basics = extension('551d13', true, sequence(Buffer.from('0101ff', 'hex')));
  const usage = extension('551d0f', true, Buffer.from('03020106', 'hex')); // keyCertSign, cRLSign
  return {
    cert: certificate({ subject: name, issuer: name, holder: privateKey, signer: privateKey, extensions: [basics, usage] }),
    issue(hostName) {
      const { privateKey: holder } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const names = extension('551d11', false, sequence(tagged(0x82, Buffer.from(hostName))));
      return {
        cert: certificate({ subject: hostName, issuer: name, holder, signer: privateKey, extensions: [names] }),
        key: holder.export({ type: 'pkcs8', format: 'pem' }).toString(),
      };
    },
  };
}

interface Parts {
  readonly subject: string;
  readonly issuer: string;
  readonly holder: KeyObject;
  readonly signer: KeyObject;
  readonly extensions: readonly Buffer[];
}

const ECDSA_WITH_SHA256 = Buffer.from('300a06082a8648ce3d040302', 'hex');
const DAY_MS = 86_400_000;

function certificate({ subject, issuer, holder, signer, extensions }: Parts): string {
  const publicKey = createPublicKey(createPrivateKey(holder.export({ type: 'pkcs8', format: 'pem' }))).export({ type: 'spki', format: 'der' });
  const validity = sequence(time(new Date(Date.now() - DAY_MS)), time(new Date(Date.now() + DAY_MS)));
  const serial = tagged(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)]));
  const body = sequence(Buffer.from('a003020102', 'hex'), serial, ECDSA_WITH_SHA256, named(issuer), validity, named(subject), publicKey, tagged(0xa3, sequence(...extensions)));
  const signature = tagged(0x03, Buffer.concat([Buffer.from([0]), sign('sha256', body, signer)]));
  const der = sequence(body, ECDSA_WITH_SHA256, signature);
  return `-----BEGIN CERTIFICATE-----\n${der.toString('base64').match(/.{1,64}/g)!.join('\n')}\n-----END CERTIFICATE-----\n`;
}

/** DER: tag, length, contents. */
function tagged(tag: number, contents: Buffer): Buffer {
  const { length } = contents;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), contents]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => tagged(0x30, Buffer.concat(parts));
const time = (date: Date): Buffer => tagged(0x17, Buffer.from(`${date.toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`));
const named = (name: string): Buffer => sequence(tagged(0x31, sequence(Buffer.from('0603550403', 'hex'), tagged(0x0c, Buffer.from(name)))));
const extension = (oid: string, critical: boolean, value: Buffer): Buffer =>
  sequence(tagged(0x06, Buffer.from(oid, 'hex')), ...(critical ? [Buffer.from('0101ff', 'hex')] : []), tagged(0x04, value));
