import type { Clock } from '../../kernel/clock.js';
import type { Announcer, Commit } from '../../kernel/commit.js';
import { forbidden } from '../../kernel/errors.js';
import { mintId } from '../../kernel/ids.js';
import type { Loaders } from '../../kernel/loaders.js';
import { done, type Outcome } from '../../kernel/outcome.js';
import type { SignedIn } from '../../kernel/viewer.js';
import { reactionDelta } from './reaction.counters.js';
import { placeOf, type Subject } from './reaction.entity.js';
import type { ReactionKind } from './reaction.kinds.js';
import type { ReactionStore, Tx } from './reaction.store.js';
import type { Subjects } from './subjects.js';

export interface ReactionActionDeps {
  readonly store: ReactionStore;
  readonly subjects: Subjects;
  readonly commit: Commit<Tx>;
  readonly announcer: Announcer<Tx>;
  readonly clock: Clock;
}

export interface NewReaction {
  readonly kind: ReactionKind;
  readonly idempotencyKey?: string | null;
}

/** Says something to a post or a comment, in place of what the viewer has said before. */
export const addReaction =
  (deps: ReactionActionDeps) =>
  (viewer: SignedIn, subject: Subject, input: NewReaction, loaders: Loaders): Promise<Outcome<{ readonly subjectId: string }>> =>
    deps.commit.once({ viewer, mutation: 'addReaction', input, quota: 'reactions' }, async (tx) => {
      // What was known before this try began may be over: a block, an account that has become private.
      loaders.reset();
      const { whyNot } = await deps.subjects.find(viewer, subject, loaders);
      if (whyNot) throw forbidden(whyNot, 'This can not be reacted to.');

      const createdAt = deps.clock.now();
      const reaction = { _id: mintId(createdAt), ...placeOf(subject), userId: viewer.userId, kind: input.kind, createdAt };
      const before = await deps.store.put(tx, reaction);
      // The same again changes nothing, and so counts nothing.
      if (before?.kind !== reaction.kind) {
        await deps.announcer.count(tx, reactionDelta(reaction, 1), ...(before ? [reactionDelta(before, -1)] : []));
      }
      return done({ subjectId: reaction.subjectId });
    });
