import { calculateJwkThumbprint, type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import type { Clock } from '../../kernel/clock.js';
import type { SealedBox } from '../../platform/sealed-box.js';
import type { SigningKeyStore, StoredSigningKey } from './signing-key.store.js';

export interface Signer {
  readonly kid: string;
  readonly privateKey: CryptoKey;
}

/** A process that made its keys known is believed within this time, and a stranger costs one look-up in it. */
const RELOAD_AT_MOST_EVERY_MS = 1_000;
/** After this time a process signs with a younger key, if there is one, and no longer accepts a retired one. */
export const REFRESH_KEYS_MS = 60_000;

/** The signing keys as this process knows them: Ed25519, kept in Postgres, private parts sealed. */
export class SigningKeys {
  private signer: Signer | null = null;
  private verifiers = new Map<string, CryptoKey>();
  private loadedAt = Number.NEGATIVE_INFINITY;
  private loading: Promise<void> | null = null;

  constructor(
    private readonly store: SigningKeyStore,
    private readonly box: SealedBox,
    private readonly clock: Clock,
  ) {}

  /** The key to sign with; the first process ever makes it. */
  async current(): Promise<Signer> {
    if (!this.signer) await this.refresh();
    if (!this.signer) {
      await this.store.addFirst(() => this.make());
      await this.refresh();
    }
    return this.signer!;
  }

  /** The key that verifies tokens of this `kid`; null where there is none. */
  async verifier(kid: string): Promise<CryptoKey | null> {
    const known = this.verifiers.get(kid);
    if (known) return known;
    if (this.clock.now().getTime() - this.loadedAt >= RELOAD_AT_MOST_EVERY_MS) await this.refresh();
    return this.verifiers.get(kid) ?? null;
  }

  /** Reads the keys anew; a timer does it, so that no request waits. Throws where MASTER_SECRET is not the one they were sealed with. */
  refresh(): Promise<void> {
    this.loading ??= this.load().finally(() => {
      this.loading = null;
    });
    return this.loading;
  }

  private async load(): Promise<void> {
    const keys = await this.store.activeKeys();
    const verifiers = await Promise.all(keys.map(async ({ kid, publicJwk }) => [kid, await asKey(publicJwk)] as const));
    const youngest = keys[0];
    if (youngest && this.signer?.kid !== youngest.kid) {
      const jwk = JSON.parse(this.box.open(labelOf(youngest.kid), youngest.privateKeySealed)) as JWK;
      this.signer = { kid: youngest.kid, privateKey: await asKey(jwk) };
    }
    this.verifiers = new Map(verifiers);
    this.loadedAt = this.clock.now().getTime();
  }

  private async make(): Promise<StoredSigningKey> {
    const pair = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
    const publicJwk = await exportJWK(pair.publicKey);
    const kid = await calculateJwkThumbprint(publicJwk);
    const privateKeySealed = this.box.seal(labelOf(kid), JSON.stringify(await exportJWK(pair.privateKey)));
    return { kid, privateKeySealed, publicJwk, createdAt: this.clock.now() };
  }
}

const labelOf = (kid: string): string => `signing-key ${kid}`;
const asKey = async (jwk: JWK): Promise<CryptoKey> => (await importJWK(jwk, 'EdDSA')) as CryptoKey;
