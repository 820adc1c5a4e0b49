import type { Id, UserId } from '../../../kernel/ids.js';
import type { People } from '../../../kernel/people.js';
import type { PlannedPostPart, PostType } from '../../posts/index.js';
import type { UserType } from '../../profiles/index.js';
import type { Reposter, RepostStore } from '../../reposts/index.js';
import { bringsReposts } from './home-rules.js';

/** How many of the earliest reposts of a post are looked at before all are. */
const EARLIEST = 6;
/** How many of them are named. */
const NAMED = 3;
const FIELD = 'earliestReposts';

/** Who brings a post to the viewer. */
export interface Bringers {
  readonly reposts: readonly Reposter[];
  readonly named: readonly UserType[];
  /** The last of the reposts that were looked at, where there may be more; null where these were all. */
  readonly lookedUpTo: Id | null;
}

const NOBODY: Bringers = { reposts: [], named: [], lookedUpTo: null };

/** What a home feed asks about reposted posts: who was the first to repost them, and whether that concerns the viewer. */
export class RepostersPart implements PlannedPostPart {
  readonly stages = [];
  private readonly found = new Map<Id, Bringers>();

  constructor(private readonly names: boolean) {}

  static stages(reposts: RepostStore): object[] {
    return reposts.earliest(FIELD, EARLIEST);
  }

  want(rows: Parameters<PlannedPostPart['want']>[0], people: Parameters<PlannedPostPart['want']>[1]): void {
    for (const row of rows) {
      for (const { reposterId } of repostersIn(row)) {
        if (this.names) people.show(reposterId);
        else people.relate(reposterId);
      }
    }
  }

  async hydrate(): Promise<void> {}

  attach(post: PostType, row: Parameters<PlannedPostPart['attach']>[1], people: People<UserType>): void {
    const all = repostersIn(row);
    if (all.length === 0) return;
    const reposts = all.filter(({ reposterId }) => bringsReposts(people.relationTo(reposterId)));
    this.found.set(post.ref.id, { reposts, named: this.named(reposts.map(({ reposterId }) => reposterId), people), lookedUpTo: all.length === EARLIEST ? all.at(-1)!.id : null });
  }

  of(post: PostType): Bringers {
    return this.found.get(post.ref.id) ?? NOBODY;
  }

  private named(reposterIds: readonly UserId[], people: People<UserType>): UserType[] {
    return this.names ? reposterIds.slice(0, NAMED).flatMap((userId) => people.profileOf(userId) ?? []) : [];
  }
}

const repostersIn = (row: { readonly [field: string]: unknown }): readonly Reposter[] => (row[FIELD] as Reposter[] | undefined) ?? [];
