import type { CommentId, CommentRef } from '../../kernel/ids.js';
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

  /** A page of the answers to a post that the viewer sees, or to a comment of it. Many may ask at once. */
  thread(viewer: Viewer, post: PostType, parentId: CommentId | null, request: PageRequest, loaders: Loaders): Promise<PageOf<CommentType>> {
    return readFiltered<RawComment, CommentType>(request, {
      read: ({ after, size }) => loaders.get(THREAD_PAGES).load({ postId: post.ref.id, parentId, after, limit: size + 1 }),
      show: (raws) => this.show(this.bare(viewer), viewer, raws, post, loaders),
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
    return (await this.show(assembly, viewer, [raw], post, loaders))[0] ?? null;
  }

  /** One comment, by the loaders of this request or event: many may ask at once, also for many viewers. */
  async byRef(viewer: Viewer, ref: CommentRef, loaders: Loaders): Promise<CommentType | null> {
    const [row, post] = await Promise.all([loaders.get(COMMENT_ROWS).load(ref), this.posts.byRef(viewer, postRefOf(ref), loaders)]);
    if (!row || !post) return null;
    return (await this.show(this.bare(viewer), viewer, [row as unknown as RawComment], post, loaders))[0] ?? null;
  }

  private async show(
    assembly: CommentAssembly,
    viewer: Viewer,
    raws: readonly RawComment[],
    post: PostType,
    loaders: Loaders,
  ): Promise<readonly (CommentType | null)[]> {
    const wanted = new WantedPeople();
    assembly.want(raws, wanted);
    const [people] = await Promise.all([gatherPeople(viewer, wanted, loaders), assembly.hydrate(raws)]);
    return raws.map((raw) => assembly.present(raw, people, post));
  }

  /** Shows rows that were read without any part. */
  private bare(viewer: Viewer): CommentAssembly {
    return new CommentAssembly({ viewer, selection: NO_SELECTION, hiddenIds: [] }, this.bodies, []);
  }
}
