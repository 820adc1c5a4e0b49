import { calculateJwkThumbprint, type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import type { Clock } from '../../../kernel/clock.js';
import type { SealedBox } from '../../../platform/sealed-box.js';
import type { SigningKeyStore, StoredSigningKey } from './signing-key.store.js';
import { isOver, signerOf, type SigningTimes } from './signing-key.policy.js';

export interface Signer {
  readonly kid: string;
  readonly privateKey: CryptoKey;
}

/** A process that made its keys known is believed within this time, and a stranger costs one look-up in it. */
const RELOAD_AT_MOST_EVERY_MS = 1_000;
/** After this time a process knows a key that is new, and no longer accepts a retired one. */
export const REFRESH_KEYS_MS = 5_000;

/** The signing keys as this process knows them: Ed25519, kept in Postgres, private parts sealed. */
export class SigningKeys {
  private known: readonly StoredSigningKey[] = [];
  private signer: Signer | null = null;
  private verifiers = new Map<string, CryptoKey>();
  private loadedAt = Number.NEGATIVE_INFINITY;
  private loading: Promise<void> | null = null;

  constructor(
    private readonly store: SigningKeyStore,
    private readonly box: SealedBox,
    private readonly clock: Clock,
    private readonly times: SigningTimes,
  ) {}

  /** The key to sign with; the first process ever makes it. */
  async current(): Promise<Signer> {
    if (!this.signer) await this.refresh();
    if (!this.signer) {
      await this.store.addAfter(null, () => this.make());
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

  /** Whether tokens of this `kid` are accepted, as this process knows it now. */
  accepts(kid: string): boolean {
    return this.verifiers.has(kid);
  }

  /** The keys that verify, the youngest first: public parts alone (RFC 7517). */
  async publicKeys(): Promise<JWK[]> {
    await this.current();
    return this.known.map(({ kid, publicJwk: { kty, crv, x } }) => ({ kty: kty!, crv: crv!, x: x!, kid, alg: 'EdDSA', use: 'sig' }));
  }

  /** All keys that are not retired, the youngest first, and which of them signs. */
  async list(): Promise<{ readonly kid: string; readonly createdAt: Date; readonly signs: boolean }[]> {
    await this.refresh();
    return this.known.map(({ kid, createdAt }) => ({ kid, createdAt, signs: kid === this.signer?.kid }));
  }

  /** Adds a key, which signs once every process can know it. Gives its `kid`. */
  async rotate(): Promise<string> {
    await this.refresh();
    await this.store.addAfter(this.known[0]?.kid ?? null, () => this.make());
    await this.refresh();
    return this.known[0]!.kid;
  }

  /** Tokens of this key are over, everywhere within `REFRESH_KEYS_MS`; where no other key is left, one is made. False where there is no such key. */
  async retire(kid: string): Promise<boolean> {
    const retired = await this.store.retire(kid, this.clock.now(), () => this.make());
    await this.refresh();
    return retired;
  }

  /** What a timer does: reads what other processes did, takes another key in time, and retires those whose tokens are all over. */
  async keepUp(): Promise<void> {
    await this.refresh();
    const now = this.clock.now().getTime();
    const youngest = this.known[0];
    if (youngest && youngest.createdAt.getTime() + this.times.signingKeyMs <= now) await this.rotate();
    for (const key of this.known.filter((each) => isOver(each, this.known, now, this.times))) await this.retire(key.kid);
  }

  /** Reads the keys anew, so that no request waits. Throws where MASTER_SECRET is not the one they were sealed with. */
  refresh(): Promise<void> {
    this.loading ??= this.load().finally(() => {
      this.loading = null;
    });
    return this.loading;
  }

  private async load(): Promise<void> {
    const keys = await this.store.activeKeys();
    const verifiers = await Promise.all(keys.map(async ({ kid, publicJwk }) => [kid, this.verifiers.get(kid) ?? (await asKey(publicJwk))] as const));
    const now = this.clock.now().getTime();
    const signs = signerOf(keys, now);
    if (signs && this.signer?.kid !== signs.kid) {
      const jwk = JSON.parse(this.box.open(labelOf(signs.kid), signs.privateKeySealed)) as JWK;
      this.signer = { kid: signs.kid, privateKey: await asKey(jwk) };
    }
    this.known = keys;
    this.verifiers = new Map(verifiers);
    this.loadedAt = now;
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
