import type { AggregatePart, PartQuestion, PlannedPart } from '../../kernel/look-ahead.js';
import type { People, WantedPeople } from '../../kernel/people.js';
import type { PostType } from '../posts/index.js';
import type { UserType } from '../profiles/index.js';
import type { CommentBodies } from './comment.bodies.js';
import type { CommentRow, RawComment } from './comment.entity.js';
import { maySeeComment } from './comment.policy.js';
import type { CommentType } from './comment.type.js';
import { toComment } from './comment.view.js';

export type CommentPart = AggregatePart<CommentType, UserType>;

/**
 * One read of comments: the aggregate's further stages, and the way from its rows to what the viewer may see. Its people
 * are gathered together with those of whatever the comments hang on.
 */
export class CommentAssembly {
  private readonly planned: readonly PlannedPart<CommentType, UserType>[];
  private readonly showsAuthors: boolean;
  private readonly rows = new Map<RawComment, CommentRow>();
  /** What parts add to the aggregate. */
  readonly stages: readonly object[];

  constructor(
    question: PartQuestion,
    private readonly bodies: CommentBodies,
    parts: readonly CommentPart[],
  ) {
    this.planned = parts.flatMap((part) => part.plan(question) ?? []);
    this.showsAuthors = question.selection.has('author');
    this.stages = this.planned.flatMap((part) => part.stages);
  }

  want(raws: readonly RawComment[], people: WantedPeople): void {
    for (const { authorId, ancestorAuthorIds } of raws) {
      if (this.showsAuthors) people.show(authorId);
      else people.relate(authorId);
      for (const userId of ancestorAuthorIds) people.relate(userId);
    }
    for (const part of this.planned) part.want(raws, people);
  }

  async hydrate(raws: readonly RawComment[]): Promise<void> {
    const [rows] = await Promise.all([this.bodies.complete(raws), ...this.planned.map((part) => part.hydrate(raws))]);
    for (const [raw, row] of rows) this.rows.set(raw, row);
  }

  /** The comment, or null where the viewer may not see it; `post` where it is at hand. */
  present(raw: RawComment, people: People<UserType>, post: PostType | null): CommentType | null {
    const row = this.rows.get(raw);
    if (!row || !maySeeComment(raw, (userId) => people.relationTo(userId))) return null;
    // A body that is younger than its skeleton may have lost its author meanwhile: the younger one shows.
    const comment = toComment(row, post);
    comment.shownAuthor = row.authorId === null ? null : people.profileOf(row.authorId);
    for (const part of this.planned) part.attach(comment, raw, people);
    return comment;
  }
}
