import type { CrowdQuestion, Sight, Sights } from '../../kernel/access.js';
import type { UserId } from '../../kernel/ids.js';
import type { Postgres } from '../../platform/postgres/postgres.js';

interface Row {
  readonly kind: 'person' | 'block' | 'follow' | 'mute';
  readonly userId: UserId;
  readonly viewerId: UserId | null;
  readonly active: boolean | null;
  readonly isPrivate: boolean | null;
}

/** What stands between a crowd of viewers and a few people: one statement whose rows are the people and the exceptions. */
export class CrowdStore {
  constructor(private readonly postgres: Postgres) {}

  async sights({ viewers, userIds, follows = false, mutes = false }: CrowdQuestion): Promise<Sights> {
    // Thousands of ids, and nothing in them to escape: written as Postgres reads them.
    const viewerIds = [...new Set(viewers.flatMap(({ userId }) => userId ?? []))];
    const rows = await this.postgres.query<Row>('relations.crowd', CROWD, [userIds, `{${viewerIds.join(',')}}`, follows, mutes]);
    const people = new Map<UserId, PersonInSight>();
    for (const { kind, userId, active, isPrivate } of rows) if (kind === 'person') people.set(userId, new PersonInSight(active === true, isPrivate === true));
    for (const { kind, userId, viewerId } of rows) if (kind !== 'person') people.get(userId)?.[kind].add(viewerId!);
    return ({ userId: viewerId }, userId) => people.get(userId)?.sightOf(viewerId, userId) ?? NOTHING;
  }
}

const NOTHING: Sight = { active: false, blocked: false, viewerFollows: false, isViewer: false, isPrivate: false, viewerMutes: false };

/** A person, and who among the viewers stands in a relation to them. */
class PersonInSight {
  readonly block = new Set<UserId>();
  readonly follow = new Set<UserId>();
  readonly mute = new Set<UserId>();

  constructor(
    private readonly active: boolean,
    private readonly isPrivate: boolean,
  ) {}

  sightOf(viewerId: UserId | null, userId: UserId): Sight {
    const { active, isPrivate } = this;
    if (viewerId === null) return { active, blocked: false, viewerFollows: false, isViewer: false, isPrivate, viewerMutes: false };
    const [blocked, viewerFollows, viewerMutes] = [this.block.has(viewerId), this.follow.has(viewerId), this.mute.has(viewerId)];
    return { active, blocked, viewerFollows, isViewer: viewerId === userId, isPrivate, viewerMutes };
  }
}

const CROWD = `
  SELECT 'person' AS kind, user_id AS "userId", NULL::uuid AS "viewerId", status = 'ACTIVE' AS active, is_private AS "isPrivate"
    FROM profiles WHERE user_id = ANY($1::uuid[])
  UNION ALL SELECT 'block', blocker_id, blocked_id, NULL, NULL FROM blocks WHERE blocker_id = ANY($1::uuid[]) AND blocked_id = ANY($2::uuid[])
  UNION ALL SELECT 'block', blocked_id, blocker_id, NULL, NULL FROM blocks WHERE blocked_id = ANY($1::uuid[]) AND blocker_id = ANY($2::uuid[])
  UNION ALL SELECT 'follow', f.followee_id, f.follower_id, NULL, NULL
    FROM profiles p JOIN follows f ON f.followee_id = p.user_id AND f.follower_id = ANY($2::uuid[])
    WHERE p.user_id = ANY($1::uuid[]) AND (p.is_private OR $3::boolean)
  UNION ALL SELECT 'mute', muted_id, muter_id, NULL, NULL FROM mutes
    WHERE $4::boolean AND muted_id = ANY($1::uuid[]) AND muter_id = ANY($2::uuid[]) AND until > now()`;
