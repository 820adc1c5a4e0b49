import { createHash, randomBytes } from 'node:crypto';
import { RecentMap } from '../tokens/recent-map.js';
import type { ServiceTokenStore, TokenOwner } from './service-token.store.js';

/** What every service token begins with, so that people and scanners of leaked secrets recognise one. */
const PREFIX = 'plaza_st_';
const FORM = /^plaza_st_[A-Za-z0-9_-]{43}$/;
const REMEMBERED_TOKENS = 10_000;

/** An opaque token of 256 random bits. */
export const newServiceToken = (): string => `${PREFIX}${randomBytes(32).toString('base64url')}`;
export const serviceTokenHash = (token: string): Buffer => createHash('sha256').update(token).digest();
export const looksLikeServiceToken = (token: string): boolean => token.startsWith(PREFIX);

/** Finds the session of a service token. Which one it is never changes, so it is remembered; whether that lives is asked elsewhere. */
export class ServiceTokens {
  private readonly owners = new RecentMap<string, TokenOwner>(REMEMBERED_TOKENS);

  constructor(private readonly store: Pick<ServiceTokenStore, 'ownerOf'>) {}

  /** Null for what never was one, or was thrown away after its end. */
  async ownerOf(token: string): Promise<TokenOwner | null> {
    if (!FORM.test(token)) return null;
    const hash = serviceTokenHash(token);
    const key = hash.toString('base64');
    const known = this.owners.get(key);
    if (known) return known;
    const found = await this.store.ownerOf(hash);
    if (found) this.owners.set(key, found);
    return found;
  }
}
