import type { TokenTimes } from './token-times.js';

/** A new key signs after this time: every process has read it, and whoever keeps /.well-known/jwks.json for a minute, too. */
export const SIGNS_AFTER_MS = 120_000;
/** Clocks of processes differ by less. */
const SKEW_MS = 60_000;

export type SigningTimes = Pick<TokenTimes, 'accessTokenMs' | 'signingKeyMs'>;

interface Dated {
  readonly kid: string;
  readonly createdAt: Date;
}

/** The youngest key that everybody can know; where all are younger, the oldest of them. Keys come youngest first. */
export function signerOf<Key extends Dated>(keys: readonly Key[], now: number): Key | undefined {
  return keys.find((key) => key.createdAt.getTime() + SIGNS_AFTER_MS <= now) ?? keys.at(-1);
}

/** Whether the last token that a key can have signed is over: a younger one has signed for longer than a token is good. */
export function isOver(key: Dated, keys: readonly Dated[], now: number, { accessTokenMs }: SigningTimes): boolean {
  const next = keys[keys.findIndex(({ kid }) => kid === key.kid) - 1];
  return next !== undefined && next.createdAt.getTime() + SIGNS_AFTER_MS + accessTokenMs + SKEW_MS <= now;
}
