import { conflict } from '../../kernel/errors.js';
import type { PostRef } from '../../kernel/ids.js';
import type { Loaders } from '../../kernel/loaders.js';
import { done, type Outcome, refused } from '../../kernel/outcome.js';
import type { SignedIn } from '../../kernel/viewer.js';
import type { PostActionDeps, PostPlace } from './create-post.js';
import { postEdited, postUntagged } from './post.events.js';
import { ownPost } from './own-post.js';
import { textProblems, toText } from './post.rules.js';
import { readFacets } from './read-facets.js';
import { tagsOf } from './tags.js';

export interface PostEdit {
  readonly text?: string | null;
  readonly expectedVersion: number;
  readonly idempotencyKey?: string | null;
}

/** Changes the text of one's own post, unless it was changed since the version that the viewer has seen. */
export const editPost =
  (deps: PostActionDeps) =>
  async (viewer: SignedIn, ref: PostRef, input: PostEdit, loaders: Loaders): Promise<Outcome<PostPlace>> => {
    const text = toText(input.text);
    return deps.commit.once({ viewer, mutation: 'editPost', input }, async (tx) => {
      const post = await ownPost(deps.store, viewer, ref, loaders);
      const problems = textProblems(input.text, deps.maxPostLength, post.media.length > 0);
      if (problems.length > 0) return refused(problems);
      if (post.version !== input.expectedVersion) throw stale();

      const facets = await readFacets(text, deps.findByUsername);
      const editedAt = deps.clock.now();
      const edited = await deps.store.edit(tx, ref, input.expectedVersion, { text, facets, ...tagsOf(facets), editedAt });
      if (!edited) throw stale();
      await deps.announcer.announce(tx, postEdited(edited, editedAt), ...postUntagged(edited, post, editedAt));
      return done({ authorId: ref.authorId, id: ref.id });
    });
  };

const stale = () => conflict('STALE_VERSION', 'The post was changed in the meantime: read it again.');
