import type { Scope } from '../../../kernel/policy.js';
import type { Role, SignedIn } from '../../../kernel/viewer.js';

/** What Postgres says of a session that lives. */
export interface SessionRow {
  readonly expiresAt: Date;
  readonly kind: 'PERSON' | 'SERVICE';
  /** Of a service token; null for people. */
  readonly scopes: readonly Scope[] | null;
  /** Of the account; somebody who was imported has none yet, and is a user. */
  readonly accountRole: Exclude<Role, 'SERVICE'>;
}

/** What every request needs to know of its session. */
export type SessionFacts = { readonly expiresAt: Date } & Required<Pick<SignedIn, 'role'>> & Pick<SignedIn, 'scopes'>;

/**
 * A machine has the role SERVICE, whoever owns it, and its scopes. MODERATE stays only while its account is a moderator's:
 * whoever reads the scopes need not ask for the owner's role.
 */
export function factsOf({ expiresAt, kind, scopes, accountRole }: SessionRow): SessionFacts {
  if (kind === 'PERSON') return { expiresAt, role: accountRole };
  const effective = (scopes ?? []).filter((scope) => scope !== 'MODERATE' || accountRole !== 'USER');
  return { expiresAt, role: 'SERVICE', scopes: new Set(effective) };
}
