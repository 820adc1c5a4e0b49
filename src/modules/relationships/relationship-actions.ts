import type { Clock } from '../../kernel/clock.js';
import type { Announcer, Commit } from '../../kernel/commit.js';
import { notFound } from '../../kernel/errors.js';
import { decodeUserId } from '../../kernel/global-id.js';
import type { UserId } from '../../kernel/ids.js';
import { type Outcome, refuse, refused } from '../../kernel/outcome.js';
import type { Viewer } from '../../kernel/viewer.js';
import type { BlockStore } from './block.store.js';
import type { FollowRequestStore } from './follow-request.store.js';
import type { FollowStore } from './follow.store.js';
import type { MuteStore } from './mute.store.js';
import type { RelationStore, Tx } from './relation.store.js';

/** What the things that a person can do to another have in common. */
export interface RelationshipDeps {
  readonly follows: FollowStore;
  readonly requests: FollowRequestStore;
  readonly blocks: BlockStore;
  readonly mutes: MuteStore;
  readonly relations: RelationStore;
  readonly commit: Commit<Tx>;
  readonly announcer: Announcer<Tx>;
  readonly clock: Clock;
}

export interface PersonInput {
  readonly userId: string;
  readonly idempotencyKey?: string | null;
}

export type PersonAction = (viewer: Viewer, input: PersonInput) => Promise<Outcome<{ readonly userId: UserId }>>;

/** The person that an input names; NOT_FOUND for what names nobody. */
export function personOf(input: PersonInput): UserId {
  const userId = decodeUserId(input.userId);
  if (userId === null) throw notFound();
  return userId;
}

export const refuseSelf = () => refused([refuse('SELF', 'userId', 'This is yourself.')]);
