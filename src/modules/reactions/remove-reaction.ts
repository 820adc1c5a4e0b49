import type { Loaders } from '../../kernel/loaders.js';
import { done, type Outcome } from '../../kernel/outcome.js';
import type { SignedIn } from '../../kernel/viewer.js';
import type { ReactionActionDeps } from './add-reaction.js';
import { reactionDelta } from './reaction.counters.js';
import type { Subject } from './reaction.entity.js';

/** Takes back what the viewer has said; where they have said nothing there is nothing to do. */
export const removeReaction =
  (deps: ReactionActionDeps) =>
  (viewer: SignedIn, subject: Subject, input: { readonly idempotencyKey?: string | null }, loaders: Loaders): Promise<Outcome<{ readonly subjectId: string }>> =>
    deps.commit.once({ viewer, mutation: 'removeReaction', input }, async (tx) => {
      // What was known before this try began may be over: a block, an account that has become private.
      loaders.reset();
      await deps.subjects.find(viewer, subject, loaders);
      const before = await deps.store.remove(tx, { userId: viewer.userId, subjectId: subject.ref.id });
      if (before) await deps.announcer.count(tx, reactionDelta(before, -1));
      return done({ subjectId: subject.ref.id });
    });
