import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

const KEY_ID_BYTES = 4;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Keeps small secrets in a store: AES-256-GCM (NIST SP 800-38D) under one key. A sealed value is key id, nonce, tag and
 * ciphertext in a row; `label` says what it belongs to, and what is moved to another row does not open there.
 */
export class SealedBox {
  private readonly keyId: Buffer;

  constructor(private readonly key: Buffer) {
    this.keyId = createHash('sha256').update('key id').update(key).digest().subarray(0, KEY_ID_BYTES);
  }

  seal(label: string, secret: string): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(label));
    const ciphertext = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    return Buffer.concat([this.keyId, nonce, cipher.getAuthTag(), ciphertext]);
  }

  /** Throws where the value was sealed by another key (another MASTER_SECRET), under another label, or was changed. */
  open(label: string, sealed: Buffer): string {
    if (!sealed.subarray(0, KEY_ID_BYTES).equals(this.keyId)) {
      throw new Error('A stored secret was sealed with another MASTER_SECRET; start with the one that this database was filled with.');
    }
    const nonce = sealed.subarray(KEY_ID_BYTES, KEY_ID_BYTES + NONCE_BYTES);
    const body = sealed.subarray(KEY_ID_BYTES + NONCE_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', this.key, nonce, { authTagLength: TAG_BYTES })
      .setAAD(Buffer.from(label))
      .setAuthTag(body.subarray(0, TAG_BYTES));
    return Buffer.concat([decipher.update(body.subarray(TAG_BYTES)), decipher.final()]).toString('utf8');
  }
}
