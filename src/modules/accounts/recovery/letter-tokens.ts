import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Id, isId } from '../../../kernel/ids.js';

/** What a link in a letter is good for; a token of one purpose is nothing for another. */
export type LetterPurpose = 'registration' | 'password-reset' | 'email-change';

/**
 * The tokens of links in letters: the id of what is asked for, and a keyed hash (HMAC-SHA-256) over id and purpose. Nothing is
 * kept of them: a letter that is written again has the same link, and a copy of the database makes none. They are good for
 * as long as the row of that id is there, and for one use, which takes the row.
 */
export class LetterTokens {
  constructor(private readonly key: Buffer) {}

  mint(purpose: LetterPurpose, id: Id): string {
    return `${id}.${this.sign(purpose, id).toString('base64url')}`;
  }

  /** The id, or null for what is no token of ours. */
  read(purpose: LetterPurpose, token: string): Id | null {
    const [id, signature, more] = token.slice(0, MAX_LENGTH).split('.');
    if (!isId(id) || signature === undefined || more !== undefined) return null;
    const given = Buffer.from(signature, 'base64url');
    const right = this.sign(purpose, id);
    return given.length === right.length && timingSafeEqual(given, right) ? id : null;
  }

  private sign(purpose: LetterPurpose, id: Id): Buffer {
    return createHmac('sha256', this.key).update(`${purpose} ${id}`).digest();
  }
}

/** Longer than any token. */
const MAX_LENGTH = 200;
