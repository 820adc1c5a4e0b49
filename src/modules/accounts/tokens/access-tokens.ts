import { errors, jwtVerify, SignJWT } from 'jose';
import type { Clock } from '../../../kernel/clock.js';
import { isId } from '../../../kernel/ids.js';
import type { SignedIn } from '../../../kernel/viewer.js';
import { RecentMap } from './recent-map.js';
import type { SigningKeys } from './signing-keys.js';

const TYPE = 'at+jwt';
/** Of tokens that open websockets and nothing else: for browser apps, whose scripts have no access token. */
const SOCKET_TYPE = 'ws+jwt';
const SOCKET_TOKEN_MS = 60_000;
const ALGORITHM = 'EdDSA';
const REMEMBERED_TOKENS = 10_000;

export interface AccessToken {
  readonly token: string;
  readonly expiresAt: Date;
}

interface Verified {
  readonly kid: string;
  readonly viewer: SignedIn;
  readonly expiresAtMs: number;
}

/**
 * Access tokens: JWTs after RFC 9068 (`typ: at+jwt`), signed with Ed25519, good for some minutes as long as their
 * session lives. What a verification found is remembered, since a signature costs more than most requests.
 */
export class AccessTokens {
  private readonly verified = new RecentMap<string, Verified>(REMEMBERED_TOKENS);

  constructor(
    private readonly keys: SigningKeys,
    private readonly clock: Clock,
    /** `iss` and `aud`: tokens of another environment are strangers here. */
    private readonly issuer: string,
    private readonly lifetimeMs: number,
  ) {}

  mint(viewer: SignedIn): Promise<AccessToken> {
    return this.sign(viewer, TYPE, this.lifetimeMs);
  }

  /** A token that opens a websocket within a minute; the socket then lives as long as one that an access token opened. */
  mintForSocket(viewer: SignedIn): Promise<AccessToken> {
    return this.sign(viewer, SOCKET_TYPE, SOCKET_TOKEN_MS);
  }

  private async sign({ userId, sessionId }: SignedIn, type: string, lifetimeMs: number): Promise<AccessToken> {
    const { kid, privateKey } = await this.keys.current();
    const seconds = Math.floor(this.clock.now().getTime() / 1_000);
    const expiresAt = new Date(seconds * 1_000 + lifetimeMs);
    const token = await new SignJWT({ sid: sessionId })
      .setProtectedHeader({ alg: ALGORITHM, kid, typ: type })
      .setSubject(userId)
      .setIssuer(this.issuer)
      .setAudience(this.issuer)
      .setIssuedAt(seconds)
      .setExpirationTime(expiresAt)
      .sign(privateKey);
    return { token, expiresAt };
  }

  /** Whose token this is; null for one that is forged or too old. Whether the session lives is not asked here. */
  async verify(token: string): Promise<SignedIn | null> {
    return (await this.look(token))?.viewer ?? null;
  }

  /** Whom a token opens a websocket for, and until when: access tokens do, and those that were made for it. */
  async verifyForSocket(token: string): Promise<{ readonly viewer: SignedIn; readonly expiresAt: Date } | null> {
    const access = await this.look(token);
    if (access) return { viewer: access.viewer, expiresAt: new Date(access.expiresAtMs) };
    const now = this.clock.now();
    const made = await this.read(token, now, SOCKET_TYPE);
    return made && { viewer: made.viewer, expiresAt: new Date(now.getTime() + this.lifetimeMs) };
  }

  private async look(token: string): Promise<Verified | null> {
    const now = this.clock.now();
    const known = this.verified.get(token);
    if (known) return known.expiresAtMs > now.getTime() && this.keys.accepts(known.kid) ? known : null;
    const found = await this.read(token, now, TYPE);
    if (found) this.verified.set(token, found);
    return found;
  }

  private async read(token: string, now: Date, type: string): Promise<Verified | null> {
    try {
      const { payload, protectedHeader } = await jwtVerify(
        token,
        async ({ kid }) => {
          const key = kid === undefined ? null : await this.keys.verifier(kid);
          if (!key) throw new errors.JWKSNoMatchingKey();
          return key;
        },
        {
          algorithms: [ALGORITHM],
          typ: type,
          issuer: this.issuer,
          audience: this.issuer,
          requiredClaims: ['sub', 'sid', 'exp', 'iat'],
          currentDate: now,
        },
      );
      const { sub, sid, exp } = payload;
      if (!isId(sub) || !isId(sid)) return null;
      return { kid: protectedHeader.kid!, viewer: { userId: sub, sessionId: sid }, expiresAtMs: exp! * 1_000 };
    } catch (error) {
      // Everything that is wrong with a token looks alike; a store that is away does not.
      if (error instanceof errors.JOSEError || error instanceof TypeError) return null;
      throw error;
    }
  }
}
