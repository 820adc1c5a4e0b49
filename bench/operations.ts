/** What is measured: the three reads that a social app makes most, as a client would write them. */
export interface Operation {
  readonly name: 'HomeFeed' | 'Profile' | 'Thread';
  readonly title: string;
  readonly query: string;
}

const AUTHOR = 'author { id username displayName avatarUrl }';

export const HOME_FEED: Operation = {
  name: 'HomeFeed',
  title: 'Home feed: 20 posts, authors, viewer state, two comments each',
  query: `query HomeFeed {
  homeFeed(first: 20) {
    edges {
      cursor
      node {
        id text visibility createdAt editedAt commentCount reactionCount viewerReaction
        author { id username displayName avatarUrl viewerIsFollowing }
        comments(first: 2) { edges { node { id text createdAt reactionCount viewerReaction ${AUTHOR} } } }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}`,
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
