import type { JWK } from 'jose';
import type { PgTx, Postgres } from '../../../platform/postgres/postgres.js';
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

  /** Adds what `make` gives where the youngest active key is still this one (null: there is none); of several processes one adds. */
  addAfter(youngest: string | null, make: () => Promise<StoredSigningKey>): Promise<void> {
    return this.locked(async (tx, keys) => {
      if ((keys[0]?.kid ?? null) === youngest) await tx.insert(SigningKeyEntity, await make());
    });
  }

  /** Retires a key, and adds what `make` gives where it was the last. False where it is not active. */
  retire(kid: string, retiredAt: Date, make: () => Promise<StoredSigningKey>): Promise<boolean> {
    return this.locked(async (tx, keys) => {
      if (!keys.some((key) => key.kid === kid)) return false;
      if (keys.length === 1) await tx.insert(SigningKeyEntity, await make());
      await tx.update(SigningKeyEntity, { kid }, { retiredAt });
      return true;
    });
  }

  private locked<T>(work: (tx: PgTx, active: readonly StoredSigningKey[]) => Promise<T>): Promise<T> {
    return this.postgres.transaction(async (tx: PgTx) => {
      await tx.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
      return work(tx, await tx.query<StoredSigningKey[]>(ACTIVE));
    });
  }
}

const ACTIVE = `
  SELECT kid, private_key_sealed AS "privateKeySealed", public_jwk AS "publicJwk", created_at AS "createdAt"
  FROM signing_keys WHERE retired_at IS NULL ORDER BY created_at DESC, kid`;
