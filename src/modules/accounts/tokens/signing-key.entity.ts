import type { JWK } from 'jose';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A row of `signing_keys`: an Ed25519 pair. Every process verifies by all that are not retired; the youngest signs, once all can know it. */
@Entity({ name: 'signing_keys' })
export class SigningKeyEntity {
  @PrimaryColumn({ type: 'text' })
  kid!: string;

  /** The private JWK, sealed with a key from MASTER_SECRET. */
  @Column({ type: 'bytea', name: 'private_key_sealed' })
  privateKeySealed!: Buffer;

  @Column({ type: 'jsonb', name: 'public_jwk' })
  publicJwk!: JWK;

  @Column({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'retired_at', nullable: true })
  retiredAt!: Date | null;
}
