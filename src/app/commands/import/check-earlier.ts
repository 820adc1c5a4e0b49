import { BEFORE_ALL, type Id, type UserId } from '../../../kernel/ids.js';
import type { Postgres } from '../../../platform/postgres/postgres.js';
import { MAX_DEPTH } from '../../../modules/comments/index.js';
import type { ImportWriters } from './deps.js';

const BATCH = 1_000;

/** Posts of earlier imports, to which new lines refer, may have been deleted in Plaza since. */
export async function checkEarlierPosts(postgres: Postgres, source: string, writers: ImportWriters): Promise<void> {
  for (let after = BEFORE_ALL; ; ) {
    const posts = await postgres.query<{ id: Id; authorId: UserId }>('import.earlier-posts', EARLIER_POSTS, [source, after, BATCH]);
    if (posts.length === 0) return;
    after = posts.at(-1)!.id;
    const living = await writers.posts.living(posts);
    const gone = posts.filter((post) => !living.has(post.id)).map((post) => post.id);
    if (gone.length > 0) await postgres.query('import.gone-posts', GONE_POSTS, [source, gone]);
  }
}

/** New answers to comments of earlier imports take their place from the comment as it is in Plaza now. */
export async function placeUnderEarlierComments(postgres: Postgres, source: string, writers: ImportWriters): Promise<void> {
  for (let after = BEFORE_ALL; ; ) {
    const parents = await postgres.query<{ id: Id; sourceId: string }>('import.earlier-parents', EARLIER_PARENTS, [source, after, BATCH]);
    if (parents.length === 0) return;
    after = parents.at(-1)!.id;
    const places = await writers.comments.places(parents.map((parent) => parent.id));
    const rows = parents.map(({ id, sourceId }) => {
      const place = places.get(id);
      if (!place) return { parent: sourceId, reason: 'was deleted in Plaza' };
      if (place.depth >= MAX_DEPTH) return { parent: sourceId, reason: `is at the depth of ${MAX_DEPTH} already` };
      const ancestorAuthorIds = [...new Set([...place.ancestorAuthorIds, place.authorId])];
      return { parent: sourceId, parentId: id, postId: place.postId, depth: place.depth + 1, ancestorIds: [...place.ancestorIds, id], ancestorAuthorIds };
    });
    await postgres.query('import.place-under', PLACE_UNDER, [source, JSON.stringify(rows)]);
  }
}

/** Likes of comments of earlier imports learn where these lie. */
export async function checkEarlierComments(postgres: Postgres, source: string, writers: ImportWriters): Promise<void> {
  for (let after = BEFORE_ALL; ; ) {
    const comments = await postgres.query<{ id: Id }>('import.earlier-comments', EARLIER_COMMENTS, [source, after, BATCH]);
    if (comments.length === 0) return;
    after = comments.at(-1)!.id;
    const places = await writers.comments.places(comments.map((comment) => comment.id));
    const rows = comments.map(({ id }) => ({ id, postId: places.get(id)?.postId ?? null, postAuthorId: places.get(id)?.postAuthorId ?? null }));
    await postgres.query('import.place-likes', PLACE_LIKES, [source, JSON.stringify(rows)]);
  }
}

const EARLIER_POSTS = `
  SELECT DISTINCT post_id AS id, post_author_id AS "authorId" FROM import_staging
  WHERE source = $1 AND state = 'NEW' AND subject_is_earlier AND subject_kind = 'post' AND post_id > $2 ORDER BY post_id LIMIT $3`;

const GONE_POSTS = `
  UPDATE import_staging SET state = 'BAD', reason = 'the post ' || subject || ' was deleted in Plaza'
  WHERE source = $1 AND state = 'NEW' AND subject_is_earlier AND subject_kind = 'post' AND post_id = ANY($2)`;

const EARLIER_PARENTS = `
  SELECT DISTINCT i.plaza_id AS id, i.source_id AS "sourceId" FROM import_staging s
  JOIN import_ids i ON i.source = s.source AND i.kind = 'comment' AND i.source_id = s.parent
  WHERE s.source = $1 AND s.kind = 'comment' AND s.state = 'NEW' AND i.plaza_id > $2 ORDER BY i.plaza_id LIMIT $3`;

const PLACE_UNDER = `
  UPDATE import_staging s SET
    state = CASE WHEN place.reason IS NULL AND place."postId" = s.post_id THEN 'NEW' ELSE 'BAD' END,
    reason = CASE WHEN place.reason IS NOT NULL OR place."postId" <> s.post_id
      THEN '"parentCommentId" ' || s.parent || ' ' || coalesce(place.reason, 'answers another post') END,
    parent_id = place."parentId", depth = place.depth, ancestor_ids = place."ancestorIds", ancestor_author_ids = place."ancestorAuthorIds"
  FROM jsonb_to_recordset($2::jsonb) AS place(parent text, reason text, "parentId" uuid, "postId" uuid, depth int, "ancestorIds" uuid[], "ancestorAuthorIds" uuid[])
  WHERE s.source = $1 AND s.kind = 'comment' AND s.state = 'NEW' AND s.parent = place.parent`;

const EARLIER_COMMENTS = `
  SELECT DISTINCT subject_id AS id FROM import_staging
  WHERE source = $1 AND kind = 'like' AND state = 'NEW' AND subject_is_earlier AND subject_kind = 'comment' AND subject_id > $2 ORDER BY subject_id LIMIT $3`;

const PLACE_LIKES = `
  UPDATE import_staging s SET
    state = CASE WHEN place."postId" IS NULL THEN 'BAD' ELSE 'NEW' END,
    reason = CASE WHEN place."postId" IS NULL THEN 'the comment ' || s.subject || ' was deleted in Plaza' END,
    post_id = place."postId", post_author_id = place."postAuthorId"
  FROM jsonb_to_recordset($2::jsonb) AS place(id uuid, "postId" uuid, "postAuthorId" uuid)
  WHERE s.source = $1 AND s.kind = 'like' AND s.state = 'NEW' AND s.subject_kind = 'comment' AND s.subject_id = place.id`;
