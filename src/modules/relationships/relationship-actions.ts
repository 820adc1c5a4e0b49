import type { Relation } from '../../kernel/access.js';
import type { Clock } from '../../kernel/clock.js';
import type { Announcer, Commit } from '../../kernel/commit.js';
import { notFound } from '../../kernel/errors.js';
import { userIdOrNotFound } from '../../kernel/global-id.js';
import type { UserId } from '../../kernel/ids.js';
import { done, type Outcome, refuseSelf } from '../../kernel/outcome.js';
import type { QuotaName } from '../../kernel/quota.js';
import { signedIn, type Viewer } from '../../kernel/viewer.js';
import type { BlockStore } from './block.store.js';
import type { FollowRequestStore } from './follow-request.store.js';
import type { FollowStore } from './follow.store.js';
import type { MuteStore } from './mute.store.js';
import type { RelationStore, Tx } from './relation.store.js';
import { type Standing, standingOf } from './relationship.policy.js';

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

export type PersonAction<Input extends PersonInput = PersonInput> = (viewer: Viewer, input: Input) => Promise<Outcome<{ readonly userId: UserId }>>;

/** The two whom an action is about, as its transaction sees them. */
export interface Between<Input> {
  readonly tx: Tx;
  /** The viewer. */
  readonly me: UserId;
  /** The other, who is not absent to the viewer. */
  readonly userId: UserId;
  readonly relation: Relation;
  readonly standing: Exclude<Standing, 'ABSENT'>;
  readonly input: Input;
}

interface Deed {
  readonly mutation: string;
  readonly quota?: QuotaName;
  /** False for what nothing else between the two depends on. */
  readonly locksPair?: boolean;
}

/** Something that the viewer does to another person whom they know of: one transaction, in which `work` may refuse. */
export function personAction<Input extends PersonInput = PersonInput>(
  { relations, commit }: Pick<RelationshipDeps, 'relations' | 'commit'>,
  { locksPair = true, ...deed }: Deed,
  work: (between: Between<Input>) => Promise<Outcome<never> | void>,
): PersonAction<Input> {
  return async (viewer, input) => {
    const signed = signedIn(viewer);
    const me = signed.userId;
    const userId = userIdOrNotFound(input.userId);
    if (userId === me) return refuseSelf();

    return commit.once({ viewer: signed, input, ...deed }, async (tx) => {
      if (locksPair) await relations.lockPair(tx, me, userId);
      const relation = await relations.relationIn(tx, me, userId);
      const standing = standingOf(relation);
      if (standing === 'ABSENT') throw notFound();
      return (await work({ tx, me, userId, relation, standing, input })) ?? done({ userId });
    });
  };
}
