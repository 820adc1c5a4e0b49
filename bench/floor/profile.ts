import { encodeUserId } from '../../src/kernel/global-id.js';
import { encodeCursor } from '../../src/kernel/page.js';
import { mayAll, profileOf } from './people.js';
import { lookUpMine, POST_FIELDS, type PostRow, showPost } from './rows.js';
import type { FloorStores } from './stores.js';

const PAGE = 10;

/** Two round trips: the person, and then their posts with the number of them. */
export async function profile(stores: FloorStores, viewerId: string, username: string): Promise<object> {
  const person = await profileOf(stores, viewerId, username);
  if (!person) return { user: null };
  const rows = await stores.db
    .collection('posts')
    .aggregate<PostRow | { postCount: number }>([
      { $match: { authorId: person.id, ...(!mayAll(person, viewerId) && { visibility: person.isPrivate ? { $in: [] } : 'PUBLIC' }) } },
      { $sort: { _id: -1 } },
      { $limit: PAGE + 1 },
      { $project: POST_FIELDS },
      lookUpMine(viewerId),
      { $unionWith: { coll: 'author_stats', pipeline: [{ $match: { _id: person.id } }, { $project: { _id: 0, postCount: 1 } }] } },
    ])
    .toArray();
  const stats = rows.find((row) => 'postCount' in row);
  const found = rows.filter((row): row is PostRow => '_id' in row);
  const posts = found.slice(0, PAGE);
  const last = posts.at(-1);
  const { username: name, displayName, bio, avatarUrl, createdAt, followerCount, followeeCount } = person;
  return {
    user: {
      id: encodeUserId(person.id), username: name, displayName, bio, avatarUrl, createdAt, followerCount, followeeCount,
      postCount: stats?.postCount ?? 0,
      isViewer: person.id === viewerId,
      viewerIsFollowing: person.follows,
      viewerIsFollowedBy: person.followsViewer,
      posts: {
        edges: posts.map((post) => ({ cursor: encodeCursor('posts', post._id), node: showPost(post) })),
        pageInfo: { hasNextPage: found.length > PAGE, endCursor: last ? encodeCursor('posts', last._id) : null },
      },
    },
  };
}
