import type { PostRef } from '../../kernel/ids.js';
import type { Loaders } from '../../kernel/loaders.js';
import type { AggregatePart, PartQuestion, PlannedPart } from '../../kernel/look-ahead.js';
import { WantedPeople } from '../../kernel/people.js';
import type { UserType } from '../profiles/index.js';
import { gatherPeople } from './people.js';
import type { PostBodies } from './post.bodies.js';
import type { RawPost } from './post.entity.js';
import { maySeePost } from './post.policy.js';
import type { PostType } from './post.type.js';
import { toPost } from './post.view.js';

export type PostPart = AggregatePart<PostType, UserType>;
export type PlannedPostPart = PlannedPart<PostType, UserType>;

/** Who asks, for what, in which request. */
export interface PostQuestion extends PartQuestion {
  readonly loaders: Loaders;
}

/** One read of posts: the aggregate's further stages, and the way from its rows to what the viewer may see. */
export class PostAssembly {
  private readonly planned: readonly PlannedPart<PostType, UserType>[];
  private readonly showsAuthors: boolean;
  /** What parts add to the aggregate. */
  readonly stages: readonly object[];

  constructor(
    private readonly question: PostQuestion,
    private readonly bodies: PostBodies,
    parts: readonly PostPart[],
    /** What this one read asks for beside what every read may. */
    further: readonly PlannedPostPart[] = [],
  ) {
    this.planned = [...parts.flatMap((part) => part.plan(question) ?? []), ...further];
    this.showsAuthors = question.selection.has('author');
    this.stages = this.planned.flatMap((part) => part.stages);
  }

  /**
   * The posts of these rows in their order, null where the viewer may not see one. Asks for everything once, for all; also
   * for the authors of posts that are `missing`, so that what is not there takes as long as what is hidden.
   */
  async show(raws: readonly RawPost[], missing: readonly PostRef[] = []): Promise<readonly (PostType | null)[]> {
    const { viewer, loaders } = this.question;
    const wanted = new WantedPeople();
    for (const { authorId } of [...raws, ...missing]) {
      if (this.showsAuthors) wanted.show(authorId);
      else wanted.relate(authorId);
    }
    for (const part of this.planned) part.want(raws, wanted);

    const [people, rows] = await Promise.all([
      gatherPeople(viewer, wanted, loaders),
      this.bodies.complete(raws),
      ...this.planned.map((part) => part.hydrate(raws)),
    ]);

    return raws.map((raw) => {
      const row = rows.get(raw);
      const relation = people.relationTo(raw.authorId);
      if (!row || !maySeePost(relation, raw.visibility)) return null;
      const post = toPost(row, relation);
      post.shownAuthor = people.profileOf(raw.authorId);
      for (const part of this.planned) part.attach(post, raw, people);
      return post;
    });
  }
}
