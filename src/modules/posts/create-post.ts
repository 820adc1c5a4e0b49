import type { Clock } from '../../kernel/clock.js';
import type { Announcer, Commit } from '../../kernel/commit.js';
import { mintId } from '../../kernel/ids.js';
import { done, type Outcome, refused } from '../../kernel/outcome.js';
import type { SignedIn } from '../../kernel/viewer.js';
import { mediaProblems, toMedia } from '../media/index.js';
import { postCountDelta } from './post.counters.js';
import { postCreated } from './post.events.js';
import type { PostVisibility } from './post.policy.js';
import { textProblems, toText } from './post.rules.js';
import type { PostStore, Tx } from './post.store.js';
import { type FindByUsername, readFacets } from './read-facets.js';
import { tagsOf } from './tags.js';

export interface PostActionDeps {
  readonly store: PostStore;
  readonly commit: Commit<Tx>;
  readonly announcer: Announcer<Tx>;
  readonly clock: Clock;
  readonly findByUsername: FindByUsername;
  /** Code points. */
  readonly maxPostLength: number;
}

export interface NewPost {
  readonly text?: string | null;
  readonly media?: readonly { readonly name: string; readonly altText?: string | null }[] | null;
  readonly visibility: PostVisibility;
  readonly idempotencyKey?: string | null;
}

/** Where a post lies, flat, as an idempotency row keeps it. */
export type PostPlace = { readonly authorId: string; readonly id: string };

/** Publishes a post. */
export const createPost =
  (deps: PostActionDeps) =>
  async (viewer: SignedIn, input: NewPost): Promise<Outcome<PostPlace>> => {
    const media = input.media ?? [];
    const problems = [...textProblems(input.text, deps.maxPostLength, media.length > 0), ...mediaProblems(media)];
    if (problems.length > 0) return refused(problems);

    const text = toText(input.text);
    const facets = await readFacets(text, deps.findByUsername);
    return deps.commit.once({ viewer, mutation: 'createPost', input, quota: 'posts' }, async (tx) => {
      const createdAt = deps.clock.now();
      const post = {
        _id: mintId(createdAt),
        authorId: viewer.userId,
        text,
        facets,
        ...tagsOf(facets),
        media: toMedia(media),
        visibility: input.visibility,
        createdAt,
        editedAt: null,
        version: 1,
        rev: 1,
        commentCount: 0,
        reactionCounts: {},
      };
      await deps.store.insert(tx, post);
      await deps.announcer.announce(tx, postCreated(post));
      if (post.visibility === 'PUBLIC') await deps.announcer.count(tx, postCountDelta(post.authorId, 1));
      return done({ authorId: post.authorId, id: post._id });
    });
  };
