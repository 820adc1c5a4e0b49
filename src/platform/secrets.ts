import { hkdfSync } from 'node:crypto';

/** What a key is for; each purpose has a key of its own, so that one can't stand in for another. */
export type KeyPurpose = 'signing-keys' | 'email-cipher' | 'email-lookup' | 'import-cipher' | 'letter-tokens' | 'live-cursor' | 'idempotency-input';

/** A key of 32 bytes for one purpose, derived from the master secret by HKDF-SHA-256 (RFC 5869). */
export function deriveKey(masterSecret: Buffer, purpose: KeyPurpose): Buffer {
  return Buffer.from(hkdfSync('sha256', masterSecret, 'plaza', purpose, 32));
}
