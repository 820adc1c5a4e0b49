import type pg from 'pg';
import { systemClock } from '../src/kernel/clock.js';
import { mintId } from '../src/kernel/ids.js';
import { AccessTokens } from '../src/modules/accounts/tokens/access-tokens.js';
import { SigningKeyEntity } from '../src/modules/accounts/tokens/signing-key.entity.js';
import { SigningKeyStore } from '../src/modules/accounts/tokens/signing-key.store.js';
import { SigningKeys } from '../src/modules/accounts/tokens/signing-keys.js';
import { Postgres } from '../src/platform/postgres/postgres.js';
import { SealedBox } from '../src/platform/sealed-box.js';
import { deriveKey } from '../src/platform/secrets.js';
import { TOKEN_ISSUER } from './contenders.js';
import type { BenchViewer } from './viewers.js';

const DAY_MS = 86_400_000;

/** A quarter of an hour, as they have by default. */
const LIFETIME_MS = 15 * 60_000;

/** The bearer token of each viewer, by user id. They are good for a quarter of an hour: take new ones per operation. */
export type Tokens = ReadonlyMap<string, string>;

/** Signs viewers in as Plaza would: a session each, and a token that any of its processes accepts. */
export class SignIn {
  private constructor(
    private readonly postgres: Postgres,
    private readonly accessTokens: AccessTokens,
  ) {}

  static async open(postgresUrl: string, masterSecret: Buffer): Promise<SignIn> {
    const postgres = await Postgres.connect({ url: postgresUrl, entities: [SigningKeyEntity], migrations: [], poolSize: 1, statementTimeoutMs: 8_000 });
    const keys = new SigningKeys(new SigningKeyStore(postgres), new SealedBox(deriveKey(masterSecret, 'signing-keys')), systemClock, { accessTokenMs: LIFETIME_MS, signingKeyMs: DAY_MS });
    return new SignIn(postgres, new AccessTokens(keys, systemClock, TOKEN_ISSUER, LIFETIME_MS));
  }

  async tokensFor(viewers: readonly BenchViewer[], client: pg.Client): Promise<Tokens> {
    const sessions = viewers.map(({ userId }) => ({ userId, sessionId: mintId() }));
    const ends = new Date(Date.now() + DAY_MS);
    await client.query(INSERT, [sessions.map(({ sessionId }) => sessionId), sessions.map(({ userId }) => userId), ends]);
    const minted = await Promise.all(sessions.map((session) => this.accessTokens.mint(session)));
    return new Map(sessions.map(({ userId }, i) => [userId, minted[i]!.token]));
  }

  stop(): Promise<void> {
    return this.postgres.close();
  }
}

const INSERT = `
  INSERT INTO sessions (id, user_id, created_at, last_used_at, expires_at)
  SELECT s.id, s.user_id, now(), now(), $3 FROM unnest($1::uuid[], $2::uuid[]) AS s (id, user_id)`;
