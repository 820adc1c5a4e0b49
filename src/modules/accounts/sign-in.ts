import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../../kernel/clock.js';
import { mintId, type UserId } from '../../kernel/ids.js';
import type { SignedIn } from '../../kernel/viewer.js';
import type { AccessTokens } from './access-tokens.js';
import { deviceLabel } from './device.js';
import { sessionEnd } from './refresh-token.policy.js';
import type { SessionStore, Tx } from './session.store.js';
import type { TokenTimes } from './token-times.js';

const MAX_USER_AGENT_LENGTH = 300;
const MAX_IP_LENGTH = 45;

/** What is kept of the request that began a session, so that a person recognises it in a list. */
export interface Device {
  readonly userAgent: string | null;
  readonly ipAddress: string | null;
}

/** A session as its transaction leaves it; the refresh token is known only here and to the client. */
export interface OpenSession {
  readonly viewer: SignedIn;
  readonly refreshToken: string;
}

/** What a client signs its requests with. */
export interface Tokens extends OpenSession {
  readonly accessToken: string;
  /** When the access token ends. */
  readonly expiresAt: Date;
}

/** An opaque token of 256 random bits. */
export const newRefreshToken = (): string => randomBytes(32).toString('base64url');
export const refreshTokenHash = (token: string): Buffer => createHash('sha256').update(token).digest();

export interface SignInDeps {
  readonly sessions: SessionStore;
  readonly accessTokens: AccessTokens;
  readonly clock: Clock;
  readonly times: TokenTimes;
}

/** Begins sessions: what registering, logging in and the operator's token have in common. */
export class SignIn {
  constructor(private readonly deps: SignInDeps) {}

  async begin(tx: Tx, userId: UserId, device: Device): Promise<OpenSession> {
    const { sessions, clock, times } = this.deps;
    const now = clock.now();
    const id = mintId();
    const refreshToken = newRefreshToken();
    const userAgent = storable(device.userAgent, MAX_USER_AGENT_LENGTH);
    await sessions.insert(tx, {
      id,
      userId,
      createdAt: now,
      lastUsedAt: now,
      expiresAt: sessionEnd(now, now, times),
      userAgent,
      ipAddress: storable(device.ipAddress, MAX_IP_LENGTH),
      device: deviceLabel(userAgent),
      // Whoever signs in has just given the password, or what stands for it.
      authenticatedAt: now,
      kind: 'PERSON',
      scopes: null,
    });
    await sessions.insertRefreshToken(tx, refreshTokenHash(refreshToken), id, now);
    return { viewer: { userId, sessionId: id }, refreshToken };
  }

  /** After the commit: a token of a session that was rolled back must never exist. */
  async tokensOf(session: OpenSession): Promise<Tokens> {
    const { token, expiresAt } = await this.deps.accessTokens.mint(session.viewer);
    return { ...session, accessToken: token, expiresAt };
  }
}

const storable = (text: string | null, length: number): string | null => text?.replaceAll('\0', '').slice(0, length).toWellFormed() ?? null;
