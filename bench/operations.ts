/** What is measured: the reads that a social app makes most, as a client would write them. */
export interface Operation {
  readonly name: 'HomeFeed' | 'TagFeed' | 'PublicFeed' | 'Profile' | 'Thread';
  readonly title: string;
  readonly query: string;
}

const AUTHOR = 'author { id username displayName avatarUrl }';

const POST_OF_FEED = `node {
        id text visibility createdAt editedAt commentCount reactionCount viewerReaction repostCount
        author { id username displayName avatarUrl viewerIsFollowing }
        comments(first: 2) { edges { node { id text createdAt reactionCount viewerReaction ${AUTHOR} } } }
      }`;

export const HOME_FEED: Operation = {
  name: 'HomeFeed',
  title: 'Home feed: 20 posts and why they are there, authors, viewer state, two comments each',
  query: `query HomeFeed {
  homeFeed(first: 20) {
    state
    edges {
      cursor
      reason { kind tag repostedBy { username } }
      ${POST_OF_FEED}
    }
    pageInfo { hasNextPage endCursor }
  }
}`,
};

export const TAG_FEED: Operation = {
  name: 'TagFeed',
  title: 'Feed of a tag: 20 posts as in a home feed',
  query: `query TagFeed($tag: String!) { tagFeed(tag: $tag, first: 20) { edges { cursor ${POST_OF_FEED} } pageInfo { hasNextPage endCursor } } }`,
};

export const PUBLIC_FEED: Operation = {
  name: 'PublicFeed',
  title: 'Public feed: 20 posts as in a home feed',
  query: `query PublicFeed { publicFeed(first: 20) { edges { cursor ${POST_OF_FEED} } pageInfo { hasNextPage endCursor } } }`,
};

export const PROFILE: Operation = {
  name: 'Profile',
  title: 'Profile with ten posts',
  query: `query Profile($username: String!) {
  user(username: $username) {
    id username displayName bio avatarUrl createdAt followerCount followeeCount postCount isViewer viewerIsFollowing viewerIsFollowedBy
    posts(first: 10) {
      edges { cursor node { id text visibility createdAt editedAt commentCount reactionCount viewerReaction } }
      pageInfo { hasNextPage endCursor }
    }
  }
}`,
};

export const THREAD: Operation = {
  name: 'Thread',
  title: 'Thread: a post with twenty comments',
  query: `query Thread($id: ID!) {
  post(id: $id) {
    id text visibility createdAt editedAt commentCount reactionCount viewerReaction
    author { id username displayName avatarUrl viewerIsFollowing }
    comments(first: 20) {
      edges { cursor node { id text depth isDeleted createdAt replyCount reactionCount viewerReaction ${AUTHOR} } }
      pageInfo { hasNextPage endCursor }
    }
  }
}`,
};

export const OPERATIONS: readonly Operation[] = [HOME_FEED, PROFILE, THREAD];
