/** The access facts of `pair (viewer_id, user_id)` joined with `profiles AS p`: one row of this is a `RelationRow`. */
export const RELATION_COLUMNS = `
  p.status = 'ACTIVE' AS active,
  coalesce(pair.viewer_id = p.user_id, false) AS "isViewer",
  EXISTS (SELECT FROM blocks b WHERE b.blocker_id = pair.viewer_id AND b.blocked_id = p.user_id) AS "viewerBlocks",
  EXISTS (SELECT FROM blocks b WHERE b.blocker_id = p.user_id AND b.blocked_id = pair.viewer_id) AS "blocksViewer",
  EXISTS (SELECT FROM follows f WHERE f.follower_id = pair.viewer_id AND f.followee_id = p.user_id) AS "viewerFollows",
  EXISTS (SELECT FROM follows f WHERE f.follower_id = p.user_id AND f.followee_id = pair.viewer_id) AS "followsViewer"`;

/** Pairs as two arrays of the same length: viewers (null for nobody), people. */
export const PAIRS = 'unnest($1::uuid[], $2::uuid[]) AS pair (viewer_id, user_id)';

export interface RelationRow {
  readonly active: boolean;
  readonly isViewer: boolean;
  readonly viewerBlocks: boolean;
  readonly blocksViewer: boolean;
  readonly viewerFollows: boolean;
  readonly followsViewer: boolean;
}
