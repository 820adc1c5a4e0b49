import { createHmac } from 'node:crypto';
import type { UserId } from '../../kernel/ids.js';
import type { SealedBox } from '../../platform/sealed-box.js';
import { emailKey, readEmail } from './account.rules.js';

/** E-mail addresses as they are kept: sealed to be read, and as a keyed hash to be found. */
export class EmailVault {
  constructor(
    private readonly box: SealedBox,
    private readonly lookUpKey: Buffer,
  ) {}

  seal(userId: UserId, email: string): { readonly emailCipher: Buffer; readonly emailHash: Buffer } {
    return { emailCipher: this.box.seal(labelOf(userId), readEmail(email)), emailHash: this.hashOf(email) };
  }

  open(userId: UserId, emailCipher: Buffer): string {
    return this.box.open(labelOf(userId), emailCipher);
  }

  hashOf(email: string): Buffer {
    return createHmac('sha256', this.lookUpKey).update(emailKey(email)).digest();
  }
}

const labelOf = (userId: UserId): string => `email ${userId}`;
