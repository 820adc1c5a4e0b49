import { askAgain, saysAway } from './ask-again.js';
import type { Person } from './world.js';

/** Everybody who looks; the last two are entitled to what ada shows to followers. */
export const VIEWERS = ['anonymous', 'stranger', 'blocked', 'blocker', 'fan', 'ada'] as const;
/** Whoever differs for caches and outages: to them a block is a block, whoever made it (canary.test.ts tries both ways). */
export const WALKERS = VIEWERS.filter((viewer) => viewer !== 'blocker');
export type ViewerName = (typeof VIEWERS)[number];

export type NodeType = 'User' | 'Post' | 'Comment';

/** Something planted: the texts that give it away, and who may come across it. */
export interface Secret {
  readonly name: string;
  readonly marks: readonly string[];
  /** What is absent wherever the secret is not shown; null for a tombstone, which stands and says nothing. */
  readonly absent: { readonly type: NodeType; readonly id: string } | null;
  readonly shownTo: readonly ViewerName[];
}

/** A text that nothing else has. */
export const mark = (name: string) => `canary-${name}-${Math.random().toString(36).slice(2)}`;

/** Calls a mutation that must not be refused; gives its payload. */
export async function must(person: Person, query: string, variables: Record<string, unknown>): Promise<Record<string, unknown>> {
  const answer = await askAgain(saysAway, () => person.client.query(query, variables));
  const [payload] = Object.values(answer.data ?? {}) as { userErrors: unknown[] }[];
  if (answer.errors.length > 0 || !payload || payload.userErrors.length > 0) throw new Error(answer.body);
  return payload as unknown as Record<string, unknown>;
}

/** The secrets that show in what somebody was told. */
export const foundIn = (secrets: readonly Secret[], bytes: string): string[] =>
  secrets.filter(({ marks }) => marks.some((each) => bytes.includes(each))).map(({ name }) => name);

export const shownTo = (secrets: readonly Secret[], viewer: ViewerName): string[] =>
  secrets.filter((secret) => secret.shownTo.includes(viewer)).map(({ name }) => name);
