import type { CommentRef } from '../../kernel/ids.js';
import type { Loaders } from '../../kernel/loaders.js';
import { NO_SELECTION } from '../../kernel/look-ahead.js';
import type { PageOf, PageRequest } from '../../kernel/page.js';
import { WantedPeople } from '../../kernel/people.js';
import { readFiltered } from '../../kernel/refill.js';
import type { Viewer } from '../../kernel/viewer.js';
import { gatherPeople, type PostQuestion, type PostReader, type PostType } from '../posts/index.js';
import { CommentAssembly, type CommentPart } from './comment.assembly.js';
import type { CommentBodies } from './comment.bodies.js';
import { placeOf, postRefOf, type RawComment } from './comment.entity.js';
import { COMMENT_ROWS, THREAD_PAGES } from './comment.loaders.js';
import type { CommentStore } from './comment.store.js';
import type { CommentType } from './comment.type.js';

/** Comments as a viewer may see them: by ref and in threads, oldest first. */
export class CommentReader {
  constructor(
    private readonly store: CommentStore,
    private readonly bodies: CommentBodies,
    private readonly posts: PostReader,
    private readonly parts: readonly CommentPart[],
  ) {}

  /** A page of the answers to a post that the viewer sees, or to a comment of it (`parent`). Many may ask at once. */
  thread(question: PostQuestion, post: PostType, parent: CommentType | null, request: PageRequest): Promise<PageOf<CommentType>> {
    const assembly = this.bare(question);
    return readFiltered<RawComment, CommentType>(request, {
      read: ({ after, size }) =>
        question.loaders.get(THREAD_PAGES).load({ postId: post.ref.id, parentId: parent?.ref.id ?? null, after, limit: size + 1 }),
      show: async (raws) => {
        const shown = await this.show(assembly, question, raws, post);
        for (const comment of shown) if (comment) comment.shownParent = parent;
        return shown;
      },
      positionOf: (raw) => raw._id,
    });
  }

  /** A comment with what the query asks for around it; null where the viewer may not know of it, or of its post. */
  async byRefAhead(question: PostQuestion, ref: CommentRef): Promise<CommentType | null> {
    const { viewer, loaders } = question;
    const assembly = new CommentAssembly(question, this.bodies, this.parts);
    const [found, post] = await Promise.all([this.store.byRefs([ref], assembly.stages), this.posts.byRef(viewer, postRefOf(ref), loaders)]);
    const raw = found.get(placeOf(ref));
    if (!raw || !post) return null;
    return (await this.show(assembly, question, [raw], post))[0] ?? null;
  }

  /**
   * One comment, by the loaders of this request or event: many may ask at once, also for many viewers. `known` is its post,
   * where that is at hand.
   */
  async byRef(viewer: Viewer, ref: CommentRef, loaders: Loaders, known: PostType | null = null): Promise<CommentType | null> {
    const question = { viewer, loaders, selection: NO_SELECTION };
    const [row, post] = await Promise.all([loaders.get(COMMENT_ROWS).load(ref), known ?? this.posts.byRef(viewer, postRefOf(ref), loaders)]);
    if (!row || !post) return null;
    return (await this.show(this.bare(question), question, [row as unknown as RawComment], post))[0] ?? null;
  }

  private async show(
    assembly: CommentAssembly,
    { viewer, loaders }: PostQuestion,
    raws: readonly RawComment[],
    post: PostType,
  ): Promise<readonly (CommentType | null)[]> {
    const wanted = new WantedPeople();
    assembly.want(raws, wanted);
    const [people] = await Promise.all([gatherPeople(viewer, wanted, loaders), assembly.hydrate(raws)]);
    return raws.map((raw) => assembly.present(raw, people, post));
  }

  /** Shows rows that were read without any part. */
  private bare(question: PostQuestion): CommentAssembly {
    return new CommentAssembly(question, this.bodies, []);
  }
}
