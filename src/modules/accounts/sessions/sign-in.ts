import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../../../kernel/clock.js';
import { mintId, type UserId } from '../../../kernel/ids.js';
import type { SecurityLog } from '../../../kernel/security-log.js';
import type { SignedIn } from '../../../kernel/viewer.js';
import type { AccessTokens } from '../tokens/access-tokens.js';
import { deviceLabel, type SignInDevice, storableDevice } from './device.js';
import { deviceTokenHash, type KnownDeviceStore, newDeviceToken } from './known-device.store.js';
import { sessionEnd } from './refresh-token.policy.js';
import type { SessionStore, Tx } from './session.store.js';
import type { TokenTimes } from '../tokens/token-times.js';

/** A session as its transaction leaves it; the refresh token is known only here and to the client. */
export interface OpenSession {
  readonly viewer: SignedIn;
  readonly refreshToken: string;
  /** What the device keeps for its next sign-in; only here and at the client. */
  readonly deviceToken?: string;
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
  readonly devices: KnownDeviceStore;
  readonly accessTokens: AccessTokens;
  readonly securityLog: SecurityLog<Tx>;
  readonly clock: Clock;
  readonly times: TokenTimes;
}

/** Begins sessions: what registering, logging in and the operator's token have in common. */
export class SignIn {
  constructor(private readonly deps: SignInDeps) {}

  async begin(tx: Tx, userId: UserId, device: SignInDevice): Promise<OpenSession> {
    const { sessions, securityLog, clock, times } = this.deps;
    const now = clock.now();
    const id = mintId();
    const refreshToken = newRefreshToken();
    const stored = storableDevice(device);
    const label = deviceLabel(stored.userAgent);
    const isNew = !(await sessions.knowsDevice(tx, userId, label));
    await sessions.insert(tx, {
      id,
      userId,
      createdAt: now,
      lastUsedAt: now,
      expiresAt: sessionEnd(now, now, times),
      ...stored,
      device: label,
      // Whoever signs in has just given the password, or what stands for it.
      authenticatedAt: now,
      kind: 'PERSON',
      scopes: null,
    });
    await sessions.insertRefreshToken(tx, refreshTokenHash(refreshToken), id, now);
    await securityLog.record(tx, { kind: 'SIGNED_IN', userId, actorId: userId, sessionId: id, ...stored, ...(isNew && { details: { newDevice: 'true' } }) });
    const deviceToken = await this.remember(tx, userId, device, now);
    return { viewer: { userId, sessionId: id }, refreshToken, ...(deviceToken && { deviceToken }) };
  }

  /** The device keeps what it has where that is known as this person's, and gets something new else. */
  private async remember(tx: Tx, userId: UserId, { deviceToken }: SignInDevice, now: Date): Promise<string | null> {
    if (deviceToken === undefined) return null;
    const { devices } = this.deps;
    const known = deviceTokenHash(deviceToken);
    if (known && (await devices.touch(tx, known, userId, now))) return deviceToken;
    const fresh = newDeviceToken();
    await devices.insert(tx, deviceTokenHash(fresh)!, userId, now);
    return fresh;
  }

  /** After the commit: a token of a session that was rolled back must never exist. */
  async tokensOf(session: OpenSession): Promise<Tokens> {
    const { token, expiresAt } = await this.deps.accessTokens.mint(session.viewer);
    return { ...session, accessToken: token, expiresAt };
  }
}
