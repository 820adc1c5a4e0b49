import type { Loaders } from '../kernel/loaders.js';
import type { Viewer } from '../kernel/viewer.js';
import type { PointStatement } from './rate-limit.type.js';

/** What every resolver gets: who asks, and the loaders of this request (or of this event, in a subscription). */
export interface GraphContext {
  readonly viewer: Viewer;
  readonly loaders: Loaders;
  readonly request: RequestFacts;
  /** What the operation has cost, and what is left; null before it was charged, and where there is no budget. */
  readonly account: { statement: PointStatement | null };
  /** Where tokens go for a browser app in cookie mode; absent where they go into the answer. */
  readonly cookies?: TokenCookies;
}

/** The cookies of a browser app: no script reads them. */
export interface TokenCookies {
  /** The one that the request came with. */
  readonly refreshToken: string | null;
  set(tokens: { readonly accessToken: string; readonly refreshToken: string; readonly expiresAt: Date }): void;
  clear(): void;
}

/** What a mutation may need to know of the request: nothing here is trusted for access. */
export interface RequestFacts {
  readonly id: string;
  readonly userAgent: string | null;
  readonly ipAddress: string | null;
  /** By the clock of `performance`: what a deadline counts from. */
  readonly arrivedAt: number;
}
