import type { JWK } from 'jose';
import type { PgTx, Postgres } from '../../platform/postgres/postgres.js';
import { SigningKeyEntity } from './signing-key.entity.js';

export interface StoredSigningKey {
  readonly kid: string;
  readonly privateKeySealed: Buffer;
  readonly publicJwk: JWK;
  readonly createdAt: Date;
}

/** An arbitrary number that only the making of signing keys uses as a lock. */
const LOCK = 7_050_925;

/** Every statement on `signing_keys`. */
export class SigningKeyStore {
  constructor(private readonly postgres: Postgres) {}

  /** All keys that are not retired, the youngest first. */
  activeKeys(): Promise<StoredSigningKey[]> {
    return this.postgres.query<StoredSigningKey>('signing-keys.active', ACTIVE);
  }

  /** Adds what `make` gives where there is no active key; of processes that start together one adds. */
  addFirst(make: () => Promise<StoredSigningKey>): Promise<void> {
    return this.postgres.transaction(async (tx: PgTx) => {
      await tx.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
      const known: unknown[] = await tx.query(ACTIVE);
      if (known.length === 0) await tx.insert(SigningKeyEntity, await make());
    });
  }
}

const ACTIVE = `
  SELECT kid, private_key_sealed AS "privateKeySealed", public_jwk AS "publicJwk", created_at AS "createdAt"
  FROM signing_keys WHERE retired_at IS NULL ORDER BY created_at DESC, kid`;
