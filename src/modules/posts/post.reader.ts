import type { Relation } from '../../kernel/access.js';
import type { PostId, PostRef, UserId } from '../../kernel/ids.js';
import type { Loaders } from '../../kernel/loaders.js';
import { NO_SELECTION } from '../../kernel/look-ahead.js';
import { EMPTY_PAGE, type PageOf, type PageRequest } from '../../kernel/page.js';
import { readFiltered } from '../../kernel/refill.js';
import type { Viewer } from '../../kernel/viewer.js';
import { type PlannedPostPart, PostAssembly, type PostPart, type PostQuestion } from './post.assembly.js';
import type { PostBodies } from './post.bodies.js';
import { placeOf, type RawPost } from './post.entity.js';
import { pageOfAuthor } from './author-reads.js';
import { POST_ROWS } from './post.loaders.js';
import { type PostVisibility, visibleKinds } from './post.policy.js';
import type { ListedRows, PostStore } from './post.store.js';
import type { PostType } from './post.type.js';

export interface PostListRead {
  /** By one command, in no order; what is gone is not there. */
  rows(wanted: ListedRows): Promise<RawPost[]>;
  /** In the order of the rows; null where the viewer may not see one. */
  show(raws: readonly RawPost[]): Promise<readonly (PostType | null)[]>;
}

export interface PostAudience {
  readonly visibility: PostVisibility;
  /** As keys (`tagKey`). */
  readonly tags: readonly string[];
}

/** Posts as a viewer may see them: by ref and in lists, newest first. */
export class PostReader {
  constructor(
    private readonly store: PostStore,
    private readonly bodies: PostBodies,
    private readonly parts: readonly PostPart[],
  ) {}

  /** The newest public posts of everybody. */
  ofEverybody(question: PostQuestion, request: PageRequest): Promise<PageOf<PostType>> {
    return this.page(question, request, (each, stages) => this.store.ofEverybody(each, stages));
  }

  /** The newest public posts with a tag, which is a key (`tagKey`). */
  withTag(question: PostQuestion, tag: string, request: PageRequest): Promise<PageOf<PostType>> {
    return this.page(question, request, (each, stages) => this.store.withTag(tag, each, stages));
  }

  /**
   * One person's posts, given what stands between the viewer and them. Asked for one person it is one command, parts
   * included; asked for many in one tick it is one command for all their posts, and parts follow by their loaders.
   */
  ofAuthor(question: PostQuestion, authorId: UserId, relation: Relation, request: PageRequest): Promise<PageOf<PostType>> {
    const kinds = visibleKinds(relation);
    if (kinds.length === 0) return Promise.resolve(EMPTY_PAGE);
    const assembly = new PostAssembly(question, this.bodies, this.parts);
    let shows = assembly;
    return readFiltered<RawPost, PostType>(request, {
      read: async ({ after, size }) => {
        const page = { authorId, kinds, after, limit: size + 1 };
        const { raws, withParts } = await pageOfAuthor(question.loaders, { page, stages: assembly.stages });
        shows = withParts ? assembly : this.bare(question.viewer, question.loaders);
        return raws;
      },
      show: (raws) => shows.show(raws),
      positionOf,
    });
  }

  /** A read of a list that keeps an order of its own, in two steps: rows, and what of them the viewer may see. */
  ofList(question: PostQuestion, further: readonly PlannedPostPart[]): PostListRead {
    const assembly = new PostAssembly(question, this.bodies, this.parts, further);
    return { rows: (wanted) => this.store.ofList(wanted, assembly.stages), show: (raws) => assembly.show(raws) };
  }

  /** Posts in the order of the refs, null where the viewer may not know of one. */
  async byRefs(question: PostQuestion, refs: readonly PostRef[]): Promise<readonly (PostType | null)[]> {
    const assembly = new PostAssembly(question, this.bodies, this.parts);
    const found = await this.store.byRefs(refs, assembly.stages);
    const raws = refs.flatMap((ref) => found.get(placeOf(ref)) ?? []);
    const shown = await assembly.show(raws, refs.filter((ref) => !found.has(placeOf(ref))));
    const byPlace = new Map(shown.flatMap((post) => (post ? [[placeOf(post.ref), post] as const] : [])));
    return refs.map((ref) => byPlace.get(placeOf(ref)) ?? null);
  }

  /** One post, by the loaders of this request or event: many may ask at once, also for many viewers. */
  async byRef(viewer: Viewer, ref: PostRef, loaders: Loaders): Promise<PostType | null> {
    const row = await loaders.get(POST_ROWS).load(ref);
    const [post] = await this.bare(viewer, loaders).show(row ? [row as unknown as RawPost] : [], row ? [] : [ref]);
    return post ?? null;
  }

  /** Whom a post is for, and under which tags it is found, whoever asks; null where it is not there. By the loaders of an event. */
  async audienceOf(ref: PostRef, loaders: Loaders): Promise<PostAudience | null> {
    const row = await loaders.get(POST_ROWS).load(ref);
    return row && { visibility: row.visibility, tags: row.tags ?? [] };
  }

  /** Which of these posts are there at all, whoever may see them. */
  async existing(refs: readonly PostRef[]): Promise<ReadonlySet<PostId>> {
    const found = await this.store.byRefs(refs, [{ $project: { authorId: 1 } }]);
    return new Set([...found.values()].map((raw) => raw._id));
  }

  private page(
    question: PostQuestion,
    request: PageRequest,
    read: (request: PageRequest, stages: readonly object[]) => Promise<RawPost[]>,
  ): Promise<PageOf<PostType>> {
    const assembly = new PostAssembly(question, this.bodies, this.parts);
    return readFiltered<RawPost, PostType>(request, {
      read: (each) => read(each, assembly.stages),
      show: (raws) => assembly.show(raws),
      positionOf,
    });
  }

  /** Shows rows that were read without any part. */
  private bare(viewer: Viewer, loaders: Loaders): PostAssembly {
    return new PostAssembly({ viewer, loaders, selection: NO_SELECTION }, this.bodies, []);
  }
}

const positionOf = (raw: RawPost): string => raw._id;
