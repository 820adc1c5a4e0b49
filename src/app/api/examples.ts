import type { ExampleOperation } from './explorer.js';

/** What the offline explorer opens with; they work on the demo world as they stand. */
export const EXAMPLES: readonly ExampleOperation[] = [
  {
    title: 'A profile',
    query: `# No sign-in needed. Press the play button.
query Profile {
  user(username: "ada") {
    displayName
    bio
    followerCount
    followeeCount
    posts(first: 5) {
      edges { node { text createdAt commentCount reactionCounts { kind count } } }
      pageInfo { hasNextPage endCursor }
    }
  }
}`,
  },
  {
    title: 'Sign in',
    query: `# Copy the accessToken into the headers below: { "authorization": "Bearer …" }
mutation SignIn {
  login(input: { usernameOrEmail: "ada", password: "plaza-demo-2026" }) {
    accessToken
    expiresAt
    viewer { user { username } email }
    userErrors { code message field }
  }
}`,
  },
  {
    title: 'Home feed',
    query: `# Needs the header of the tab "Sign in".
query Home {
  homeFeed(first: 20) {
    edges {
      cursor
      node {
        id
        text
        createdAt
        author { username displayName viewerIsFollowing }
        viewerReaction
        comments(first: 2) { edges { node { text author { username } } } }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}`,
  },
  {
    title: 'Post',
    query: `mutation Post {
  createPost(input: { text: "Hello #plaza, hello @ada!", visibility: PUBLIC }) {
    post { id text facets { __typename ... on HashtagFacet { tag } ... on MentionFacet { user { username } } } }
    userErrors { code message field }
  }
}`,
  },
  {
    title: 'Live',
    query: `# Keep it open, post from another tab, and watch.
subscription Live {
  homeFeedEvents {
    __typename
    ... on LiveEvent { cursor occurredAt }
    ... on PostAdded { post { text author { username } } }
  }
}`,
  },
];
