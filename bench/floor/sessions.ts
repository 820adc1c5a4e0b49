import { importJWK, type JWK, jwtVerify } from 'jose';
import { TOKEN_ISSUER } from '../contenders.js';
import type { FloorStores } from './stores.js';

/** Plaza believes for so long that a session lives, without having heard otherwise; the floor does too. */
const BELIEVED_MS = 5_000;

interface Known {
  readonly userId: string;
  readonly sessionId: string;
  readonly expiresAtMs: number;
  believedUntil: number;
}

/** Reads access tokens as Plaza does: a signature is verified once, a session is asked for once in five seconds. */
export class Sessions {
  private readonly known = new Map<string, Known>();
  private readonly keys = new Map<string, Promise<CryptoKey>>();

  constructor(private readonly stores: FloorStores) {}

  /** The viewer's id; null for a token that is dead or forged. */
  async viewerOf(token: string): Promise<string | null> {
    const known = this.known.get(token) ?? (await this.verify(token));
    const now = Date.now();
    if (!known || known.expiresAtMs <= now) return null;
    if (known.believedUntil <= now) {
      const alive = await this.stores.query('floor.session', ALIVE, [known.sessionId]);
      if (alive.length === 0) return null;
      known.believedUntil = now + BELIEVED_MS;
    }
    return known.userId;
  }

  private async verify(token: string): Promise<Known | null> {
    try {
      const { payload } = await jwtVerify(token, ({ kid }) => this.keyOf(kid ?? ''), { algorithms: ['EdDSA'], typ: 'at+jwt', issuer: TOKEN_ISSUER, audience: TOKEN_ISSUER, requiredClaims: ['sub', 'sid', 'exp'] });
      const known = { userId: payload.sub!, sessionId: payload['sid'] as string, expiresAtMs: payload.exp! * 1_000, believedUntil: 0 };
      this.known.set(token, known);
      return known;
    } catch {
      return null;
    }
  }

  private keyOf(kid: string): Promise<CryptoKey> {
    let key = this.keys.get(kid);
    if (!key) {
      key = this.loadKey(kid);
      this.keys.set(kid, key);
    }
    return key;
  }

  private async loadKey(kid: string): Promise<CryptoKey> {
    const [row] = await this.stores.query<{ jwk: JWK }>('floor.key', 'SELECT public_jwk AS jwk FROM signing_keys WHERE kid = $1 AND retired_at IS NULL', [kid]);
    if (!row) throw new Error('No such key.');
    return (await importJWK(row.jwk, 'EdDSA')) as CryptoKey;
  }
}

const ALIVE = 'SELECT 1 FROM sessions WHERE id = $1 AND revoked_at IS NULL AND expires_at > now()';
