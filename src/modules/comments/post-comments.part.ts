import { type PageOf, pageOf, type PageRequest, readPage } from '../../kernel/page.js';
import { NO_SELECTION, type PartQuestion, type PlannedPart, PrefetchKey, type RawRow, type SelectedField } from '../../kernel/look-ahead.js';
import type { PostPart, PostType } from '../posts/index.js';
import type { UserType } from '../profiles/index.js';
import { CommentAssembly, type CommentPart } from './comment.assembly.js';
import type { CommentBodies } from './comment.bodies.js';
import type { RawComment } from './comment.entity.js';
import type { CommentStore } from './comment.store.js';
import type { CommentType } from './comment.type.js';

/** The page of a post's comments that was fetched with it. */
export const POST_COMMENTS = new PrefetchKey<{ readonly request: PageRequest; readonly page: PageOf<CommentType> }>('comments of a post');

const FIELD = 'comments';

/** The comments' share of a read of posts: a limited `$lookup`, with the parts of comments inside. */
export class PostCommentsPart implements PostPart {
  constructor(
    private readonly store: CommentStore,
    private readonly bodies: CommentBodies,
    private readonly parts: readonly CommentPart[],
  ) {}

  plan({ viewer, selection, hiddenIds = [] }: PartQuestion): PlannedPart<PostType, UserType> | null {
    const asked = selection.only(FIELD);
    const request = asked && readableRequest(asked);
    if (!asked || !request) return null;
    const comments = asked.selection.only('edges')?.selection.only('node')?.selection ?? NO_SELECTION;
    const assembly = new CommentAssembly({ viewer, selection: comments, hiddenIds }, this.bodies, this.parts);
    const of = (row: RawRow) => row[FIELD] as readonly RawComment[];

    return {
      stages: this.store.firstOfPosts(FIELD, hiddenIds, request.after, request.size + 1, assembly.stages),
      want: (rows, people) => assembly.want(rows.flatMap(of), people),
      hydrate: (rows) => assembly.hydrate(rows.flatMap(of)),
      attach(post, row, people) {
        const raws = of(row);
        const shown = raws.slice(0, request.size).flatMap((raw) => assembly.present(raw, people, post) ?? []);
        // Where the rules took something away and there is more, the field reads on by itself.
        const short = raws.length > request.size && shown.length < request.size;
        if (short) return;
        const page = pageOf(request, shown, (comment) => comment.ref.id);
        const hasNextPage = raws.length > request.size;
        const endPosition = raws.slice(0, request.size).at(-1)?._id ?? null;
        post.prefetched.set(POST_COMMENTS, { request, page: { ...page, hasNextPage, endPosition } });
      },
    };
  }
}

/** The page that is asked for; null where the field itself will refuse it. */
function readableRequest({ args }: SelectedField): PageRequest | null {
  try {
    return readPage('comments', args);
  } catch {
    return null;
  }
}
